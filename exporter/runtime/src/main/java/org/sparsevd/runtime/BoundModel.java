package org.sparsevd.runtime;

import java.util.List;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Work;
import org.sparsevd.runtime.kernel.KernelLookup;
import org.sparsevd.runtime.kernel.Kernels;
import org.sparsevd.runtime.machine.MachineSupport;
import org.sparsevd.runtime.plan.Engine;
import org.sparsevd.runtime.plan.KnownShapes;
import org.sparsevd.runtime.plan.LayerShapes;
import org.sparsevd.runtime.plan.PackedWeights;

/** A model whose shapes are numbers, and what runs it: plain kernels first, then the final ones. */
final class BoundModel {
  private static final int FIRST_INPUTS = SparseModel.FIRST_INPUTS;

  /** Products of the first inputs at most: plain Java takes less than a second for them. */
  private static final double FIRST_PRODUCTS = 3e8;

  /**
   * Products of a single first input at most. Vectors take some two seconds before the JIT has
   * compiled them, in which plain Java does as much.
   */
  private static final double ONE_INPUT = 1.5e9;

  private static final MachineSupport NO_MACHINE =
      MachineSupport.none("other kernels are ready sooner");

  private final Model model;
  private final Model laid;
  private final PackedWeights packed;
  private final String wanted;
  private volatile Engine engine;
  private volatile boolean settled;
  private int left;

  private BoundModel(
      Model model,
      PackedWeights packed,
      Kernels kernels,
      MachineSupport machine,
      String wanted,
      int first) {
    this.model = model;
    this.packed = packed;
    this.laid = KnownShapes.suffice(model) ? model : LayerShapes.of(model, packed);
    this.wanted = wanted;
    this.engine = new Engine(laid, packed, kernels, machine);
    this.left = first;
    this.settled = first == 0;
  }

  /** On these kernels for good. */
  static BoundModel of(Model model, PackedWeights packed, Kernels kernels) {
    return new BoundModel(model, packed, kernels, NO_MACHINE, null, 0);
  }

  /** On the kernels that this value of the property asks for. */
  static BoundModel of(Model model, PackedWeights packed, String wanted) {
    Kernels first = KernelLookup.first(wanted);
    boolean makesWay = wanted == null && KernelLookup.makeWay(first);
    int inputs = makesWay ? firstInputs(model) : 0;
    Kernels kernels = makesWay && inputs == 0 ? KernelLookup.find(wanted) : first;
    MachineSupport machine = inputs == 0 ? KernelLookup.machine(kernels, wanted) : NO_MACHINE;
    return new BoundModel(model, packed, kernels, machine, wanted, inputs);
  }

  /** Inputs of a model that plain Java answers in next to no time. */
  private static int firstInputs(Model model) {
    double products = 1 + (double) Work.of(model).sparse();
    int one = products < ONE_INPUT ? 1 : 0;
    return Math.max(one, (int) Math.min(FIRST_INPUTS, FIRST_PRODUCTS / products));
  }

  Model model() {
    return model;
  }

  /** The nodes that are run, in shapes that kernels know. */
  List<Node> nodes() {
    return laid.nodes();
  }

  /** What to run this many inputs with. */
  Engine engine(int count) {
    if (!settled) {
      settle(count);
    }
    return engine;
  }

  private synchronized void settle(int count) {
    if (!settled && left <= 0) {
      engine = lasting();
      settled = true;
    }
    left -= Math.min(count, FIRST_INPUTS);
  }

  /** What it is run with in the end. */
  Engine last() {
    return settled ? engine : lasting();
  }

  private Engine lasting() {
    Kernels kernels = KernelLookup.find(wanted);
    return new Engine(laid, packed, kernels, KernelLookup.machine(kernels, wanted));
  }
}

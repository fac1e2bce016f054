package org.sparsevd.runtime;

import org.sparsevd.model.Model;
import org.sparsevd.model.Work;
import org.sparsevd.runtime.kernel.KernelLookup;
import org.sparsevd.runtime.kernel.Kernels;
import org.sparsevd.runtime.plan.Engine;

/** A model whose shapes are numbers, and what runs it: plain kernels first, then the final ones. */
final class BoundModel {
  private static final int FIRST_INPUTS = SparseModel.FIRST_INPUTS;

  /** Products of the first inputs at most: plain Java takes a second or so for them. */
  private static final double FIRST_PRODUCTS = 1e8;

  private final Model model;
  private final String wanted;
  private volatile Engine engine;
  private volatile boolean settled;
  private int left;

  private BoundModel(Model model, Kernels kernels, String wanted, int first) {
    this.model = model;
    this.wanted = wanted;
    this.engine = new Engine(model, kernels);
    this.left = first;
    this.settled = first == 0;
  }

  /** On these kernels for good. */
  static BoundModel of(Model model, Kernels kernels) {
    return new BoundModel(model, kernels, null, 0);
  }

  /** On the kernels that this value of the property asks for. */
  static BoundModel of(Model model, String wanted) {
    Kernels first = KernelLookup.first(wanted);
    int inputs = KernelLookup.makeWay(first) ? firstInputs(model) : 0;
    Kernels kernels =
        KernelLookup.makeWay(first) && inputs == 0 ? KernelLookup.find(wanted) : first;
    return new BoundModel(model, kernels, wanted, inputs);
  }

  /** Inputs of a model that plain Java answers in next to no time. */
  private static int firstInputs(Model model) {
    return (int) Math.min(FIRST_INPUTS, FIRST_PRODUCTS / (1 + (double) Work.of(model).sparse()));
  }

  Model model() {
    return model;
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
      engine = new Engine(model, KernelLookup.find(wanted));
      settled = true;
    }
    left -= Math.min(count, FIRST_INPUTS);
  }

  /** What it is run with in the end. */
  Engine last() {
    return settled ? engine : new Engine(model, KernelLookup.find(wanted));
  }
}

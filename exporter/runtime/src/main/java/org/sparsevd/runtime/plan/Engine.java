package org.sparsevd.runtime.plan;

import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.runtime.kernel.Kernels;
import org.sparsevd.runtime.kernel.ScalarKernels;
import org.sparsevd.runtime.layout.Positions;
import org.sparsevd.runtime.machine.MachineSupport;
import org.sparsevd.runtime.machine.NetFunction;

/** A model compiled for one kind of kernels: for single inputs, and when asked for blocks. */
public final class Engine {
  /** Floats of a block's largest value: 16 MB. Rows of larger images are long enough alone. */
  private static final int MOST_FLOATS = 1 << 22;

  private final Model model;
  private final PackedWeights packed;
  private final Kernels kernels;
  private final Plan single;
  private final int width;
  private final boolean alone;
  private final int fewest;
  private final int fewestPixels;
  private final Magnitudes magnitudes;
  private final NetFunction function;
  private final MachineSupport machine;
  private final boolean shared;
  private volatile Plan blocks;
  private volatile Plan careful;

  /**
   * A model on these kernels.
   *
   * @param model in {@linkplain LayerShapes shapes that kernels know}
   * @param packed what all models of these weights share
   * @throws IllegalArgumentException naming the node, if a value is too large for an array
   */
  public Engine(Model model, PackedWeights packed, Kernels kernels) {
    this(model, packed, kernels, MachineSupport.none("nobody asked for it"));
  }

  /** The same with machine code where there is some, and it serves this model. */
  public Engine(Model model, PackedWeights packed, Kernels kernels, MachineSupport machine) {
    this.model = model;
    this.packed = packed;
    this.machine = machine;
    this.magnitudes = Magnitudes.of(model, packed);
    // Where ordinary inputs may overflow, every input is run with care.
    this.kernels = magnitudes.areKnown() ? kernels : ScalarKernels.careful(kernels.fuses());
    this.single = plan(this.kernels, 1);
    boolean can = machine.isThere() && magnitudes.areKnown();
    this.function = can ? machine.code().net(model, magnitudes.watched()).orElse(null) : null;
    this.shared = function == null && single.isShared() && TileChoice.isShared(model);
    // Images should stay in the cache, and their rows are long enough as they are; without images,
    // a block fills all sums of a pair of quads.
    boolean images = hasImages(model);
    this.width = kernels.lanes() * (images ? 1 : 2 * Positions.QUAD);
    boolean large = images && (double) largestValue(model) * width > MOST_FLOATS;
    this.alone =
        large
            || images && isCode()
            || !magnitudes.areKnown()
            || !model.isPlain()
            || hasGeneral(model)
            || hasMatrices(model);
    // A block costs the same however few it holds: per input about a seventh of a single one where
    // that is a vector, more than half where it is an image.
    this.fewest = alone ? Integer.MAX_VALUE : images ? width * 5 / 8 : width / 7;
    this.fewestPixels = function != null && function.takesPixels() ? Integer.MAX_VALUE : fewest;
  }

  /**
   * Whether images run on machine code, an input at a time, and faster than vectors run a block.
   */
  private boolean isCode() {
    return function != null
        || magnitudes.areKnown()
            && TileChoice.pays(model, kernels, 1)
            && TileChoice.paysAlone(model, kernels.lanes())
            && machine.tiles(kernels.lanes()) != null;
  }

  private Plan plan(Kernels on, int block) {
    return Planner.plan(model, packed, on, machine, block, magnitudes);
  }

  private static int largestValue(Model model) {
    int largest = 0;
    for (Model.Input input : model.inputs()) {
      largest = Math.max(largest, input.shape().size());
    }
    for (Node node : model.nodes()) {
      largest = Math.max(largest, model.shape(node.name()).size());
    }
    return largest;
  }

  /** Whether an operator knows single inputs only. */
  private static boolean hasGeneral(Model model) {
    for (Node node : model.nodes()) {
      if (node.op().kind().isGeneral()) {
        return true;
      }
    }
    return false;
  }

  /** Whether a layer reads many vectors of each input. */
  private static boolean hasMatrices(Model model) {
    for (Node node : model.nodes()) {
      if (node.op().kind() == Op.WeightedKind.DENSE
          && model.shape(node.inputs().get(0)).rank() > 1) {
        return true;
      }
    }
    return false;
  }

  private static boolean hasImages(Model model) {
    for (Node node : model.nodes()) {
      if (node.op().kind() == Op.WeightedKind.CONV_2D) {
        return true;
      }
    }
    return false;
  }

  public Kernels kernels() {
    return kernels;
  }

  public Plan single() {
    return single;
  }

  /**
   * The whole model as one function for single inputs; null where there is none. It finds the same
   * bits as the plans, for inputs that are ordinary.
   */
  public NetFunction function() {
    return function;
  }

  /** Whether several threads should share the layers of a single input. */
  public boolean sharesLayers() {
    return shared;
  }

  /** Whether inputs run one by one in batches, too. */
  public boolean isAlone() {
    return alone;
  }

  /** What was chosen for a node, for single inputs. */
  public String note(String node) {
    return function == null ? single.notes().get(node) : function.notes().get(node);
  }

  /** For blocks; where those would be too large for any cache, inputs run one by one here, too. */
  public Plan blocks() {
    Plan plan = alone ? single : blocks;
    if (plan == null) {
      // Two threads may both get here, and make the same plan.
      plan = plan(kernels, width);
      blocks = plan;
    }
    return plan;
  }

  /**
   * For single inputs that are out of the ordinary or become so: plain Java, and no weight that is
   * zero is multiplied. For all others it finds the same bits as the other plans.
   */
  public Plan careful() {
    Plan plan = magnitudes.areKnown() ? careful : single;
    if (plan == null) {
      plan = plan(ScalarKernels.careful(kernels.fuses()), 1);
      careful = plan;
    }
    return plan;
  }

  /** Fewer inputs than this run one by one. */
  public int fewest() {
    return fewest;
  }

  /** The same where they are raw pixels. */
  public int fewestPixels() {
    return fewestPixels;
  }
}

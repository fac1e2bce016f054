package org.sparsevd.runtime.plan;

import java.util.List;
import java.util.Optional;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.runtime.kernel.Kernels;
import org.sparsevd.runtime.layout.Slots;
import org.sparsevd.runtime.level.LevelMatrix;
import org.sparsevd.runtime.level.WholeWeights;
import org.sparsevd.runtime.level.step.LevelRows;
import org.sparsevd.runtime.machine.MachineSupport;
import org.sparsevd.runtime.machine.RowsFunction;
import org.sparsevd.runtime.machine.TileCode;
import org.sparsevd.runtime.step.KernelStep;

/** Makes dense layers of 8 bits machine code, where there is some. */
final class LevelPlanner {
  /** Densities below which sparse kernels are faster: over many vectors, and over few. */
  private static final double SPARSE = 0.3;

  private static final double SPARSE_VECTOR = 0.15;
  private static final int FEW = 6;

  private final Model model;
  private final Kernels kernels;
  private final MachineSupport machine;
  private final Slots slots;
  private final List<KernelStep> steps;

  LevelPlanner(
      Model model, Kernels kernels, MachineSupport machine, Slots slots, List<KernelStep> steps) {
    this.model = model;
    this.kernels = kernels;
    this.machine = machine;
    this.slots = slots;
    this.steps = steps;
  }

  /** Adds the step of a dense layer and says what it is; null where others have to compute it. */
  String dense(Node node, Op.Dense op, float floor, int in, int out) {
    int columns = op.weight().columns();
    int vectors = model.shape(node.inputs().get(0)).size() / columns;
    Op.Quantize levels = levels(node.inputs().get(0));
    if (!machine.isThere()
        || levels == null
        || op.weight().density() < (vectors < FEW ? SPARSE_VECTOR : SPARSE)
        || !WholeWeights.are(op.weight(), op.bias(), levels.zero())) {
      return null;
    }
    byte[] weights = WholeWeights.bytes(op.weight());
    LevelMatrix layer = new LevelMatrix(vectors, columns, weights, floor);
    TileCode code = machine.tiles(kernels.lanes());
    Optional<RowsFunction> function = code == null ? Optional.empty() : code.rows(layer);
    if (function.isEmpty()) {
      return null;
    }
    // Free again for the next step: only this one uses it.
    int room = slots.take(layer.room());
    slots.release(room);
    steps.add(new LevelRows(function.get(), in, room, out));
    String density = LayerPlanner.percent(op.weight().density());
    return "machine code, 8-bit dense x " + vectors + " vectors, " + density;
  }

  /** The levels that a value has; null where it is no levels. */
  private Op.Quantize levels(String value) {
    for (Node node : model.nodes()) {
      if (node.name().equals(value)) {
        boolean moves = node.op() instanceof Op.Flatten || node.op() instanceof Op.Reshape;
        return node.op() instanceof Op.Quantize levels
            ? levels
            : moves ? levels(node.inputs().get(0)) : null;
      }
    }
    return null;
  }
}

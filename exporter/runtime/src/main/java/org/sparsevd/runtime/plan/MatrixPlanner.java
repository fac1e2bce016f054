package org.sparsevd.runtime.plan;

import java.util.List;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.model.loop.AttentionLoop;
import org.sparsevd.model.loop.Curve;
import org.sparsevd.runtime.kernel.Kernels;
import org.sparsevd.runtime.layer.Attending;
import org.sparsevd.runtime.layer.ColumnAttending;
import org.sparsevd.runtime.layer.DenseRows;
import org.sparsevd.runtime.layer.MatrixProducts;
import org.sparsevd.runtime.layout.Slots;
import org.sparsevd.runtime.machine.MachineSupport;
import org.sparsevd.runtime.matrix.ColumnShares;
import org.sparsevd.runtime.matrix.MatrixKernels;
import org.sparsevd.runtime.matrix.PlainMatrices;
import org.sparsevd.runtime.matrix.VectorMatrices;
import org.sparsevd.runtime.step.KernelStep;
import org.sparsevd.tensor.Shape;

/** Chooses the steps of products of matrices, and of attention, which is two of them. */
final class MatrixPlanner {
  private final Model model;
  private final PackedWeights packed;
  private final Kernels kernels;
  private final MatrixKernels matrices;
  private final String by;
  private final Slots slots;
  private final List<KernelStep> steps;

  MatrixPlanner(
      Model model,
      PackedWeights packed,
      Kernels kernels,
      MachineSupport machine,
      Slots slots,
      List<KernelStep> steps) {
    this.model = model;
    this.packed = packed;
    this.kernels = kernels;
    boolean plain = kernels.bridgesGaps();
    MatrixKernels code = plain ? null : machine.matrices(kernels.lanes());
    this.by = code == null ? "" : "machine code, ";
    this.matrices =
        plain ? new PlainMatrices(kernels.fuses()) : code == null ? new VectorMatrices() : code;
    this.slots = slots;
    this.steps = steps;
    slots.share(matrices.room());
  }

  /** Whether there are loops for this operator, rather than its definition alone. */
  static boolean knows(Op.General op) {
    return op instanceof Op.MatMul || op instanceof Op.Attention;
  }

  /** Adds a dense layer over vectors that follow each other. */
  String dense(Op.Dense op, int vectors, boolean relu, int in, int out) {
    float floor = relu ? 0 : Float.NEGATIVE_INFINITY;
    DenseRows step =
        new DenseRows(
            kernels,
            matrices,
            packed.panels(op, matrices.width()),
            op.bias(),
            vectors,
            floor,
            in,
            out);
    steps.add(step);
    return by + "dense x " + vectors + " vectors, " + LayerPlanner.percent(op.weight().density());
  }

  /** Adds the steps of an operator that it knows. */
  String general(Node node, Op.General op, int[] inputs, int out) {
    List<Shape> shapes = node.inputs().stream().map(model::shape).toList();
    Shape found = model.shape(node.name());
    if (op instanceof Op.Attention attention) {
      return attention(attention, shapes, found, inputs, out);
    }
    return product(shapes, found, inputs, out);
  }

  private String product(List<Shape> shapes, Shape found, int[] inputs, int out) {
    Shape a = shapes.get(0);
    int rank = found.rank();
    int rows = found.dim(rank - 2);
    int columns = found.dim(rank - 1);
    int inner = a.dim(a.rank() - 1);
    int[] first = Op.MatMul.places(a, found);
    int[] second = Op.MatMul.places(shapes.get(1), found);
    steps.add(
        new MatrixProducts(
            matrices, rows, inner, columns, first, second, inputs[0], inputs[1], out));
    return by + (first.length == 1 ? "matrix product" : first.length + " matrix products");
  }

  private String attention(
      Op.Attention op, List<Shape> shapes, Shape found, int[] inputs, int out) {
    AttentionLoop shape = op.loop(shapes, found);
    int items = found.size() / (shape.rows() * shape.heads() * shape.width());
    AttentionLoop.Places places = op.places(shapes);
    boolean kept = op.mask() == Op.Mask.KEPT;
    ColumnShares shares = shape.causal() || kept ? null : matrices.shares(shape.scale());
    int[] starts = places == null ? null : ColumnAttending.starts(places, shape, items);
    if (shares != null && (places == null || starts != null)) {
      int notes = notes(ColumnAttending.notes(matrices, shape));
      steps.add(new ColumnAttending(matrices, shares, shape, items, starts, inputs, notes, out));
      return by + "attention of " + shape.heads() + " heads, queries in lanes";
    }
    int notes = notes(Attending.notes(matrices, shape));
    steps.add(
        new Attending(
            matrices, kernels.curve(Curve.EXP), shape, items, places, kept, inputs, notes, out));
    return by + "attention of " + shape.heads() + " heads";
  }

  /** Room that is free again for the next step: only this one uses it. */
  private int notes(int floats) {
    int notes = slots.take(floats);
    slots.release(notes);
    return notes;
  }
}

package org.sparsevd.compress.moments;

import java.util.Arrays;
import java.util.List;
import org.sparsevd.compress.Walk;
import org.sparsevd.model.Op;
import org.sparsevd.model.loop.Cell;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.Shape;
import org.sparsevd.tensor.Tensor;

/**
 * What the recurrent weight of a layer reads in one call: its hidden states before each step, found
 * by the layer's own steps.
 */
final class HiddenStates {
  private final Op.Recurrent layer;
  private final int hidden;

  HiddenStates(Op.Recurrent layer) {
    this.layer = layer;
    this.hidden = layer.vectors().columns();
  }

  /**
   * The states before each step.
   *
   * @param inputs of the layer, of fixed shapes: the sequence and what states begin with, if given
   * @return {@code [steps, batch, hidden]}, in the order of the sequence
   */
  Walk.Seen before(List<Walk.Seen> inputs) {
    List<Shape> shapes = inputs.stream().map(Walk.Seen::shape).toList();
    Shape out = layer.outputShape(shapes);
    float[] after = layer.compute(inputs.stream().map(Walk.Seen::elements).toList(), shapes, out);
    int steps = out.dim(0);
    int batch = out.dim(1);
    float[] before = new float[steps * batch * hidden];
    int first = layer.backwards() ? steps - 1 : 0;
    if (inputs.size() > 1 && steps > 0) {
      float[] given = inputs.get(1).elements();
      System.arraycopy(given, 0, before, first * batch * hidden, batch * hidden);
    }
    int back = layer.backwards() ? 1 : -1;
    for (int row = 0; row < steps * batch; row++) {
      if (row / batch != first) {
        int from = (row + back * batch) * out.dim(2);
        System.arraycopy(after, from, before, row * hidden, hidden);
      }
    }
    return new Walk.Seen(before, Shape.of(steps, batch, hidden));
  }

  /**
   * The same after their reset, which the candidate of a GRU reads. The reset gate is an RNN that
   * makes one step from each state.
   */
  Walk.Seen reset(Walk.Seen sequence, Walk.Seen before) {
    int lines = before.elements().length / hidden;
    Op.Recurrent gate =
        new Op.Recurrent(
            Op.RecurrentKind.RNN,
            false,
            false,
            false,
            layer.f(),
            layer.g(),
            layer.h(),
            layer.clip(),
            rows(layer.weight(), hidden, hidden),
            rows(layer.recurrent(), hidden, hidden),
            biases());
    Shape in = Shape.of(1, lines, layer.weight().columns());
    List<Shape> shapes = List.of(in, Shape.of(lines, hidden));
    List<float[]> inputs = List.of(sequence.elements(), before.elements());
    float[] reset = gate.compute(inputs, shapes, gate.outputShape(shapes));
    for (int i = 0; i < reset.length; i++) {
      reset[i] *= before.elements()[i];
    }
    return new Walk.Seen(reset, before.shape());
  }

  /** The reset gate's two biases. */
  private Tensor biases() {
    float[] vectors = layer.vectors().toArray();
    float[] own = Arrays.copyOfRange(vectors, hidden, 3 * hidden);
    System.arraycopy(vectors, (Cell.GRU.gates() + 1) * hidden, own, hidden, hidden);
    return new DenseTensor(Shape.of(2, hidden), own);
  }

  private static Tensor rows(Tensor matrix, int first, int count) {
    int columns = matrix.columns();
    float[] some = Arrays.copyOfRange(matrix.toArray(), first * columns, (first + count) * columns);
    return new DenseTensor(Shape.of(count, columns), some);
  }
}

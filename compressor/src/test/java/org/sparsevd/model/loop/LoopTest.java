package org.sparsevd.model.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.sparsevd.model.Op;
import org.sparsevd.tensor.Shape;

/** Loops against the plainest ones. */
class LoopTest {
  private final Random random = new Random(1);

  private float[] floats(int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  @Test
  void operandsOfAnyShapesAreBroadcast() {
    for (int round = 0; round < 500; round++) {
      int[] dims = random.ints(random.nextInt(6), 1, 4).toArray();
      Shape a = operand(dims, true);
      Shape b = operand(dims, false);
      float[] x = floats(a.size());
      float[] y = floats(b.size());
      for (Op.BinaryFunction function :
          List.of(
              Op.BinaryFunction.PLUS,
              Op.BinaryFunction.MINUS,
              Op.BinaryFunction.TIMES,
              Op.BinaryFunction.OVER,
              Op.BinaryFunction.MOST)) {
        Op op = new Op.Binary(function);
        Shape out = op.outputShape(List.of(a, b));
        float[] found = op.compute(List.of(x, y), List.of(a, b), out);
        for (int i = 0; i < found.length; i++) {
          float left = x[place(i, out, a)];
          float right = y[place(i, out, b)];
          assertThat(found[i])
              .as("round %d: %s of %s and %s", round, function, a, b)
              .isEqualTo(expected(function, left, right));
        }
      }
    }
  }

  /** Some of these dimensions are one, and leading ones may be missing. */
  private Shape operand(int[] dims, boolean all) {
    int[] own = dims.clone();
    for (int axis = 0; axis < own.length; axis++) {
      own[axis] = random.nextInt(3) == 0 ? 1 : own[axis];
    }
    int missing = all || own.length == 0 ? 0 : random.nextInt(own.length + 1);
    return Shape.of(Arrays.copyOfRange(own, missing, own.length));
  }

  private static int place(int index, Shape out, Shape in) {
    int place = 0;
    int[] strides = in.strides();
    int rest = index;
    for (int axis = out.rank() - 1; axis >= 0; axis--) {
      int own = axis - (out.rank() - in.rank());
      if (own >= 0 && in.dim(own) > 1) {
        place += rest % out.dim(axis) * strides[own];
      }
      rest /= out.dim(axis);
    }
    return place;
  }

  private static float expected(Op.BinaryFunction function, float a, float b) {
    return switch (function) {
      case PLUS -> a + b;
      case MINUS -> a - b;
      case TIMES -> a * b;
      case OVER -> a / b;
      default -> Math.max(a, b);
    };
  }

  @Test
  void productsAreSumsInOrder() {
    for (int round = 0; round < 200; round++) {
      int rows = 1 + random.nextInt(7);
      int inner = 1 + random.nextInt(9);
      int columns = 1 + random.nextInt(11);
      float[] a = floats(3 + rows * inner);
      float[] b = floats(2 + inner * columns);
      float[] y = new float[1 + rows * columns];
      new MatrixProduct(rows, inner, columns).run(a, 3, b, 2, y, 1);
      for (int i = 0; i < rows * columns; i++) {
        double sum = 0;
        for (int k = 0; k < inner; k++) {
          double left = a[3 + i / columns * inner + k];
          sum += left * b[2 + k * columns + i % columns];
        }
        assertThat(y[1 + i]).as("round %d", round).isEqualTo((float) sum);
      }
    }
  }
}

package org.sparsevd.runtime.layer;

import java.util.Arrays;
import org.sparsevd.model.loop.AttentionLoop;
import org.sparsevd.runtime.curve.CurveLoop;
import org.sparsevd.runtime.layout.Scratch;
import org.sparsevd.runtime.matrix.MatrixKernels;
import org.sparsevd.runtime.step.KernelStep;

/**
 * Attention, some rows of a head at a time: products of queries and keys, their softmax, and sums
 * of values by these shares. What is computed between stays in the cache.
 *
 * @param exp the loop of exponentials
 * @param shape sizes, scale, and whether rows see only keys up to their own
 * @param items how often all that stands in each input
 * @param places where the mask of each row begins; null where there is none
 * @param kept whether the mask says which products count; else it is added to them
 * @param inputs slots of queries, keys, values, perhaps the mask
 * @param notes slot of {@link #notes} floats
 */
public record Attending(
    MatrixKernels matrices,
    CurveLoop exp,
    AttentionLoop shape,
    int items,
    AttentionLoop.Places places,
    boolean kept,
    int[] inputs,
    int notes,
    int out)
    implements KernelStep {
  /** Rows whose products are computed together. */
  private static final int ROWS = 24;

  /** Rows whose shares are summed together: one sum would wait for itself. */
  private static final int TOGETHER = 4;

  /** Floats that it notes: keys by columns, and products of some rows. */
  public static int notes(MatrixKernels matrices, AttentionLoop shape) {
    int padded = padded(matrices, shape);
    return Math.addExact(Math.multiplyExact(padded, shape.size()), ROWS * padded);
  }

  /** Keys, and what fills the last panel of them. */
  private static int padded(MatrixKernels matrices, AttentionLoop shape) {
    return (shape.keys() + matrices.width() - 1) / matrices.width() * matrices.width();
  }

  @Override
  public void run(Scratch scratch) {
    float[] turned = scratch.values(notes);
    for (int item = 0; item < items; item++) {
      for (int head = 0; head < shape.heads(); head++) {
        turn(scratch.values(inputs[1]), item, head, turned);
        for (int row = 0; row < shape.rows(); row += ROWS) {
          rows(scratch, item, head, row, Math.min(ROWS, shape.rows() - row));
        }
      }
    }
  }

  /** Puts keys side by side, element by element, in panels. */
  private void turn(float[] keys, int item, int head, float[] turned) {
    int width = matrices.width();
    int size = shape.size();
    int step = shape.heads() * size;
    int from = (item * shape.keys() * shape.heads() + head) * size;
    for (int key = 0; key < shape.keys(); key++) {
      int to = key / width * width * size + key % width;
      for (int i = 0; i < size; i++) {
        turned[to + i * width] = keys[from + i];
      }
      from += step;
    }
  }

  private void rows(Scratch scratch, int item, int head, int row, int count) {
    float[] scores = scratch.values(notes);
    int stride = padded(matrices, shape);
    int first = stride * shape.size();
    products(scratch, item, head, row, count, first, stride);
    scale(scores, first, count * stride);
    for (int r = 0; r < count; r++) {
      int at = first + r * stride;
      int seen = seen(row + r);
      if (places != null) {
        mask(scratch, (item * shape.heads() + head) * shape.rows() + row + r, scores, at, seen);
      }
      exponentials(scores, at, seen, scratch.sums());
    }
    int r = 0;
    for (; !shape.causal() && r + TOGETHER <= count; r += TOGETHER) {
      shares(scores, first + r * stride, stride);
    }
    for (; r < count; r++) {
      share(scores, first + r * stride, seen(row + r));
    }
    mix(scratch, item, head, row, count, first, stride);
  }

  private int seen(int row) {
    return shape.causal() ? Math.min(shape.keys(), row + 1) : shape.keys();
  }

  private void products(
      Scratch scratch, int item, int head, int row, int count, int first, int stride) {
    float[] scores = scratch.values(notes);
    int width = matrices.width();
    int query = ((item * shape.rows() + row) * shape.heads() + head) * shape.size();
    Arrays.fill(scores, first, first + count * stride, 0);
    matrices.add(
        scratch.values(inputs[0]),
        query,
        shape.heads() * shape.size(),
        count,
        shape.size(),
        scores,
        0,
        width,
        width * shape.size(),
        stride,
        scores,
        first,
        stride,
        scratch.sums());
  }

  /** All of some rows, also where there are no keys: a loop for each row takes longer. */
  private void scale(float[] scores, int at, int length) {
    float scale = shape.scale();
    for (int j = at; j < at + length; j++) {
      scores[j] *= scale;
    }
  }

  private void mask(Scratch scratch, int place, float[] scores, int at, int seen) {
    float[] mask = scratch.values(inputs[3]);
    int from = places.starts()[place];
    int step = places.step();
    if (!kept && step == 1) {
      for (int j = 0; j < seen; j++) {
        scores[at + j] += mask[from + j];
      }
    } else if (!kept) {
      for (int j = 0; j < seen; j++) {
        scores[at + j] += mask[from + j * step];
      }
    } else {
      for (int j = 0; j < seen; j++) {
        scores[at + j] = mask[from + j * step] == 0 ? Float.NEGATIVE_INFINITY : scores[at + j];
      }
    }
  }

  private void exponentials(float[] scores, int at, int seen, float[] room) {
    float largest = matrices.largest(scores, at, seen, room);
    for (int j = at; j < at + seen; j++) {
      scores[j] -= largest;
    }
    exp.run(scores, at, scores, at, seen);
  }

  /** Divides some rows by their sums. */
  private void shares(float[] scores, int at, int stride) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    for (int j = at; j < at + shape.keys(); j++) {
      a += scores[j];
      b += scores[j + stride];
      c += scores[j + 2 * stride];
      d += scores[j + 3 * stride];
    }
    divide(scores, at, shape.keys(), a);
    divide(scores, at + stride, shape.keys(), b);
    divide(scores, at + 2 * stride, shape.keys(), c);
    divide(scores, at + 3 * stride, shape.keys(), d);
  }

  private static void share(float[] scores, int at, int seen) {
    double sum = 0;
    for (int j = at; j < at + seen; j++) {
      sum += scores[j];
    }
    divide(scores, at, seen, sum);
  }

  private static void divide(float[] scores, int at, int seen, double sum) {
    float share = (float) (1 / sum);
    for (int j = at; j < at + seen; j++) {
      scores[j] *= share;
    }
  }

  private void mix(Scratch scratch, int item, int head, int row, int count, int first, int stride) {
    float[] y = scratch.values(out);
    int step = shape.heads() * shape.width();
    int to = ((item * shape.rows() + row) * shape.heads() + head) * shape.width();
    for (int r = 0; r < count; r++) {
      Arrays.fill(y, to + r * step, to + r * step + shape.width(), 0);
    }
    int together = shape.causal() ? 1 : count;
    for (int r = 0; r < count; r += together) {
      matrices.add(
          scratch.values(notes),
          first + r * stride,
          stride,
          together,
          seen(row + r),
          scratch.values(inputs[2]),
          (item * shape.keys() * shape.heads() + head) * shape.width(),
          step,
          matrices.width(),
          shape.width(),
          y,
          to + r * step,
          step,
          scratch.sums());
    }
  }
}

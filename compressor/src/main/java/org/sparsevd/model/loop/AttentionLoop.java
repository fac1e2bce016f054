package org.sparsevd.model.loop;

import java.util.Arrays;
import org.sparsevd.tensor.Shape;

/**
 * Attention, row by row: products of a query and all keys, their softmax, and the sum of values by
 * these shares. Sums are taken in double, in the order of their terms.
 *
 * @param rows queries of an item
 * @param keys of an item
 * @param size elements of a query of one head
 * @param width elements of a value of one head
 * @param causal whether row r sees only keys 0 to r
 */
public record AttentionLoop(
    int rows, int keys, int heads, int size, int width, float scale, boolean causal) {
  /** Sums that are computed together: one would wait for itself. */
  private static final int BLOCK = 4;

  /**
   * Where the mask of each row begins.
   *
   * @param starts for each item, head and row
   * @param step from one key to the next: 1, or 0 where all have the same
   */
  public record Places(int[] starts, int step) {
    /** Those of a mask that is broadcast to the products. */
    public static Places of(Shape mask, Shape scores) {
      int rank = scores.rank();
      int[] strides = mask.strides();
      int[] steps = new int[rank];
      for (int axis = 0; axis < mask.rank(); axis++) {
        steps[axis + rank - mask.rank()] = mask.dim(axis) == 1 ? 0 : strides[axis];
      }
      int[] starts =
          Broadcasts.places(
              Arrays.copyOf(scores.toArray(), rank - 1), Arrays.copyOf(steps, rank - 1), 0);
      return new Places(starts, steps[rank - 1]);
    }
  }

  /**
   * Computes all rows.
   *
   * @param inputs queries, keys, values, perhaps a mask, and behind them room for a row of products
   * @param elements of the output
   * @param mask null where there is none
   * @param kept whether the mask says which products count; else it is added to them
   */
  public void run(float[][] inputs, float[] y, int elements, Places mask, boolean kept) {
    float[] shares = inputs[inputs.length - 1];
    int row = 0;
    for (int item = 0; item * rows * heads * width < elements; item++) {
      for (int head = 0; head < heads; head++) {
        for (int r = 0; r < rows; r++) {
          int seen = causal ? Math.min(keys, r + 1) : keys;
          products(inputs[0], inputs[1], item, head, r, seen, shares);
          if (mask != null) {
            mask(inputs[3], mask.starts[row], mask.step, kept, shares, seen);
          }
          softmax(shares, seen);
          mix(inputs[2], item, head, seen, shares, y, place(item * rows + r, head, width));
          row++;
        }
      }
    }
  }

  private int place(int row, int head, int length) {
    return (row * heads + head) * length;
  }

  private void products(
      float[] q, float[] k, int item, int head, int row, int seen, float[] scores) {
    int from = place(item * rows + row, head, size);
    int step = heads * size;
    int at = place(item * keys, head, size);
    int j = 0;
    for (; j + BLOCK <= seen; j += BLOCK) {
      double s0 = 0;
      double s1 = 0;
      double s2 = 0;
      double s3 = 0;
      for (int i = 0; i < size; i++) {
        double x = q[from + i];
        s0 += x * k[at + i];
        s1 += x * k[at + step + i];
        s2 += x * k[at + 2 * step + i];
        s3 += x * k[at + 3 * step + i];
      }
      scores[j] = (float) (s0 * scale);
      scores[j + 1] = (float) (s1 * scale);
      scores[j + 2] = (float) (s2 * scale);
      scores[j + 3] = (float) (s3 * scale);
      at += BLOCK * step;
    }
    for (; j < seen; j++) {
      double sum = 0;
      for (int i = 0; i < size; i++) {
        sum += (double) q[from + i] * k[at + i];
      }
      scores[j] = (float) (sum * scale);
      at += step;
    }
  }

  private static void mask(
      float[] mask, int from, int step, boolean kept, float[] scores, int seen) {
    for (int j = 0; j < seen; j++) {
      float own = mask[from + j * step];
      if (!kept) {
        scores[j] += own;
      } else if (own == 0) {
        scores[j] = Float.NEGATIVE_INFINITY;
      }
    }
  }

  private static void softmax(float[] scores, int seen) {
    float largest = Float.NEGATIVE_INFINITY;
    for (int j = 0; j < seen; j++) {
      largest = Math.max(largest, scores[j]);
    }
    double sum = 0;
    for (int j = 0; j < seen; j++) {
      scores[j] = Exponential.exp(scores[j] - largest);
      sum += scores[j];
    }
    double share = 1 / sum;
    for (int j = 0; j < seen; j++) {
      scores[j] = (float) (scores[j] * share);
    }
  }

  private void mix(float[] v, int item, int head, int seen, float[] shares, float[] y, int to) {
    int step = heads * width;
    int from = place(item * keys, head, width);
    int c = 0;
    for (; c + BLOCK <= width; c += BLOCK) {
      double s0 = 0;
      double s1 = 0;
      double s2 = 0;
      double s3 = 0;
      int at = from + c;
      for (int j = 0; j < seen; j++) {
        double share = shares[j];
        s0 += share * v[at];
        s1 += share * v[at + 1];
        s2 += share * v[at + 2];
        s3 += share * v[at + 3];
        at += step;
      }
      y[to + c] = (float) s0;
      y[to + c + 1] = (float) s1;
      y[to + c + 2] = (float) s2;
      y[to + c + 3] = (float) s3;
    }
    for (; c < width; c++) {
      double sum = 0;
      for (int j = 0; j < seen; j++) {
        sum += (double) shares[j] * v[from + j * step + c];
      }
      y[to + c] = (float) sum;
    }
  }
}

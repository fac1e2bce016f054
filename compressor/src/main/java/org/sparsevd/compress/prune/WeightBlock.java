package org.sparsevd.compress.prune;

import java.util.Arrays;
import org.sparsevd.compress.flow.WeightView;

/**
 * Weights that go or stay together: those of neighbouring output units that read neighbouring
 * inputs, of a convolution at the same position of the kernel. Blocks never reach from one group of
 * channels into the next. Those at an edge are smaller.
 *
 * @param units output units of a block, 1 to {@link #MOST}
 * @param inputs of each of them, likewise; a block has two weights at least
 */
public record WeightBlock(int units, int inputs) {
  /** A processor's vector has no more lanes. */
  public static final int MOST = 16;

  /**
   * Checks the extents.
   *
   * @throws IllegalArgumentException if they make no block
   */
  public WeightBlock {
    if (Math.min(units, inputs) < 1 || Math.max(units, inputs) > MOST || units * inputs == 1) {
      throw new IllegalArgumentException(
          "a block has 1 to "
              + MOST
              + " output units and inputs and at least two weights, found "
              + units
              + "x"
              + inputs);
    }
  }

  /** Such as 1x4: output units, then inputs. */
  @Override
  public String toString() {
    return units + "x" + inputs;
  }

  /** What is done with the weights of one block. */
  @FunctionalInterface
  private interface Visit {
    /**
     * A block.
     *
     * @param weights places of its weights
     * @param count how many there are
     */
    void block(int[] weights, int count);
  }

  /** How many blocks of a layer; in the order of units, kernel positions and inputs. */
  private int each(WeightView view, Visit visit) {
    int channels = view.columns() / view.area();
    int[] weights = new int[units * inputs];
    int blocks = 0;
    for (int group = 0; group < view.rows(); group += view.rowsPerGroup()) {
      int end = group + view.rowsPerGroup();
      for (int unit = group; unit < end; unit += units) {
        for (int position = 0; position < view.area(); position++) {
          for (int input = 0; input < channels; input += inputs) {
            int count = 0;
            for (int u = unit; u < Math.min(end, unit + units); u++) {
              for (int i = input; i < Math.min(channels, input + inputs); i++) {
                weights[count++] = u * view.columns() + i * view.area() + position;
              }
            }
            visit.block(weights, count);
            blocks++;
          }
        }
      }
    }
    return blocks;
  }

  /**
   * The root of the mean square of each value's block, in the place of the value.
   *
   * @param values of a layer's shape
   */
  float[] pooled(WeightView view, float[] values) {
    float[] pooled = new float[values.length];
    each(
        view,
        (weights, count) -> {
          double squares = 0;
          for (int i = 0; i < count; i++) {
            squares += (double) values[weights[i]] * values[weights[i]];
          }
          for (int i = 0; i < count; i++) {
            pooled[weights[i]] = (float) Math.sqrt(squares / count);
          }
        });
    return pooled;
  }

  /**
   * Sets whole blocks to zero, those of the smallest mean square first; of equal ones the first.
   *
   * @param values of a layer's shape: its weights, or how much each matters
   * @param most values that may be zero afterwards
   */
  void prune(WeightView view, float[] values, int most) {
    float[] pooled = pooled(view, values);
    // By mean square, then by number: a sort of longs that hold both.
    long[] order = new long[each(view, (weights, count) -> {})];
    int[] sizes = new int[order.length];
    int[] next = {0};
    each(
        view,
        (weights, count) -> {
          int block = next[0]++;
          sizes[block] = count;
          order[block] = (long) Float.floatToRawIntBits(pooled[weights[0]]) << 32 | block;
        });
    Arrays.sort(order);
    boolean[] goes = new boolean[order.length];
    long zeros = 0;
    for (long entry : order) {
      int block = (int) entry;
      zeros += sizes[block];
      if (zeros > most) {
        break;
      }
      goes[block] = true;
    }
    next[0] = 0;
    each(
        view,
        (weights, count) -> {
          if (goes[next[0]++]) {
            for (int i = 0; i < count; i++) {
              values[weights[i]] = 0;
            }
          }
        });
  }

  /** Whether a layer has blocks; a depthwise convolution, of one weight per pixel, has none. */
  static boolean fits(WeightView view) {
    return view.columns() > view.area() || view.rowsPerGroup() > 1;
  }
}

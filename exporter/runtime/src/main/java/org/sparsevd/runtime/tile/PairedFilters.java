package org.sparsevd.runtime.tile;

import java.util.Arrays;
import org.sparsevd.runtime.layout.SparseFilters;
import org.sparsevd.tensor.Tensor;

/**
 * The weights of a layer in pairs of filters that read the same values, so that a value is loaded
 * once for both: for dense layers, and for filters whose zeros are in blocks. Pair {@code p} of
 * block {@code b} of channels is stream {@code s = b * pairs + p}. Its weights are {@code weights[2
 * * e]} and {@code weights[2 * e + 1]} for {@code e} from {@code starts[s]} to before {@code
 * starts[s + 1]}, and what they multiply is at {@code offsets[places[s] + e - starts[s]]}. A last
 * pair that is not full has zeros for its second filter.
 *
 * @param places where the offsets of a stream begin; dense streams share theirs
 * @param bias one value per filter, and a zero where the last pair is not full
 * @param filters without that
 * @param blocks how many times the pairs are gone through
 */
public record PairedFilters(
    int[] starts,
    int[] places,
    int[] offsets,
    float[] weights,
    float[] bias,
    int filters,
    int blocks) {

  /** What an entry of a pair costs, in weights of sparse filters: measured, see KERNELS.md. */
  private static final double COST = 1.4;

  /** Whether pairs are cheaper than single filters that skip all zeros. */
  public static boolean pay(Tensor weight) {
    int columns = weight.columns();
    if (COST * columns * pairs(weight.rows()) <= weight.nonZeros()) {
      return true;
    }
    float[] values = weight.toArray();
    long entries = 0;
    for (int pair = 0; pair < pairs(weight.rows()); pair++) {
      for (int k = 0; k < columns; k++) {
        entries += isZero(values, weight.rows(), columns, pair, k) ? 0 : 1;
      }
    }
    return COST * entries <= weight.nonZeros();
  }

  private static boolean isZero(float[] values, int rows, int columns, int pair, int k) {
    boolean zero = values[2 * pair * columns + k] == 0;
    return zero && (2 * pair + 1 == rows || values[(2 * pair + 1) * columns + k] == 0);
  }

  private static int pairs(int rows) {
    return (rows + 1) / 2;
  }

  /**
   * The streams of a weight.
   *
   * @param offset where the value lies that a column of the weight multiplies
   * @param blockColumns columns of a block
   */
  public static PairedFilters of(Tensor weight, float[] bias, int[] offset, int blockColumns) {
    int columns = weight.columns();
    int pairs = pairs(weight.rows());
    int blocks = (columns - 1) / blockColumns + 1;
    float[] values = weight.toArray();
    int[] starts = new int[blocks * pairs + 1];
    int[] places = new int[blocks * pairs];
    int[] offsets = Arrays.copyOf(offset, columns + pairs * columns);
    float[] weights = new float[2 * pairs * columns];
    int entries = 0;
    int end = columns;
    for (int block = 0; block < blocks; block++) {
      int first = block * blockColumns;
      int last = Math.min(columns, first + blockColumns);
      for (int pair = 0; pair < pairs; pair++) {
        int stream = block * pairs + pair;
        int before = entries;
        places[stream] = end;
        for (int k = first; k < last; k++) {
          if (!isZero(values, weight.rows(), columns, pair, k)) {
            boolean both = 2 * pair + 1 < weight.rows();
            weights[2 * entries] = values[2 * pair * columns + k];
            weights[2 * entries + 1] = both ? values[(2 * pair + 1) * columns + k] : 0;
            offsets[end + entries - before] = offset[k];
            entries++;
          }
        }
        boolean dense = entries - before == last - first;
        places[stream] = dense ? first : end;
        end += dense ? 0 : entries - before;
        starts[stream + 1] = entries;
      }
    }
    return new PairedFilters(
        starts,
        places,
        Arrays.copyOf(offsets, end),
        Arrays.copyOf(weights, 2 * entries),
        Arrays.copyOf(bias, 2 * pairs),
        weight.rows(),
        blocks);
  }

  public int pairs() {
    return bias.length / 2;
  }

  /** Work of all pairs up to each, in entries. */
  public int[] work() {
    return SparseFilters.work(starts, pairs(), blocks);
  }
}

package org.sparsevd.runtime.layout;

import org.sparsevd.tensor.SparseTensor;
import org.sparsevd.tensor.Tensor;

/**
 * The non-zero weights of a layer as one stream, in blocks of input channels that fit in the cache
 * together. In block {@code b}, filter {@code f} owns the weights from {@code starts[b * count +
 * f]} to before {@code starts[b * count + f + 1]}, each with the offset of the value it multiplies.
 *
 * @param offsets distance from a grid position to the value, in floats
 * @param bias one value per filter
 * @param blocks how many times the filters are gone through, each adding to what the last one found
 * @param strip quads of the grid that are gone through before the next ones
 */
public record SparseFilters(
    int[] starts, int[] offsets, float[] weights, float[] bias, int blocks, int strip) {
  /** What a filter takes in a block beside its weights, in weights. */
  private static final int BESIDE = 4;

  /**
   * The stream of a weight.
   *
   * @param places where the value lies that a column of the weight multiplies, for the first group
   * @param filtersPerGroup rows of the weight that read the same values
   * @param groupSize distance from a group's values to those of the next
   */
  public static SparseFilters of(
      Tensor weight,
      float[] bias,
      int[] places,
      int filtersPerGroup,
      int groupSize,
      Blocking blocking) {
    SparseTensor sparse = SparseTensor.of(weight);
    int[] pointers = sparse.rowPointers();
    int[] columns = sparse.columnIndices();
    float[] values = sparse.values();
    int count = bias.length;
    int blockColumns = blocking.columns();
    int blocks = (weight.columns() - 1) / blockColumns + 1;
    int[] starts = new int[blocks * count + 1];
    int[] offsets = new int[values.length];
    float[] weights = new float[values.length];
    int[] next = pointers.clone();
    int at = 0;
    for (int block = 0; block < blocks; block++) {
      long end = (block + 1L) * blockColumns;
      for (int f = 0; f < count; f++) {
        int group = f / filtersPerGroup * groupSize;
        for (; next[f] < pointers[f + 1] && columns[next[f]] < end; next[f]++) {
          offsets[at] = group + places[columns[next[f]]];
          weights[at++] = values[next[f]];
        }
        starts[block * count + f + 1] = at;
      }
    }
    return new SparseFilters(starts, offsets, weights, bias, blocks, blocking.quads());
  }

  /** Rows by their number of weights, those with most of them first. */
  public static int[] longestFirst(int[] pointers) {
    int longest = 0;
    for (int r = 0; r < pointers.length - 1; r++) {
      longest = Math.max(longest, pointers[r + 1] - pointers[r]);
    }
    // By counting: the JDK's sort takes longer to load than a small model.
    int[] next = new int[longest + 2];
    for (int r = 0; r < pointers.length - 1; r++) {
      next[longest - (pointers[r + 1] - pointers[r]) + 1]++;
    }
    for (int i = 0; i <= longest; i++) {
      next[i + 1] += next[i];
    }
    int[] rows = new int[pointers.length - 1];
    for (int r = 0; r < rows.length; r++) {
      rows[next[longest - (pointers[r + 1] - pointers[r])]++] = r;
    }
    return rows;
  }

  public int count() {
    return bias.length;
  }

  /** Work of all filters up to each, in weights. */
  public int[] work() {
    return work(starts, count(), blocks);
  }

  /**
   * Work of all streams up to each, in their order within a block.
   *
   * @param starts of the streams of all blocks, and the end of the last
   */
  public static int[] work(int[] starts, int count, int blocks) {
    int[] ends = new int[count];
    for (int i = 0; i < count; i++) {
      int own = blocks * BESIDE;
      for (int block = 0; block < blocks; block++) {
        own += starts[block * count + i + 1] - starts[block * count + i];
      }
      ends[i] = own + (i == 0 ? 0 : ends[i - 1]);
    }
    return ends;
  }
}

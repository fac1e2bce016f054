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
    int[] next = sparse.rowPointers();
    int count = bias.length;
    int blockColumns = blocking.columns();
    int blocks = (weight.columns() - 1) / blockColumns + 1;
    int[] starts = new int[blocks * count + 1];
    Stream stream = new Stream(sparse, places);
    for (int block = 0; block < blocks; block++) {
      long end = (block + 1L) * blockColumns;
      for (int f = 0; f < count; f++) {
        int group = f / filtersPerGroup * groupSize;
        next[f] = stream.add(next[f], sparse.rowPointer(f + 1), end, group);
        starts[block * count + f + 1] = stream.at;
      }
    }
    return new SparseFilters(
        starts, stream.offsets, stream.weights, bias, blocks, blocking.quads());
  }

  /** The weights one after the other. */
  private static final class Stream {
    private final SparseTensor sparse;
    private final int[] places;
    private final int[] offsets;
    private final float[] weights;
    private int at;

    Stream(SparseTensor sparse, int[] places) {
      this.sparse = sparse;
      this.places = places;
      this.offsets = new int[sparse.rowPointer(sparse.rows())];
      this.weights = new float[offsets.length];
    }

    /** Adds those of a row from {@code k} on whose columns lie before the end; returns the next. */
    int add(int k, int last, long end, int group) {
      int next = k;
      int to = at;
      for (; next < last && sparse.column(next) < end; next++) {
        offsets[to] = group + places[sparse.column(next)];
        weights[to++] = sparse.value(next);
      }
      at = to;
      return next;
    }
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

package org.sparsevd.runtime.layout;

import org.sparsevd.tensor.Tensor;

/**
 * All weights of a layer, zeros included, for layers where skipping them does not pay. Filters come
 * in groups of {@link #GROUP} that read the same values: weight {@code k} of filter {@code f} of
 * group {@code g} is {@code weights[(g * offsets.length + k) * GROUP + f]}. A last group that is
 * not full repeats the last filter.
 *
 * @param offsets distance from a grid position to the value that weight {@code k} multiplies
 * @param bias one value per filter
 */
public record DenseFilters(int[] offsets, float[] weights, float[] bias) {
  /** Filters that are computed together, so that each value is loaded once for all of them. */
  public static final int GROUP = 2;

  /** Cost of a weight in dense filters, which share what they load, in weights of sparse ones. */
  private static final double COST = 0.8;

  /** Whether computing all weights, in full groups of filters, is cheaper than skipping zeros. */
  public static boolean pay(Tensor weight) {
    return COST * groups(weight.rows()) * GROUP * weight.columns() <= weight.nonZeros();
  }

  public static DenseFilters of(Tensor weight, float[] bias, int[] offsets) {
    float[] values = weight.toArray();
    int columns = weight.columns();
    int groups = groups(bias.length);
    float[] grouped = new float[Math.multiplyExact(groups * GROUP, columns)];
    for (int f = 0; f < groups * GROUP; f++) {
      int row = Math.min(f, bias.length - 1);
      for (int k = 0; k < columns; k++) {
        grouped[(f / GROUP * columns + k) * GROUP + f % GROUP] = values[row * columns + k];
      }
    }
    return new DenseFilters(offsets, grouped, bias);
  }

  /** Where weight {@code k} of a filter is; that of the next is {@link #GROUP} further on. */
  public int index(int filter, int k) {
    return (filter / GROUP * offsets.length + k) * GROUP + filter % GROUP;
  }

  /** Groups of this many filters, the last one perhaps not full. */
  public static int groups(int filters) {
    return (filters - 1) / GROUP + 1;
  }

  public int groups() {
    return groups(bias.length);
  }

  /** The filter at this place of a group; the last one again where the group is not full. */
  public int filter(int group, int place) {
    return Math.min(group * GROUP + place, bias.length - 1);
  }
}

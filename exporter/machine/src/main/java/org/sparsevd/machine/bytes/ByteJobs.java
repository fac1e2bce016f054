package org.sparsevd.machine.bytes;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.sparsevd.runtime.tile.bytes.ByteConvolution;
import org.sparsevd.runtime.tile.bytes.ByteLanes;

/**
 * How the filters of a layer are shared out to jobs, and the stream of each.
 *
 * @param perJob filters that share what they read
 * @param filters of each job; from the last to the first of four, where the output is of bytes.
 *     Numbers beyond the last filter stand for channels that nobody reads.
 * @param blocks of channels that are read one after the other
 * @param bins of each job, for the first block, then for the next one
 */
record ByteJobs(int perJob, List<int[]> filters, int blocks, List<List<Bin>> bins) {
  /** How many times an entry of one filter takes longer than that of a filter among several. */
  private static final double ALONE = 1.6;

  /** Vectors that are multiplied and added in a call at most: they take some microseconds. */
  private static final long MOST = 40_000;

  /** Fewer are not worth a call. */
  private static final long LEAST = 1_000;

  /** Calls that a layer is at least shared out to, where it has that many jobs. */
  private static final int CALLS = 16;

  /** Bins that take as long as the end of a job. */
  private static final long FINISH = 8;

  /**
   * Entries that are added together.
   *
   * @param columns where their values lie
   * @param weights packed, one for each filter and column
   */
  record Bin(int[] columns, int[] weights) {}

  /** Filters of a job: several where that pays. */
  static int perJob(ByteProducts products, ByteConvolution layer) {
    boolean bytes = layer.ending().levels() != null;
    int several = products.registers() > 16 ? 4 : 2;
    return products.fourAtOnce() && bytes && pays(layer, several) ? several : 1;
  }

  /** The jobs of a layer, in blocks of as many lanes of channels each. */
  static ByteJobs of(ByteShape shape, ByteConvolution layer, int blocks) {
    boolean bytes = layer.ending().levels() != null;
    int perJob = shape.filters();
    List<int[]> filters = new ArrayList<>();
    List<List<Bin>> bins = new ArrayList<>();
    int all = bytes ? ByteLanes.planes(layer.filters()) * ByteLanes.CHANNELS : layer.filters();
    for (int job = 0; job < all / perJob; job++) {
      int[] own = new int[perJob];
      for (int i = 0; i < perJob; i++) {
        int place = job * perJob + i;
        own[i] = bytes ? place ^ ByteLanes.CHANNELS - 1 : place;
      }
      filters.add(own);
    }
    int planes = layer.in().channels();
    int taps = layer.taps().length;
    for (int block = 0; block < blocks; block++) {
      int from = planes * block / blocks * taps;
      int to = planes * (block + 1) / blocks * taps;
      for (int[] own : filters) {
        bins.add(bins(shape.products(), layer, own, from, to));
      }
    }
    return new ByteJobs(perJob, filters, blocks, bins);
  }

  /** Whether filters have so much in common that several at a time are cheaper. */
  private static boolean pays(ByteConvolution layer, int several) {
    long alone = 0;
    long together = 0;
    for (int first = 0; first < layer.filters(); first += several) {
      for (int column = 0; column < layer.columns(); column++) {
        int own = 0;
        for (int filter = first; filter < first + several; filter++) {
          own += filter < layer.filters() && packed(layer, filter, column) != 0 ? 1 : 0;
        }
        alone += own;
        together += own > 0 ? several : 0;
      }
    }
    return together <= ALONE * alone;
  }

  private static int packed(ByteConvolution layer, int filter, int column) {
    int packed = 0;
    for (int i = ByteLanes.CHANNELS - 1; i >= 0; i--) {
      packed = packed << Byte.SIZE | layer.weight(filter, column, i) & 255;
    }
    return packed;
  }

  /** The bins of some columns. */
  private static List<Bin> bins(
      ByteProducts products, ByteConvolution layer, int[] filters, int from, int to) {
    if (!products.fourAtOnce()) {
      boolean known = filters[0] < layer.filters();
      return known ? ByteEntries.bins(layer, filters[0], from, to) : List.of();
    }
    List<Bin> bins = new ArrayList<>();
    for (int column = from; column < to; column++) {
      int[] weights = new int[filters.length];
      boolean any = false;
      for (int i = 0; i < filters.length; i++) {
        weights[i] = filters[i] < layer.filters() ? packed(layer, filters[i], column) : 0;
        any |= weights[i] != 0;
      }
      if (any) {
        bins.add(new Bin(new int[] {column}, weights));
      }
    }
    return bins;
  }

  int count() {
    return filters.size();
  }

  /**
   * The first job of each call, and behind them the end. The four filters of a lane are put
   * together by one call. A call takes some microseconds, and there are enough for some threads.
   *
   * @param cells of a group
   */
  int[] calls(int cells) {
    long all = 0;
    for (int job = 0; job < count(); job++) {
      all += work(job, cells);
    }
    long most = Math.max(LEAST, Math.min(MOST, all / CALLS));
    int[] calls = new int[count() + 1];
    int number = 0;
    long work = most;
    for (int job = 0; job < count(); job++) {
      if (work >= most && job * perJob % ByteLanes.CHANNELS == 0) {
        calls[number++] = job;
        work = 0;
      }
      work += work(job, cells);
    }
    calls[number] = count();
    return Arrays.copyOf(calls, number + 1);
  }

  /** Vectors that are multiplied and added, and what takes as long. */
  private long work(int job, int cells) {
    return (bins.get(job).size() + FINISH) * ByteShape.TOGETHER * cells;
  }

  /** Bytes of the streams of all jobs. */
  long bytes() {
    long numbers = 0;
    for (List<Bin> job : bins) {
      for (Bin bin : job) {
        numbers += bin.columns.length + bin.weights.length;
      }
    }
    return numbers * Integer.BYTES;
  }
}

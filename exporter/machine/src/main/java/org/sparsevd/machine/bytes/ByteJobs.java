package org.sparsevd.machine.bytes;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.sparsevd.runtime.tile.bytes.ByteConvolution;
import org.sparsevd.runtime.tile.bytes.ByteLanes;

/**
 * How the filters of a layer are shared out to jobs and streams.
 *
 * @param filters of each stream. Numbers beyond the last filter stand for channels that nobody
 *     reads.
 * @param blocks of channels that are read one after the other
 * @param bins of each stream, for the first block, then for the next one
 */
record ByteJobs(JobLayout layout, List<int[]> filters, int blocks, List<List<Bin>> bins) {
  /** How many times an entry of one filter takes longer than that of a filter among several. */
  private static final double ALONE = 1.6;

  /** Vectors that are multiplied and added in a call at most: they take some microseconds. */
  private static final long MOST = 40_000;

  /** Fewer are not worth a call. */
  private static final long LEAST = 1_000;

  /** Calls that a layer is at least shared out to, where it has that many jobs. */
  private static final int CALLS = 16;

  /** Bins that take as long as the end of a stream. */
  private static final long FINISH = 6;

  /**
   * Entries that are added together.
   *
   * @param columns where their values lie
   * @param weights packed, one for each filter and column
   */
  record Bin(int[] columns, int[] weights) {}

  /** Filters of a stream: several where that pays. */
  static int atOnce(ByteProducts products, ByteConvolution layer) {
    boolean bytes = layer.ending().levels() != null;
    int several = products.registers() > 16 ? 4 : 2;
    return products.fourAtOnce() && bytes && pays(layer, several) ? several : 1;
  }

  /** The jobs of a layer, in blocks of as many lanes of channels each. */
  static ByteJobs of(ByteShape shape, ByteConvolution layer, int blocks) {
    boolean bytes = layer.ending().levels() != null;
    JobLayout layout = new JobLayout(bytes ? ByteLanes.CHANNELS : 1, shape.filters());
    List<int[]> filters = new ArrayList<>();
    List<List<Bin>> bins = new ArrayList<>();
    int all = bytes ? ByteLanes.planes(layer.filters()) * ByteLanes.CHANNELS : layer.filters();
    for (int first = 0; first < all; first += shape.filters()) {
      int[] own = new int[shape.filters()];
      for (int i = 0; i < own.length; i++) {
        own[i] = first + i;
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
    return new ByteJobs(layout, filters, blocks, bins);
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

  /** Jobs of a block. */
  int count() {
    return filters.size() / layout.streams();
  }

  /**
   * The first job of each call, and behind them the end. A call takes some microseconds, and there
   * are enough for some threads.
   *
   * @param cells that a call computes
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
      if (work >= most) {
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
    long work = 0;
    for (int stream = job * layout.streams(); stream < (job + 1) * layout.streams(); stream++) {
      work += (bins.get(stream).size() + FINISH) * ByteShape.TOGETHER * cells;
    }
    return work;
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

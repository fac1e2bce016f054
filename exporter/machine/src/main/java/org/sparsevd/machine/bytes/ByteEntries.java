package org.sparsevd.machine.bytes;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.sparsevd.machine.bytes.ByteJobs.Bin;
import org.sparsevd.runtime.tile.bytes.ByteConvolution;
import org.sparsevd.runtime.tile.bytes.ByteLanes;

/**
 * The entries of a filter's stream, in bins. The products of a bin are added in 16 bits: each half
 * of a lane holds a sum of products of two channels for each entry. That is exact as long as the
 * positive weights of a half add up to at most 128, and the negative ones to -128. So which entries
 * share a bin is chosen by their weights.
 */
final class ByteEntries {
  /** 255 times this fits into 16 bits with their sign. */
  private static final int BOUND = 128;

  /** Bins that are looked through for room. */
  private static final int OPEN = 24;

  private final List<Open> open = new ArrayList<>();
  private final List<Open> done = new ArrayList<>();

  /** Entries whose products are added in 16 bits, and the sums of their weights. */
  private static final class Open {
    private final int[] columns = new int[ByteShape.TOGETHER];
    private final int[] weights = new int[ByteShape.TOGETHER];
    private int size;

    /** Of the positive and of the negative weights of both halves. */
    private int a;

    private int b;
    private int c;
    private int d;

    /** Takes an entry, where it has room. */
    private boolean add(int column, int w0, int w1, int w2, int w3) {
      int newA = a + Math.max(0, w0) + Math.max(0, w1);
      int newB = b + Math.max(0, -w0) + Math.max(0, -w1);
      int newC = c + Math.max(0, w2) + Math.max(0, w3);
      int newD = d + Math.max(0, -w2) + Math.max(0, -w3);
      if (newA > BOUND || newB > BOUND || newC > BOUND || newD > BOUND || isFull()) {
        return false;
      }
      a = newA;
      b = newB;
      c = newC;
      d = newD;
      columns[size] = column;
      weights[size++] = w0 & 255 | (w1 & 255) << 8 | (w2 & 255) << 16 | w3 << 24;
      return true;
    }

    private boolean isFull() {
      return size == ByteShape.TOGETHER;
    }

    private Bin toBin() {
      return new Bin(Arrays.copyOf(columns, size), Arrays.copyOf(weights, size));
    }
  }

  private ByteEntries() {}

  /** The bins of a filter for some columns, fuller ones first. */
  static List<Bin> bins(ByteConvolution layer, int filter, int from, int to) {
    ByteEntries entries = new ByteEntries();
    for (int column = from; column < to; column++) {
      entries.put(layer, filter, column);
    }
    entries.done.addAll(entries.open);
    entries.done.sort((x, y) -> Integer.compare(y.size, x.size));
    return entries.done.stream().map(Open::toBin).toList();
  }

  private void put(ByteConvolution layer, int filter, int column) {
    int[] w = new int[ByteLanes.CHANNELS];
    boolean any = false;
    for (int i = 0; i < w.length; i++) {
      w[i] = layer.weight(filter, column, i);
      any |= w[i] != 0;
    }
    if (any && new Open().add(column, w[0], w[1], w[2], w[3])) {
      put(column, w[0], w[1], w[2], w[3]);
    } else if (any) {
      put(column, w[0], 0, w[2], 0);
      put(column, 0, w[1], 0, w[3]);
    }
  }

  private void put(int column, int w0, int w1, int w2, int w3) {
    for (int i = 0; i < open.size(); i++) {
      if (open.get(i).add(column, w0, w1, w2, w3)) {
        if (open.get(i).isFull()) {
          done.add(open.remove(i));
        }
        return;
      }
    }
    if (open.size() == OPEN) {
      done.add(open.remove(0));
    }
    Open bin = new Open();
    bin.add(column, w0, w1, w2, w3);
    open.add(bin);
  }
}

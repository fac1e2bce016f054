package org.sparsevd.sparse;

import java.util.Arrays;
import org.sparsevd.tensor.CorruptTensorException;

/** The rows or columns of a matrix that hold non-zeros, numbered afresh; or all of them. */
final class LiveLines {
  private final int total;
  private final int[] lines;

  private LiveLines(int total, int[] lines) {
    this.total = total;
    this.lines = lines;
  }

  /** All lines, which costs no bits. */
  static LiveLines all(int total) {
    return new LiveLines(total, null);
  }

  /** The lines among these indices, which costs a bit per line. */
  static LiveLines of(int total, int[] indices) {
    boolean[] live = new boolean[total];
    for (int index : indices) {
      live[index] = true;
    }
    return new LiveLines(total, positions(live));
  }

  static LiveLines read(BitReader in, boolean bitmap, int total, String what)
      throws CorruptTensorException {
    if (!bitmap) {
      return all(total);
    }
    String subject = "bitmap of " + what;
    in.require(total, subject);
    boolean[] live = new boolean[total];
    for (int i = 0; i < total; i++) {
      live[i] = in.bit(subject);
    }
    return new LiveLines(total, positions(live));
  }

  private static int[] positions(boolean[] live) {
    int count = 0;
    int[] positions = new int[live.length];
    for (int i = 0; i < live.length; i++) {
      if (live[i]) {
        positions[count++] = i;
      }
    }
    return Arrays.copyOf(positions, count);
  }

  void write(BitWriter out) {
    int next = 0;
    for (int i = 0; isBitmap() && i < total; i++) {
      boolean live = next < lines.length && lines[next] == i;
      out.bit(live);
      next += live ? 1 : 0;
    }
  }

  boolean isBitmap() {
    return lines != null;
  }

  int count() {
    return isBitmap() ? lines.length : total;
  }

  /** Index in the matrix of the live line of this rank. */
  int line(int rank) {
    return isBitmap() ? lines[rank] : rank;
  }

  /** Rank of a live line among the live ones. */
  int rank(int line) {
    return isBitmap() ? Arrays.binarySearch(lines, line) : line;
  }
}

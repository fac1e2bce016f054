package org.sparsevd.runtime.kernel;

import org.sparsevd.runtime.layout.RowCopies;

/** What only moves values, in plain Java. */
final class ScalarMoves {
  private ScalarMoves() {}

  /** See {@link Kernels#interleave(float[], int, int, int, int[], float[], int)}. */
  static void interleave(
      float[] inputs, int from, int count, int size, int[] live, float[] block, int width) {
    int b = 0;
    for (; b <= count - 8; b += 8) {
      eight(inputs, from + b * size, size, live, block, b, width);
    }
    for (; b < count; b++) {
      for (int i = 0; i < live.length; i++) {
        block[i * width + b] = inputs[from + b * size + live[i]];
      }
    }
  }

  /** Writes run after run of eight floats. */
  private static void eight(
      float[] in, int from, int size, int[] live, float[] block, int to, int width) {
    for (int i = 0; i < live.length; i++) {
      int at = from + live[i];
      int t = to + i * width;
      block[t] = in[at];
      block[t + 1] = in[at + size];
      block[t + 2] = in[at + 2 * size];
      block[t + 3] = in[at + 3 * size];
      block[t + 4] = in[at + 4 * size];
      block[t + 5] = in[at + 5 * size];
      block[t + 6] = in[at + 6 * size];
      block[t + 7] = in[at + 7 * size];
    }
  }

  /** See {@link Kernels#interleave(byte[], int, int, int, int[], float[], int)}. */
  static void interleave(
      byte[] inputs, int from, int count, int size, int[] live, float[] block, int width) {
    int b = 0;
    for (; b <= count - 8; b += 8) {
      eight(inputs, from + b * size, size, live, block, b, width);
    }
    for (; b < count; b++) {
      for (int i = 0; i < live.length; i++) {
        block[i * width + b] = inputs[from + b * size + live[i]] & 0xff;
      }
    }
  }

  private static void eight(
      byte[] in, int from, int size, int[] live, float[] block, int to, int width) {
    for (int i = 0; i < live.length; i++) {
      int at = from + live[i];
      int t = to + i * width;
      block[t] = in[at] & 0xff;
      block[t + 1] = in[at + size] & 0xff;
      block[t + 2] = in[at + 2 * size] & 0xff;
      block[t + 3] = in[at + 3 * size] & 0xff;
      block[t + 4] = in[at + 4 * size] & 0xff;
      block[t + 5] = in[at + 5 * size] & 0xff;
      block[t + 6] = in[at + 6 * size] & 0xff;
      block[t + 7] = in[at + 7 * size] & 0xff;
    }
  }

  /** See {@link Kernels#widen}. */
  static void widen(byte[] bytes, int from, int length, float[] floats) {
    for (int i = 0; i < length; i++) {
      floats[i] = bytes[from + i] & 0xff;
    }
  }

  /** See {@link Kernels#copy}. */
  static void copy(float[] from, float[] to, int start, RowCopies rows) {
    int[] sources = rows.sources();
    int[] targets = rows.targets();
    for (int r = 0; r < sources.length; r++) {
      System.arraycopy(from, sources[r], to, start + targets[r], rows.length());
    }
  }
}

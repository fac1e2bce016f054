package org.sparsevd.runtime.tile.bytes;

import java.util.Arrays;
import org.sparsevd.runtime.tile.Tiles;

/**
 * A convolution of bytes. A filter's sum begins with a number of its own and adds, for each lane of
 * four channels and each tap of the window, four products of a byte and a weight. Sums are whole,
 * so their order does not matter.
 *
 * @param in image of bytes, its halo filled
 * @param out image of bytes, or of floats where the ending says so
 * @param strideHeight of the window
 * @param strideWidth of the window, 1 or 2
 * @param taps of the window, in floats from the first cell that it reads
 * @param weights {@code [filter][lane of channels][tap][channel of the lane]}
 * @param starts what the sum of each filter begins with
 * @param sums where numbers lie that only the layer itself needs, such as sums between blocks of
 *     channels, in floats: as many cells as {@link #room} says
 */
public record ByteConvolution(
    Tiles in,
    Tiles out,
    int strideHeight,
    int strideWidth,
    int[] taps,
    byte[] weights,
    int[] starts,
    ByteEnding ending,
    int sums) {
  /** Cells whose sums are computed at a time, at most. */
  public static final int SUMS = 14;

  /** Taps of a window that is computed by patches of outputs. */
  private static final int PATCH_TAPS = 9;

  /** Fewest lanes of channels where that pays. */
  private static final int PATCH_CHANNELS = 4;

  /** Cells of a lane of channels that a group of patches has, and of lanes of filters. */
  private static final int PATCH_CELLS = 512;

  /** Most cells of a group of patches: half of a megabyte or less. */
  private static final int MOST_PATCH_CELLS = 12_288;

  /** Threads that compute patches at a time. */
  private static final int THREADS = 4;

  /**
   * Cells that a layer needs for itself: {@link #SUMS} for each filter, and for three more. Windows
   * of 3x3 have room for what patches of their outputs become, for some threads.
   *
   * @param planes lanes of four channels
   * @param stride of the window, either way
   */
  public static int room(int filters, int planes, int taps, int stride) {
    int sums = Math.multiplyExact(ByteLanes.planes(filters) * ByteLanes.CHANNELS, SUMS);
    boolean patches = taps == PATCH_TAPS && stride == 1 && planes >= PATCH_CHANNELS;
    int cells =
        Math.min(MOST_PATCH_CELLS, Math.multiplyExact(planes + PATCH_CHANNELS, PATCH_CELLS));
    return patches ? Math.max(sums, THREADS * cells) : sums;
  }

  /** Cells that the layer needs for itself. */
  public int room() {
    int stride = Math.max(strideHeight, strideWidth);
    return room(filters(), in.channels(), taps.length, stride);
  }

  public int filters() {
    return starts.length;
  }

  /** Lanes of four channels times taps. */
  public int columns() {
    return in.channels() * taps.length;
  }

  /** Columns of all filters of which a weight is not zero. */
  public long nonZeroColumns() {
    long count = 0;
    for (int at = 0; at < weights.length; at += ByteLanes.CHANNELS) {
      boolean any = false;
      for (int i = at; i < at + ByteLanes.CHANNELS; i++) {
        any |= weights[i] != 0;
      }
      count += any ? 1 : 0;
    }
    return count;
  }

  /** Distance from a cell to the lanes that a column multiplies, in floats. */
  public int offset(int column) {
    return column / taps.length * in.tiling().stride() + taps[column % taps.length];
  }

  /** One of the four weights of a column. */
  public int weight(int filter, int column, int channel) {
    return weights[(filter * columns() + column) * ByteLanes.CHANNELS + channel];
  }

  /**
   * Computes it with plain loops.
   *
   * @param memory that all images in tiles lie in
   * @param at where the first of them begins there
   */
  public void run(float[] memory, int at) {
    int lanes = out.tiling().lanes();
    int[] sums = new int[lanes];
    for (int filter = 0; filter < filters(); filter++) {
      for (int y = 0; y < out.tiling().tileHeight(); y++) {
        for (int x = 0; x < out.tiling().tileWidth(); x++) {
          int from = at + in.start() + in.tiling().cell(y * strideHeight, x * strideWidth);
          Arrays.fill(sums, starts[filter]);
          add(filter, memory, from, sums);
          new ByteStore(ending, out).store(filter, sums, out.tiling().cell(y, x), memory, at);
        }
      }
    }
  }

  private void add(int filter, float[] memory, int from, int[] sums) {
    for (int column = 0; column < columns(); column++) {
      int cell = from + offset(column);
      for (int channel = 0; channel < ByteLanes.CHANNELS; channel++) {
        int weight = weight(filter, column, channel);
        for (int lane = 0; weight != 0 && lane < sums.length; lane++) {
          sums[lane] += weight * ByteLanes.get(memory[cell + lane], channel);
        }
      }
    }
  }
}

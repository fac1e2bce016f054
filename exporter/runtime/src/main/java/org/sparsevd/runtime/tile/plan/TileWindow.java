package org.sparsevd.runtime.tile.plan;

import org.sparsevd.model.Window;
import org.sparsevd.runtime.tile.Tiling;
import org.sparsevd.tensor.Shape;

/** What a window asks of the tiles that it slides over. */
final class TileWindow {
  /** Widest halo: windows that reach further are better off elsewhere. */
  private static final int WIDEST = 12;

  /** Cells from one that is read to the next at most: kernels have a method for each distance. */
  private static final int MOST_STEPS = 2;

  private TileWindow() {}

  /** Whether a window can slide over an image in tiles. */
  static boolean canSlide(Window window, Shape image, Shape output, int lanes) {
    return window.strideWidth() <= MOST_STEPS
        && window.strideHeight() <= MOST_STEPS
        && halo(window) <= WIDEST
        && before(window, image, Tiling.of(output, lanes, 0), 0).covers();
  }

  /** Cells that a window reads around a tile. */
  static int halo(Window window) {
    int below = (window.kernelHeight() - 1) * window.dilationHeight() - window.padTop();
    int right = (window.kernelWidth() - 1) * window.dilationWidth() - window.padLeft();
    int before = Math.max(window.padTop(), window.padLeft());
    int behind = Math.max(below - window.strideHeight(), right - window.strideWidth()) + 1;
    return Math.max(before, behind);
  }

  /** The tiles of an image that a window turns into an output in these tiles. */
  static Tiling before(Window window, Shape image, Tiling output, int halo) {
    return output.before(image, window.strideHeight(), window.strideWidth(), halo);
  }

  /** Where the taps of a window lie in these tiles, in floats from the first cell that it reads. */
  static int[] taps(Window window, Tiling in) {
    int[] taps = new int[window.kernelHeight() * window.kernelWidth()];
    for (int k = 0; k < taps.length; k++) {
      int y = k / window.kernelWidth() * window.dilationHeight() - window.padTop();
      int x = k % window.kernelWidth() * window.dilationWidth() - window.padLeft();
      taps[k] = (y * in.pitch() + x) * in.lanes();
    }
    return taps;
  }

  /** Floats of a channel that a window reads for a group of so many rows and cells. */
  static int footprint(Window window, int rows, int cells, int lanes) {
    int down =
        (rows - 1) * window.strideHeight() + reach(window.kernelHeight(), window.dilationHeight());
    int across =
        (cells - 1) * window.strideWidth() + reach(window.kernelWidth(), window.dilationWidth());
    return down * across * lanes;
  }

  private static int reach(int kernel, int dilation) {
    return (kernel - 1) * dilation + 1;
  }
}

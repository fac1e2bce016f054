package org.sparsevd.runtime;

import org.sparsevd.model.Op;
import org.sparsevd.model.Shape;
import org.sparsevd.model.Window;

/**
 * A single image cut into as many overlapping tiles as a vector has floats, which are convolved and
 * pooled by two side by side, as a block of inputs is: neighbours to be compared are then whole
 * vectors apart.
 *
 * @param output of the convolution, before pooling
 * @param down tiles above each other
 * @param across tiles beside each other
 */
record Tiling(Op.Conv2d op, Shape image, Shape output, int down, int across) {
  /** What it costs to move a float by its index, in vectors loaded. */
  private static final double MOVE_COST = 1.5;

  /**
   * The tiling with the fewest vectors, or null where none is even.
   *
   * @param lanes tiles
   */
  static Tiling of(Op.Conv2d op, Shape image, Shape output, int lanes) {
    Window window = op.window();
    if (op.groups() > 1 || window.strideHeight() > 1 || window.strideWidth() > 1) {
      return null;
    }
    Tiling best = null;
    for (int down = 1; down <= lanes; down *= 2) {
      Tiling next = new Tiling(op, image, output, down, lanes / down);
      boolean even = output.dim(1) % (2 * down) == 0 && output.dim(2) % (2 * next.across) == 0;
      if (even && next.width() >= Grid.QUAD && (best == null || next.cost() < best.cost())) {
        best = next;
      }
    }
    return best;
  }

  private int height() {
    return output.dim(1) / down;
  }

  private int width() {
    return output.dim(2) / across;
  }

  /** Vectors loaded, and as many as take as long. */
  double cost() {
    double quads = (width() + Grid.QUAD - 1) / Grid.QUAD * height();
    double moved = (double) down * across * tileImage().size() + output.size() / 4.0;
    return op.weight().nonZeros() * quads * Grid.QUAD + MOVE_COST * moved;
  }

  /** The convolution of a tile: its border is among its pixels. */
  Op.Conv2d tile() {
    Window w = op.window();
    Window inside =
        new Window(
            w.kernelHeight(),
            w.kernelWidth(),
            1,
            1,
            w.dilationHeight(),
            w.dilationWidth(),
            0,
            0,
            0,
            0);
    return new Op.Conv2d(op.weight(), op.bias(), inside, 1);
  }

  Shape tileImage() {
    Window w = op.window();
    return Shape.of(
        image.dim(0),
        height() + (w.kernelHeight() - 1) * w.dilationHeight(),
        width() + (w.kernelWidth() - 1) * w.dilationWidth());
  }

  Shape tileOutput() {
    return Shape.of(output.dim(0), height(), width());
  }

  /** For each pixel of the tiles, side by side, the one of the image; -1 in the border. */
  int[] apart() {
    Shape tile = tileImage();
    int lanes = down * across;
    int[] sources = new int[tile.size() * lanes];
    for (int i = 0; i < sources.length; i++) {
      int lane = i % lanes;
      int pixel = i / lanes;
      int channel = pixel / (tile.dim(1) * tile.dim(2));
      int row = lane / across * height() + pixel / tile.dim(2) % tile.dim(1);
      int column = lane % across * width() + pixel % tile.dim(2);
      row -= op.window().padTop();
      column -= op.window().padLeft();
      boolean inside = row >= 0 && row < image.dim(1) && column >= 0 && column < image.dim(2);
      sources[i] = inside ? (channel * image.dim(1) + row) * image.dim(2) + column : -1;
    }
    return sources;
  }

  /** For each pixel of the pooled image the one of the pooled tiles. */
  int[] together() {
    int rows = height() / 2;
    int columns = width() / 2;
    int[] sources = new int[output.size() / 4];
    for (int i = 0; i < sources.length; i++) {
      int column = i % (columns * across);
      int row = i / (columns * across) % (rows * down);
      int channel = i / (columns * across * rows * down);
      int pixel = (channel * rows + row % rows) * columns + column % columns;
      sources[i] = (pixel * down + row / rows) * across + column / columns;
    }
    return sources;
  }
}

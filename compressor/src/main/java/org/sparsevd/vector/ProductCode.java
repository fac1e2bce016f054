package org.sparsevd.vector;

/**
 * Products of matrices in machine code, for the trainer. The sums have the order that the trainer's
 * loops on the Vector API give them, so bits are the same; those by squares round differently.
 * Every place that is touched is compared with the arrays first.
 *
 * <p>A <i>panel</i> interleaves rows of the left matrix: {@code panel[panelRows k + r]}. Indices
 * and strides are in floats.
 */
public interface ProductCode {
  /** Points that a square of 4x4 pixels becomes in {@link #square}. */
  int POINTS = 16;

  /** Floats of a vector. */
  int lanes();

  /** Rows of a panel. */
  int panelRows();

  /** Vectors of the widest tile. */
  int tileVectors();

  /** Rows that {@link #dots} multiplies at once. */
  int dotRows();

  /** Columns that {@link #dots} multiplies at once. */
  int dotColumns();

  /**
   * Tiles of a product: {@code c[places[depth + r] + j] (+)= sum_k left[r, k] x[places[k] + j]} for
   * all rows r, and {@code j} from 0 on.
   *
   * @param left panels
   * @param right x
   * @param target c
   * @param places in x of each k, then in c of each row
   * @param add whether the sums are added to what is there
   */
  void tiles(Panels left, Right right, int[] places, Right target, boolean add);

  /**
   * 2x2 pixels of a convolution of 3x3 kernels, of all filters and of some images, which are
   * innermost: {@code y[o] = A^T [sum over channels c of U[o, c] * (B^T d[c] B)] A}, the products
   * element by element, with 4x4 pixels d of each channel. This is F(2x2, 3x3) of Lavin and Gray,
   * CVPR 2016. It takes 4/9 of the products of the sum over the kernel, and rounds differently.
   *
   * @param left transformed kernels U at the first of {@link #POINTS} points: a row is a filter,
   *     its depth the channels
   * @param step floats from a point's panels to the next one's
   * @param x the first channel's first pixel
   * @param y the first filter's first pixel; its channels are the filters, and it is overwritten
   * @param vectors of as many images as lanes, at most {@link #tileVectors}
   */
  void square(Panels left, int step, Planes x, Planes y, int vectors);

  /**
   * The gradient of transformed kernels by one square: {@code sums[point, filter, channel] += sum
   * over images of (A dy A^T)[filter] (B^T x B)[channel]}. Sums of a filter are followed by as many
   * others as make whole vectors, whose values say nothing. Points of the fourth row have the other
   * sign, and so have those of the fourth column.
   *
   * @param at where the first point's sums begin; those of the next are right behind
   */
  void squareGradient(Square square, float[] sums, int at);

  /**
   * What meets in {@link #squareGradient}.
   *
   * @param x 4x4 pixels of each channel
   * @param dy the gradient of 2x2 pixels of each filter
   * @param vectors of images, at most {@link #tileVectors}
   */
  record Square(Planes x, int channels, Planes dy, int filters, int vectors) {}

  /**
   * Images, a plane for each channel, from one of the pixels on.
   *
   * @param at where that pixel is
   * @param channel floats from a channel to the next, as the others at least 0
   * @param row from a row of pixels to the next
   * @param pixel from a pixel to the next
   */
  record Planes(float[] data, int at, int channel, int row, int pixel) {}

  /**
   * Rows of the left matrix.
   *
   * @param at where the first panel begins
   * @param depth of all panels
   * @param rows in all; the last panel may hold fewer than a panel has room for
   */
  record Panels(float[] data, int at, int depth, int rows) {}

  /**
   * Columns.
   *
   * @param at is added to all places
   * @param vectors of a tile, at most {@link #tileVectors}
   * @param tiles next to each other
   */
  record Right(float[] data, int at, int vectors, int tiles) {}

  /**
   * Sums of products of rows with columns: {@code sums[block, r, c] += sum_i rows[block, i, r]
   * x[places[c] + i]}, lane by lane. Blocks hold {@link #dotRows} rows, interleaved vector by
   * vector.
   *
   * @param blocks rows, and how they are cut
   * @param x columns
   * @param xAt is added to all places
   * @param places of each column in x
   * @param sums of each block {@code [rows, columns, lanes]}
   * @param sumsAt those of the first block
   * @param sumsStride from a block's to the next's
   */
  void dots(
      Blocks blocks, float[] x, int xAt, int[] places, float[] sums, int sumsAt, int sumsStride);

  /**
   * Rows in blocks.
   *
   * @param at where the first block begins
   * @param stride from a block to the next
   * @param count blocks
   * @param runs pieces of each row, one behind the other here
   * @param vectors of a piece
   * @param xStride from one piece to the next in x
   */
  record Blocks(float[] data, int at, int stride, int count, int runs, int vectors, int xStride) {}
}

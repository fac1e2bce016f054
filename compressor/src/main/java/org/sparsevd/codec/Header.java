package org.sparsevd.codec;

/**
 * What stands in front of a tensor's symbols.
 *
 * @param step size of a symbol's unit
 * @param density prior log odds of a live position in half nats, from -8 at 0 to 7.5 at 31
 * @param grid how columns lie in an image; of a matrix of more than one row
 * @param differences whether symbols are stored as differences to the one before; of a single row
 */
record Header(Step step, int density, Grid grid, boolean differences) {
  private static final int STEP_BITS = 8;
  private static final int DENSITY_BITS = 5;
  private static final int WIDTH_BITS = 31;

  static Header of(QuantizedTensor tensor, Grid grid, boolean differences, double liveShare) {
    double odds = liveShare / Math.max(1e-9, 1 - liveShare);
    int density = (int) Math.rint(2 * Math.log(Math.max(1e-9, odds))) + 16;
    int limited = Math.max(0, Math.min((1 << DENSITY_BITS) - 1, density));
    return new Header(tensor.step(), limited, grid, differences);
  }

  void write(BitCoder coder, boolean matrix) {
    coder.raw(step.index(), STEP_BITS);
    coder.raw(density, DENSITY_BITS);
    if (matrix) {
      writeExtent(coder, grid.width());
      if (grid.width() > 0) {
        writeExtent(coder, grid.area());
      }
    } else {
      coder.raw(differences ? 1 : 0, 1);
    }
  }

  /** An Elias gamma code of one more than the value. */
  private static void writeExtent(BitCoder coder, int value) {
    int width = 31 - Integer.numberOfLeadingZeros(value + 1);
    coder.raw(0, width);
    coder.raw(value + 1, width + 1);
  }

  static Header read(RangeDecoder coder, boolean matrix, int columns)
      throws CorruptTensorException {
    Step step = new Step(coder.raw(0, STEP_BITS));
    int density = coder.raw(0, DENSITY_BITS);
    if (!matrix) {
      return new Header(step, density, Grid.NONE, coder.raw(0, 1) == 1);
    }
    int width = readExtent(coder);
    int area = width > 0 ? readExtent(coder) : 0;
    if (width > columns || area > columns) {
      throw new CorruptTensorException(
          coder.offset(), "a grid of " + width + ", " + area + " exceeds " + columns + " columns");
    }
    return new Header(step, density, new Grid(width, area), false);
  }

  private static int readExtent(RangeDecoder coder) throws CorruptTensorException {
    int width = 0;
    while (coder.raw(0, 1) == 0) {
      if (++width == WIDTH_BITS) {
        throw new CorruptTensorException(coder.offset(), "the grid's extent exceeds 2^31 - 2");
      }
    }
    return (1 << width | coder.raw(0, width)) - 1;
  }

  /** Prior log odds of a live position, in 1/256 nat. */
  int prior() {
    return (density - 16) * 128;
  }
}

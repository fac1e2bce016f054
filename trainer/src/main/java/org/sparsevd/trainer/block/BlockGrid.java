package org.sparsevd.trainer.block;

/**
 * The blocks of a layer's weights {@code [outputs, depth]}. Block {@code b = range * perRange() +
 * blockOf[k]} holds the weights of a range of outputs at some places k.
 *
 * @param starts where each range of outputs begins, and behind them the number of outputs
 * @param heights outputs of each range in the whole layer, those that were left out included
 * @param blockOf which of the blocks of a range a place belongs to
 * @param widths places of each of these blocks in the whole layer
 */
public record BlockGrid(int[] starts, int[] heights, int[] blockOf, int[] widths) {
  /** Weights of one output. */
  public int depth() {
    return blockOf.length;
  }

  /** How many ranges of outputs there are. */
  public int ranges() {
    return heights.length;
  }

  /** Blocks of a range of outputs. */
  public int perRange() {
    return widths.length;
  }

  public int blocks() {
    return ranges() * perRange();
  }

  /** Weights of a block in the whole layer. */
  public int size(int block) {
    return heights[block / perRange()] * widths[block % perRange()];
  }
}

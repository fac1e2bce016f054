package org.sparsevd.machine.bytes;

import org.sparsevd.machine.code.Vec;
import org.sparsevd.machine.code.Width;
import org.sparsevd.runtime.tile.Tiling;
import org.sparsevd.runtime.tile.bytes.ByteConvolution;

/**
 * What a loop holds in registers, and where it finds the cells of a group.
 *
 * @param filters that share the values that they read
 * @param readRow bytes from a row of what is read to the next
 * @param readCell bytes from a cell that is read to the next
 * @param writeRow bytes from a row of the output to the next
 */
public record ByteShape(
    ByteProducts products, ByteRun run, int filters, int readRow, int readCell, int writeRow) {
  /** Entries whose products are added in 16 bits at most. */
  static final int TOGETHER = 4;

  /** Registers beside sums and weights where products are added in 16 bits: ones, and values. */
  private static final int OTHERS = 5;

  /** Most sums of a single filter: more than hide how long a sum takes. */
  private static final int MOST = 14;

  /** Bytes to be read by a block of channels at a group of cells: most of a cache of 32 kB. */
  private static final int PART = 28 * 1024;

  /** Bytes to be read by a chunk of groups: streams of weights are in the cache beside them. */
  private static final int CHUNK = 12 * 1024;

  /** Entries of a filter in a block from which on going through all filters again pays. */
  private static final double WORTHWHILE = 64;

  static ByteShape of(ByteProducts products, ByteConvolution layer, int filters) {
    Tiling in = layer.in().tiling();
    Tiling out = layer.out().tiling();
    int most = most(products, filters);
    return of(products, in, out, layer.strideHeight(), layer.strideWidth(), filters, most);
  }

  /** With groups of at most so many cells. */
  public static ByteShape of(
      ByteProducts products,
      Tiling in,
      Tiling out,
      int strideHeight,
      int strideWidth,
      int filters,
      int most) {
    int cell = products.width().bytes();
    return new ByteShape(
        products,
        ByteRun.cheapest(out, most),
        filters,
        strideHeight * in.pitch() * cell,
        strideWidth * cell,
        out.pitch() * cell);
  }

  /** Cells of a group at most. */
  private static int most(ByteProducts products, int filters) {
    int others = products.fourAtOnce() ? 1 + weights(products, filters) : TOGETHER + OTHERS;
    return Math.min(MOST, (products.registers() - others) / filters);
  }

  /** Registers of weights: the last of several can be read where it lies. */
  private static int weights(ByteProducts products, int filters) {
    return products.width() == Width.ZMM && filters > 1 ? filters - 1 : filters;
  }

  /** Whether an entry is loaded by one instruction, its weights and the distance, two ahead. */
  boolean loadsAhead() {
    return products.fourAtOnce() && filters == 1;
  }

  /** Registers of weights where each instruction adds four products. */
  int weights() {
    return weights(products, filters);
  }

  /** Blocks of channels so that what a group reads of one fits the first-level cache. */
  int blocks(ByteConvolution layer) {
    long wanted = (bytes(layer) + PART - 1) / PART;
    int planes = layer.in().channels();
    double entries = (double) layer.nonZeroColumns() / layer.filters();
    return (int) Math.max(1, Math.min(Math.min(wanted, planes), entries / WORTHWHILE));
  }

  /** Groups of cells that a job computes one after the other: the cache holds what they read. */
  int chunk(ByteConvolution layer, int groups, int blocks) {
    return blocks > 1 ? 1 : (int) Math.max(1, Math.min(groups, CHUNK / bytes(layer)));
  }

  /** Bytes that a group of cells reads. */
  private long bytes(ByteConvolution layer) {
    int least = 0;
    int most = 0;
    for (int tap : layer.taps()) {
      least = Math.min(least, tap);
      most = Math.max(most, tap);
    }
    int pitch = layer.in().tiling().pitch() * width().lanes();
    int rows = (most - least) / pitch + 1;
    int columns = Math.min((most - least) % pitch / width().lanes() + 1, layer.taps().length);
    int down = (run.rows() - 1) * layer.strideHeight() + rows;
    int across = (run.cells() - 1) * layer.strideWidth() + columns;
    return (long) down * across * width().bytes() * layer.in().channels();
  }

  Width width() {
    return products.width();
  }

  int sums() {
    return filters * run.size();
  }

  public Vec register(int number) {
    return new Vec(number, width());
  }

  Vec sum(int filter, int cell) {
    return register(filter * run.size() + cell);
  }

  /** One of the registers that hold no sum. */
  Vec free(int number) {
    return register(sums() + number);
  }

  /** Bytes from the first cell of a group to another that is read. */
  public int read(int cell) {
    return cell / run.cells() * readRow + cell % run.cells() * readCell;
  }

  /** The same of the output. */
  public int write(int cell) {
    return cell / run.cells() * writeRow + cell % run.cells() * width().bytes();
  }
}

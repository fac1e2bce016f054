package org.sparsevd.machine.depth;

import java.util.Optional;
import org.sparsevd.machine.bytes.ByteCompiler;
import org.sparsevd.machine.bytes.ByteProducts;
import org.sparsevd.machine.bytes.ByteProgram;
import org.sparsevd.machine.bytes.ByteShape;
import org.sparsevd.machine.bytes.ByteTable;
import org.sparsevd.machine.memory.MachineException;
import org.sparsevd.machine.memory.TouchedFloats;
import org.sparsevd.runtime.machine.TileFunction;
import org.sparsevd.runtime.tile.Tiles;
import org.sparsevd.runtime.tile.bytes.ByteDepthwise;

/** Makes depthwise layers code, for one kind of processor. */
public record DepthCompiler(ByteProducts products) {
  /** Vectors that are multiplied and added in a call of a depthwise layer. */
  private static final int MOST = 40_000;

  /** Taps of windows whose code is short. */
  private static final int MOST_TAPS = 64;

  /** The layer as code; nothing where memory cannot be had, or it is too large. */
  public Optional<TileFunction> layer(ByteDepthwise layer) {
    if (layer.taps().length > MOST_TAPS) {
      return Optional.empty();
    }
    try {
      return Optional.of(make(layer).load());
    } catch (MachineException | OutOfMemoryError | ArithmeticException e) {
      return Optional.empty();
    }
  }

  /** The same before it is loaded. */
  public ByteProgram make(ByteDepthwise layer) {
    Tiles in = layer.in();
    Tiles out = layer.out();
    int height = layer.strideHeight();
    int width = layer.strideWidth();
    DepthSums sums = DepthSums.of(products, layer);
    ByteShape shape = sums.shape();
    int[][] firsts = shape.run().firsts(out.tiling());
    int[] reads = ByteCompiler.reads(firsts, in, height, width);
    int[] writes = ByteCompiler.reads(firsts, out, 1, 1);
    DepthJobs jobs = sums.jobs();
    ByteTable table = new ByteTable(firsts.length, firsts.length, out.channels(), jobs.bytes(), 0);
    table.constants(layer.ending());
    table.groups(reads, writes);
    jobs.fill(table);
    int each = Math.max(1, MOST / (firsts.length * shape.run().size() * 2 * layer.taps().length));
    int[] calls = new int[(out.channels() + each - 1) / each + 1];
    for (int i = 0; i < calls.length; i++) {
      calls[i] = Math.min(i * each, out.channels());
    }
    TouchedFloats touched = ByteCompiler.touched(shape, in, out, layer.taps(), reads, writes);
    byte[][] code = {new DepthCode(sums, firsts.length).write()};
    return new ByteProgram(code, table, calls, 1, touched);
  }
}

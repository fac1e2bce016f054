package org.sparsevd.machine.bytes;

import java.util.Optional;
import org.sparsevd.machine.memory.MachineException;
import org.sparsevd.machine.memory.TouchedFloats;
import org.sparsevd.runtime.machine.TileFunction;
import org.sparsevd.runtime.tile.Tiles;
import org.sparsevd.runtime.tile.bytes.ByteConvolution;
import org.sparsevd.runtime.tile.bytes.ByteLanes;
import org.sparsevd.runtime.tile.bytes.ByteMaximum;
import org.sparsevd.runtime.tile.bytes.ByteResidual;

/** Makes layers over images of bytes code, for one kind of processor. */
public record ByteCompiler(ByteProducts products) {
  /** Cells of a maximum at a time. */
  private static final int SUMS = 8;

  /** Taps of windows whose code is short. */
  private static final int MOST_TAPS = 64;

  /** The layer as code; nothing where memory cannot be had, or it is too large. */
  public Optional<TileFunction> convolution(ByteConvolution layer) {
    try {
      Optional<StripShape> strip = StripShape.of(products, layer);
      return strip.isPresent()
          ? Optional.of(StripLayer.of(StripProgram.of(strip.get())))
          : Optional.of(make(layer).load());
    } catch (MachineException | OutOfMemoryError | ArithmeticException e) {
      return Optional.empty();
    }
  }

  /** The maximum as code, likewise. */
  public Optional<TileFunction> maximum(ByteMaximum pooling) {
    if (pooling.taps().length > MOST_TAPS) {
      return Optional.empty();
    }
    try {
      return Optional.of(make(pooling).load());
    } catch (MachineException | OutOfMemoryError | ArithmeticException e) {
      return Optional.empty();
    }
  }

  /** What is touched where each channel of the output reads the same one of the input. */
  public static TouchedFloats touched(
      ByteShape shape, Tiles in, Tiles out, int[] taps, int[] reads, int[] writes) {
    int least = 0;
    int most = 0;
    for (int tap : taps) {
      least = Math.min(least, tap);
      most = Math.max(most, tap);
    }
    int last = Math.multiplyExact(out.channels() - 1, in.tiling().stride());
    int lanes = shape.width().lanes();
    int end = shape.run().size() - 1;
    int readEnd = shape.read(end) / Float.BYTES + lanes;
    int writeEnd = shape.write(end) / Float.BYTES + lanes;
    int outputs = Math.multiplyExact(out.channels() - 1, out.tiling().stride());
    return TouchedFloats.around(reads, least, Math.addExact(most, last), readEnd)
        .and(TouchedFloats.around(writes, 0, outputs, writeEnd));
  }

  ByteProgram make(ByteMaximum pooling) {
    Tiles in = pooling.in();
    Tiles out = pooling.out();
    int height = pooling.strideHeight();
    int width = pooling.strideWidth();
    ByteShape shape = ByteShape.of(products, in.tiling(), out.tiling(), height, width, 1, SUMS);
    int[][] firsts = shape.run().firsts(out.tiling());
    int[] reads = reads(firsts, in, height, width);
    int[] writes = reads(firsts, out, 1, 1);
    ByteTable table = new ByteTable(firsts.length, 1, 0, 0, 0);
    table.groups(reads, writes);
    TouchedFloats touched = touched(shape, in, out, pooling.taps(), reads, writes);
    byte[][] code = {new ByteMaximumCode(shape, pooling).write()};
    return new ByteProgram(code, table, new int[] {0, out.channels()}, firsts.length, touched);
  }

  ByteProgram make(ByteConvolution layer) {
    ByteShape shape = ByteShape.of(products, layer, ByteJobs.atOnce(products, layer));
    int blocks = shape.blocks(layer);
    ByteJobs jobs = ByteJobs.of(shape, layer, blocks);
    int[][] firsts = shape.run().firsts(layer.out().tiling());
    int chunk = shape.chunk(layer, firsts.length, blocks);
    int chunks = (firsts.length + chunk - 1) / chunk;
    int[] reads = reads(firsts, layer.in(), layer.strideHeight(), layer.strideWidth());
    int[] writes = reads(firsts, layer.out(), 1, 1);
    ByteTable table = new JobTable(layer, shape, jobs).fill(firsts.length, chunk);
    table.constants(layer.ending());
    table.groups(reads, writes);
    ByteFinish finish = finish(shape, jobs.layout(), layer);
    byte[][] codes = new byte[blocks][];
    for (int block = 0; block < blocks; block++) {
      codes[block] = new ByteCode(shape, finish, BytePart.of(block, blocks)).write();
    }
    TouchedFloats touched = touched(shape, layer, reads, writes);
    if (blocks > 1) {
      int end = Math.multiplyExact(jobs.filters().size(), shape.sums() * shape.width().lanes());
      touched = touched.and(TouchedFloats.region(layer.sums(), end));
    }
    int[] calls = jobs.calls(chunk * shape.run().size());
    return new ByteProgram(codes, table, calls, chunks, touched);
  }

  /** Where groups of cells begin, or what they read. */
  public static int[] reads(int[][] firsts, Tiles image, int strideHeight, int strideWidth) {
    int[] reads = new int[firsts.length];
    for (int i = 0; i < firsts.length; i++) {
      int cell = image.tiling().cell(firsts[i][0] * strideHeight, firsts[i][1] * strideWidth);
      reads[i] = image.start() + cell;
    }
    return reads;
  }

  public static ByteFinish finish(ByteShape shape, JobLayout layout, ByteConvolution layer) {
    ByteResidual residual = layer.ending().residual();
    int distance = residual == null ? 0 : residual.tiles().start() - layer.out().start();
    return new ByteFinish(
        shape, layout, layer.ending(), Clamps.of(layer), ByteTable.bytes(distance));
  }

  /** All that the code can touch, which is compared with the memory before each run. */
  private static TouchedFloats touched(
      ByteShape shape, ByteConvolution layer, int[] reads, int[] writes) {
    int least = 0;
    int most = 0;
    for (int column = 0; column < layer.columns(); column++) {
      least = Math.min(least, layer.offset(column));
      most = Math.max(most, layer.offset(column));
    }
    int lanes = shape.width().lanes();
    int last = shape.run().size() - 1;
    int stride = layer.out().tiling().stride();
    boolean bytes = layer.ending().levels() != null;
    int planes = bytes ? ByteLanes.planes(layer.filters()) : layer.filters();
    int outputs = Math.multiplyExact(planes - 1, stride);
    int readEnd = shape.read(last) / Float.BYTES + lanes;
    int writeEnd = shape.write(last) / Float.BYTES + lanes;
    TouchedFloats written = TouchedFloats.around(writes, 0, outputs, writeEnd);
    TouchedFloats touched = TouchedFloats.around(reads, least, most, readEnd).and(written);
    ByteResidual residual = layer.ending().residual();
    return residual == null
        ? touched
        : touched.and(written.moved(residual.tiles().start() - layer.out().start()));
  }
}

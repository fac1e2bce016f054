package org.sparsevd.machine.patch;

import org.sparsevd.machine.bytes.ByteCompiler;
import org.sparsevd.machine.bytes.ByteFinish;
import org.sparsevd.machine.bytes.ByteTable;
import org.sparsevd.machine.bytes.JobLayout;
import org.sparsevd.machine.memory.TouchedFloats;
import org.sparsevd.runtime.tile.Tiles;
import org.sparsevd.runtime.tile.Tiling;
import org.sparsevd.runtime.tile.bytes.ByteConvolution;
import org.sparsevd.runtime.tile.bytes.ByteLanes;
import org.sparsevd.runtime.tile.bytes.ByteResidual;

/**
 * A layer as code that is not loaded yet; see {@link PatchLayer}.
 *
 * @param words makes words
 * @param products sums their products with weights
 * @param outputs makes outputs of the sums
 * @param count of jobs
 */
record PatchProgram(
    byte[] words,
    byte[] products,
    byte[] outputs,
    ByteTable table,
    int groups,
    int count,
    int slots,
    TouchedFloats touched) {
  /** Jobs of a part of the filters. */
  static final int PART = PatchShape.PART / ByteLanes.CHANNELS;

  static PatchProgram of(PatchShape shape) {
    ByteConvolution layer = shape.layer();
    int[][] firsts = shape.firsts();
    int[] reads = ByteCompiler.reads(firsts, layer.in(), 1, 1);
    int[] writes = ByteCompiler.reads(firsts, layer.out(), 1, 1);
    JobLayout layout = new JobLayout(ByteLanes.CHANNELS, 1);
    PatchTable table = PatchTable.of(shape, layout);
    table.groups(reads, writes);
    ByteFinish finish = ByteCompiler.finish(shape.cells(), layout, layer);
    return new PatchProgram(
        new PatchWords(shape, table).write(),
        new PatchProducts(shape, layout.firstStream()).write(),
        new PatchCode(shape, finish, table).write(),
        table.table(),
        shape.groups(),
        ByteLanes.planes(layer.filters()),
        shape.slots(),
        touched(shape, reads, writes));
  }

  /** All that the code can touch, which is compared with the memory before each run. */
  private static TouchedFloats touched(PatchShape shape, int[] reads, int[] writes) {
    ByteConvolution layer = shape.layer();
    int lanes = shape.products().width().lanes();
    Tiling in = layer.in().tiling();
    Tiles out = layer.out();
    int first = layer.taps()[0];
    int planes = Math.multiplyExact(layer.in().channels() - 1, in.stride());
    int row = ((PatchPoints.ROW - 1) * in.pitch() + PatchPoints.ROW) * lanes;
    int last = Math.multiplyExact(out.channels() - 1, out.tiling().stride());
    int outputs = ((PatchPoints.OUTPUTS - 1) * out.tiling().pitch() + PatchPoints.OUTPUTS) * lanes;
    TouchedFloats written = TouchedFloats.around(writes, 0, last, outputs);
    int scratch = Math.multiplyExact(shape.slots() * shape.scratch(), lanes);
    TouchedFloats all =
        TouchedFloats.around(reads, first, Math.addExact(first, planes), row)
            .and(written)
            .and(TouchedFloats.region(layer.sums(), scratch));
    ByteResidual residual = layer.ending().residual();
    return residual == null ? all : all.and(written.moved(residual.tiles().start() - out.start()));
  }
}

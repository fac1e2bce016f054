package org.sparsevd.machine.bytes;

import org.sparsevd.machine.memory.TouchedFloats;
import org.sparsevd.runtime.tile.Tiles;
import org.sparsevd.runtime.tile.Tiling;
import org.sparsevd.runtime.tile.bytes.ByteConvolution;
import org.sparsevd.runtime.tile.bytes.ByteLanes;
import org.sparsevd.runtime.tile.bytes.ByteResidual;

/**
 * A layer as code that is not loaded yet; see {@link StripLayer}.
 *
 * @param words makes words
 * @param jobs computes with them
 * @param count of jobs
 */
record StripProgram(
    byte[] words,
    byte[] jobs,
    ByteTable table,
    int groups,
    int count,
    int slots,
    TouchedFloats touched) {

  static StripProgram of(StripShape shape) {
    ByteConvolution layer = shape.layer();
    int[][] firsts = shape.run().firsts(layer.out().tiling());
    int[] reads = ByteCompiler.reads(firsts, layer.in(), layer.strideHeight(), 2);
    int[] writes = ByteCompiler.reads(firsts, layer.out(), 1, 1);
    JobLayout layout = new JobLayout(ByteLanes.CHANNELS, 1);
    StripTable table = StripTable.of(shape, layout, firsts.length);
    table.groups(reads, writes);
    ByteFinish finish = ByteCompiler.finish(shape.cells(), layout, layer);
    StripCode code = new StripCode(shape, finish, table);
    return new StripProgram(
        code.words(),
        code.jobs(),
        table.table(),
        firsts.length,
        ByteLanes.planes(layer.filters()),
        shape.slots(),
        touched(shape, reads, writes));
  }

  private static TouchedFloats touched(StripShape shape, int[] reads, int[] writes) {
    ByteConvolution layer = shape.layer();
    int lanes = shape.products().width().lanes();
    Tiling in = layer.in().tiling();
    Tiles out = layer.out();
    int first = layer.taps()[0];
    int lastRow = (shape.inputRows() - 1) * in.pitch() * lanes;
    int outputRows = (shape.rows() - 1) * out.tiling().pitch() * lanes;
    int outputs = Math.multiplyExact(out.channels() - 1, out.tiling().stride());
    TouchedFloats written =
        TouchedFloats.around(writes, 0, outputs, outputRows + StripPoints.OUTPUTS * lanes);
    int words = Math.multiplyExact(shape.slots() * shape.scratch(), lanes);
    TouchedFloats all =
        TouchedFloats.around(reads, first, first + lastRow, shape.inputColumns() * lanes)
            .and(written)
            .and(TouchedFloats.region(layer.sums(), words));
    ByteResidual residual = layer.ending().residual();
    return residual == null ? all : all.and(written.moved(residual.tiles().start() - out.start()));
  }
}

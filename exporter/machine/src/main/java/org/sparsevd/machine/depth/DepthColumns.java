package org.sparsevd.machine.depth;

import java.util.Optional;
import org.sparsevd.machine.bytes.ByteProducts;
import org.sparsevd.machine.bytes.ByteRun;
import org.sparsevd.machine.bytes.ByteShape;
import org.sparsevd.machine.bytes.ByteTable;
import org.sparsevd.machine.bytes.Clamps;
import org.sparsevd.machine.bytes.WindowTaps;
import org.sparsevd.machine.code.Address;
import org.sparsevd.machine.code.Assembler;
import org.sparsevd.machine.code.Condition;
import org.sparsevd.machine.code.Form;
import org.sparsevd.machine.code.Gp;
import org.sparsevd.machine.code.Label;
import org.sparsevd.machine.code.Vec;
import org.sparsevd.machine.code.Width;
import org.sparsevd.runtime.tile.bytes.ByteDepthwise;

/**
 * Slides windows of 3x3 over rows of a tile, column of cells by column. The bytes of a column, up
 * to four one below the other, are put side by side once. All outputs whose windows have that
 * column take their products from it: two rows of outputs where windows go by one row. So bytes are
 * moved a third or a sixth as often as by {@link DepthTaps}.
 *
 * @param rows of outputs at a time
 */
public record DepthColumns(ByteProducts products, ByteDepthwise layer, int rows, Clamps clamps)
    implements DepthSums {
  /** Rows and columns of a window. */
  private static final int TAPS = 3;

  /** Rows of cells whose bytes stand side by side. */
  private static final int PLACES = 4;

  private static final Gp READ = DepthCode.READ;
  private static final Gp WRITE = DepthCode.WRITE;
  private static final Gp LEFT = DepthCode.FREE;

  /** For layers that this can compute, on processors with 32 registers and {@code vpdpbusd}. */
  static Optional<DepthColumns> of(ByteProducts products, ByteDepthwise layer, Clamps clamps) {
    boolean fits =
        products.fourAtOnce()
            && products.width() == Width.ZMM
            && layer.strideWidth() <= 2
            && WindowTaps.areSquare(layer.in().tiling(), layer.taps(), TAPS);
    int rows = layer.strideHeight() == 1 ? PLACES - TAPS + 1 : 1;
    int most = layer.out().tiling().tileHeight();
    return fits
        ? Optional.of(new DepthColumns(products, layer, Math.min(rows, most), clamps))
        : Optional.empty();
  }

  /** Whole rows of a tile. */
  @Override
  public ByteShape shape() {
    ByteRun run = new ByteRun(rows, layer.out().tiling().tileWidth());
    return new ByteShape(
        products,
        run,
        1,
        layer.strideHeight() * layer.in().tiling().pitch() * cell(),
        layer.strideWidth() * cell(),
        layer.out().tiling().pitch() * cell());
  }

  /** For each column of a window, and each row of outputs: the taps that meet a column of cells. */
  @Override
  public DepthJobs jobs() {
    int[][] steps = new int[TAPS * rows][PLACES];
    for (int step = 0; step < steps.length; step++) {
      for (int place = 0; place < PLACES; place++) {
        int tap = place - step % rows;
        boolean meets = tap >= 0 && tap < TAPS;
        steps[step][place] = meets ? tap * TAPS + step / rows : DepthJobs.NONE;
      }
    }
    return new DepthJobs(layer, steps);
  }

  /** Outputs side by side that are begun and not ended. */
  private int open() {
    return layer.strideWidth() == 1 ? 2 : 1;
  }

  private Vec sum(int output, int row, int part) {
    return Vec.zmm((output * rows + row) * PARTS + part);
  }

  /** One of six registers for bytes. */
  private Vec bytes(int number) {
    return Vec.zmm(open() * rows * PARTS + number);
  }

  private Vec weights(int column, int row) {
    return bytes(6 + column * rows + row);
  }

  /** The bytes of a column, lanes by parts. */
  private Vec part(int part) {
    return bytes(part);
  }

  private DepthEnding ending() {
    int first = weights(TAPS, 0).number();
    return new DepthEnding(
        layer.ending(), clamps, Vec.zmm(first), Vec.zmm(first + 1), Vec.zmm(first + 2));
  }

  @Override
  public void begin(Assembler to) {
    for (int column = 0; column < TAPS; column++) {
      for (int row = 0; row < rows; row++) {
        int place = DepthJobs.weights(column * rows + row);
        to.load(Form.VBROADCASTF32X4, weights(column, row), Address.of(DepthCode.JOB, place));
      }
    }
    ending().begin(to);
  }

  @Override
  public void write(Assembler to) {
    boolean single = open() == 1;
    interleave(to, 0);
    start(to, 0);
    if (!single) {
      interleave(to, 1);
      add(to, 0, 1);
      start(to, 1);
    }
    to.add(READ, (single ? 1 : 2) * cell());
    int width = layer.out().tiling().tileWidth();
    if (width >= open()) {
      Label again = new Label();
      to.mov(LEFT, width / open());
      to.bind(again);
      for (int output = 0; output < open(); output++) {
        output(to, output);
      }
      to.add(READ, 2 * cell());
      to.add(WRITE, open() * cell());
      to.dec(LEFT);
      to.jump(Condition.NOT_ZERO, again);
    }
    if (width % open() > 0) {
      interleave(to, 0);
      add(to, 0, 2);
      end(to, 0);
    }
  }

  /** Ends an output, and begins the one that takes its registers. */
  private void output(Assembler to, int output) {
    if (open() == 1) {
      interleave(to, 0);
      add(to, 0, 1);
      interleave(to, 1);
    } else {
      interleave(to, output);
    }
    add(to, output, 2);
    end(to, output);
    start(to, output);
    if (open() > 1) {
      add(to, 1 - output, 1);
    }
  }

  private static int cell() {
    return Width.ZMM.bytes();
  }

  /** Puts the bytes of a column of cells side by side. */
  private void interleave(Assembler to, int column) {
    for (int place = 0; place < PLACES; place += 2) {
      to.load(Form.VMOVUPS, bytes(4), at(place, column));
      to.load(Form.VMOVUPS, bytes(5), at(place + 1, column));
      to.op(Form.VPUNPCKLBW, bytes(place), bytes(4), bytes(5));
      to.op(Form.VPUNPCKHBW, bytes(place + 1), bytes(4), bytes(5));
    }
    to.op(Form.VPUNPCKLWD, bytes(4), bytes(0), bytes(2));
    to.op(Form.VPUNPCKHWD, bytes(5), bytes(0), bytes(2));
    to.op(Form.VPUNPCKLWD, bytes(0), bytes(1), bytes(3));
    to.op(Form.VPUNPCKHWD, bytes(2), bytes(1), bytes(3));
  }

  /** The cell of one of the rows of a column; a row that no window has is that before it. */
  private Address at(int place, int column) {
    int row = Math.min(place, TAPS + rows - 2);
    int pitch = layer.in().tiling().pitch();
    int first = ByteTable.bytes(layer.taps()[0]);
    return Address.of(READ, first + (row * pitch + column) * cell());
  }

  private void start(Assembler to, int output) {
    for (int row = 0; row < rows; row++) {
      for (int part = 0; part < PARTS; part++) {
        Address bias = Address.of(DepthCode.JOB, DepthJobs.BIAS);
        to.load(Form.VBROADCASTF32X4, sum(output, row, part), bias);
      }
    }
    add(to, output, 0);
  }

  /** Adds the products of a column of the window. */
  private void add(Assembler to, int output, int column) {
    Vec[] parts = {bytes(4), bytes(5), bytes(0), bytes(2)};
    for (int part = 0; part < PARTS; part++) {
      for (int row = 0; row < rows; row++) {
        Vec sum = sum(output, row, part);
        to.op(Form.VPDPBUSD_EVEX, sum, parts[part], weights(column, row));
      }
    }
  }

  private void end(Assembler to, int output) {
    int pitch = layer.out().tiling().pitch();
    int ahead = open() == 1 ? 0 : output;
    for (int row = 0; row < rows; row++) {
      Vec[] sums = new Vec[PARTS];
      for (int part = 0; part < PARTS; part++) {
        sums[part] = sum(output, row, part);
      }
      ending().store(to, sums, Address.of(WRITE, (row * pitch + ahead) * cell()));
    }
  }
}

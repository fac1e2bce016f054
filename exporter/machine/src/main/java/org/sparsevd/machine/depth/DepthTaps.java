package org.sparsevd.machine.depth;

import org.sparsevd.machine.bytes.ByteProducts;
import org.sparsevd.machine.bytes.ByteShape;
import org.sparsevd.machine.bytes.ByteTable;
import org.sparsevd.machine.bytes.Clamps;
import org.sparsevd.machine.code.Address;
import org.sparsevd.machine.code.Assembler;
import org.sparsevd.machine.code.Form;
import org.sparsevd.machine.code.Gp;
import org.sparsevd.machine.code.Vec;
import org.sparsevd.machine.code.Width;
import org.sparsevd.runtime.tile.bytes.ByteDepthwise;

/**
 * Windows of any taps. Bytes of two taps are put side by side and become words, in four vectors: of
 * each 128 bits, one has the first lane, one the second, and so on. So four vectors of sums have a
 * number for each channel and lane, and packing them puts bytes back where they belong. Where an
 * instruction adds four products, four taps stand side by side as bytes.
 */
public record DepthTaps(ByteShape shape, ByteDepthwise layer, DepthJobs jobs, Clamps clamps)
    implements DepthSums {
  /** Registers beside sums: weights, zero, and values. */
  private static final int OTHERS = 8;

  private static final Gp READ = DepthCode.READ;
  private static final Gp JOB = DepthCode.JOB;

  static DepthTaps of(ByteProducts products, ByteDepthwise layer, Clamps clamps) {
    DepthJobs jobs = DepthJobs.of(layer, products.fourAtOnce() ? 4 : 2);
    return new DepthTaps(shape(products, layer), layer, jobs, clamps);
  }

  /** Cells at a time: as many as registers hold sums for. */
  private static ByteShape shape(ByteProducts products, ByteDepthwise layer) {
    int most = (products.registers() - OTHERS) / PARTS;
    return ByteShape.of(
        products,
        layer.in().tiling(),
        layer.out().tiling(),
        layer.strideHeight(),
        layer.strideWidth(),
        1,
        most);
  }

  @Override
  public void begin(Assembler to) {
    to.op(Form.VXORPS, zero(), zero(), zero());
  }

  @Override
  public void write(Assembler to) {
    sums(to);
    DepthEnding ending = new DepthEnding(layer.ending(), clamps, other(2), other(3), null);
    ending.begin(to);
    for (int cell = 0; cell < shape.run().size(); cell++) {
      Vec[] sums = {sum(cell, 0), sum(cell, 1), sum(cell, 2), sum(cell, 3)};
      ending.store(to, sums, Address.of(DepthCode.WRITE, shape.write(cell)));
    }
  }

  private Vec sum(int cell, int part) {
    return shape.register(cell * PARTS + part);
  }

  private Vec other(int number) {
    return shape.register(PARTS * shape.run().size() + number);
  }

  private Vec zero() {
    return other(0);
  }

  private Vec weights() {
    return other(1);
  }

  /** Numbers of four channels, for all lanes. */
  private void channels(Assembler to, Vec target, int what) {
    boolean wide = shape.products().width() == Width.ZMM;
    Form form = wide ? Form.VBROADCASTF32X4 : Form.VBROADCASTF128;
    to.load(form, target, Address.of(JOB, what));
  }

  private void sums(Assembler to) {
    channels(to, sum(0, 0), DepthJobs.BIAS);
    for (int i = 1; i < PARTS * shape.run().size(); i++) {
      to.load(Form.VMOVAPS, shape.register(i), sum(0, 0));
    }
    for (int step = 0; step < jobs.steps().length; step++) {
      channels(to, weights(), DepthJobs.weights(step));
      for (int cell = 0; cell < shape.run().size(); cell++) {
        if (shape.products().fourAtOnce()) {
          four(to, step, cell);
        } else {
          two(to, step, cell);
        }
      }
    }
  }

  private Address tap(int step, int place, int cell) {
    int tap = layer.taps()[jobs.tap(step, place)];
    return Address.of(READ, shape.read(cell) + ByteTable.bytes(tap));
  }

  /** Puts the bytes of two taps side by side. */
  private void interleave(Assembler to, int step, int place, int cell, Vec low, Vec high) {
    to.load(Form.VMOVUPS, high, tap(step, place, cell));
    to.load(Form.VMOVUPS, other(6), tap(step, place + 1, cell));
    to.op(Form.VPUNPCKLBW, low, high, other(6));
    to.op(Form.VPUNPCKHBW, high, high, other(6));
  }

  private void two(Assembler to, int step, int cell) {
    interleave(to, step, 0, cell, other(2), other(3));
    for (int part = 0; part < PARTS; part++) {
      Form form = part % 2 == 0 ? Form.VPUNPCKLBW : Form.VPUNPCKHBW;
      Vec words = other(4 + part % 2);
      to.op(form, words, other(2 + part / 2), zero());
      to.op(Form.VPMADDWD, words, words, weights());
      to.op(Form.VPADDD, sum(cell, part), sum(cell, part), words);
    }
  }

  private void four(Assembler to, int step, int cell) {
    interleave(to, step, 0, cell, other(2), other(3));
    interleave(to, step, 2, cell, other(4), other(5));
    boolean wide = shape.products().width() == Width.ZMM;
    for (int part = 0; part < PARTS; part++) {
      Form form = part % 2 == 0 ? Form.VPUNPCKLWD : Form.VPUNPCKHWD;
      to.op(form, other(7), other(2 + part / 2), other(4 + part / 2));
      Form add = wide ? Form.VPDPBUSD_EVEX : Form.VPDPBUSD;
      to.op(add, sum(cell, part), other(7), weights());
    }
  }
}

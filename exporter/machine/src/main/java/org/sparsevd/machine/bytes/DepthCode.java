package org.sparsevd.machine.bytes;

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
 * Writes a function that slides the windows of four channels over all groups of cells. Bytes of two
 * taps are put side by side and become words, in four vectors: of each 128 bits, one has the first
 * lane, one the second, and so on. So four vectors of sums have a number for each channel and lane,
 * and packing them puts bytes back where they belong. Where an instruction adds four products, four
 * taps stand side by side as bytes.
 *
 * <p>Arguments: those of {@link ByteCode}, with four channels for a job.
 *
 * @param groups of cells
 */
record DepthCode(ByteShape shape, ByteDepthwise layer, DepthJobs jobs, int groups, Clamps clamps) {
  /** Vectors of sums for a cell. */
  private static final int PARTS = 4;

  /** Registers beside sums: weights, zero, and values. */
  private static final int OTHERS = 8;

  private static final Gp READ = Gp.RAX;
  private static final Gp WRITE = Gp.R10;
  private static final Gp IN = Gp.R11;
  private static final Gp OUT = Gp.RDX;
  private static final Gp GROUP = Gp.RBX;
  private static final Gp COUNT = Gp.RBP;
  private static final Gp JOB = Gp.R8;
  private static final Gp LEFT = Gp.R9;

  /** Taps that are added in a step. */
  static int together(ByteProducts products) {
    return products.fourAtOnce() ? 4 : 2;
  }

  /** Cells at a time: as many as registers hold sums for. */
  static ByteShape shape(ByteProducts products, ByteDepthwise layer) {
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

  byte[] write() {
    Assembler to = new Assembler();
    to.push(Gp.RBX);
    to.push(Gp.RBP);
    to.add(Gp.RDI, Gp.RDX);
    to.add(Gp.RCX, Gp.RSI);
    to.add(Gp.RCX, ByteTable.FIRST_GROUP);
    to.add(JOB, Gp.RSI);
    to.op(Form.VXORPS, zero(), zero(), zero());
    Label plane = new Label();
    Label group = new Label();
    to.bind(plane);
    to.movsxd(IN, Address.of(JOB, DepthJobs.READ));
    to.add(IN, Gp.RDI);
    to.movsxd(OUT, Address.of(JOB, DepthJobs.WRITE));
    to.add(OUT, Gp.RDI);
    to.mov(GROUP, Gp.RCX);
    to.mov(COUNT, groups);
    to.bind(group);
    to.movsxd(READ, Address.of(GROUP, 0));
    to.add(READ, IN);
    to.movsxd(WRITE, Address.of(GROUP, Integer.BYTES));
    to.add(WRITE, OUT);
    sums(to);
    finish(to);
    to.add(GROUP, 2 * Integer.BYTES);
    to.dec(COUNT);
    to.jump(Condition.NOT_ZERO, group);
    to.add(JOB, jobs.bytes());
    to.dec(LEFT);
    to.jump(Condition.NOT_ZERO, plane);
    to.pop(Gp.RBP);
    to.pop(Gp.RBX);
    to.vzeroupper();
    to.ret();
    return to.toBytes();
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
    boolean wide = shape.width() == Width.ZMM;
    Form form = wide ? Form.VBROADCASTF32X4 : Form.VBROADCASTF128;
    to.load(form, target, Address.of(JOB, what));
  }

  private void sums(Assembler to) {
    channels(to, sum(0, 0), DepthJobs.BIAS);
    for (int i = 1; i < PARTS * shape.run().size(); i++) {
      to.load(Form.VMOVAPS, shape.register(i), sum(0, 0));
    }
    for (int step = 0; step < jobs.steps(); step++) {
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
    boolean wide = shape.width() == Width.ZMM;
    for (int part = 0; part < PARTS; part++) {
      Form form = part % 2 == 0 ? Form.VPUNPCKLWD : Form.VPUNPCKHWD;
      to.op(form, other(7), other(2 + part / 2), other(4 + part / 2));
      Form add = wide ? Form.VPDPBUSD_EVEX : Form.VPDPBUSD;
      to.op(add, sum(cell, part), other(7), weights());
    }
  }

  private static Address constant(int which) {
    return Address.of(Gp.RSI, which);
  }

  private void finish(Assembler to) {
    channels(to, other(2), DepthJobs.SCALE);
    channels(to, other(3), DepthJobs.SHIFT);
    for (int cell = 0; cell < shape.run().size(); cell++) {
      for (int part = 0; part < PARTS; part++) {
        level(to, sum(cell, part));
      }
      Vec first = sum(cell, 0);
      Vec second = sum(cell, 2);
      to.op(Form.VPACKSSDW, first, first, sum(cell, 1));
      to.op(Form.VPACKSSDW, second, second, sum(cell, 3));
      if (layer.ending().levels().zero() != 0) {
        to.op(Form.VPADDSW, first, first, constant(ByteTable.ZERO));
        to.op(Form.VPADDSW, second, second, constant(ByteTable.ZERO));
      }
      to.op(Form.VPACKUSWB, first, first, second);
      to.store(Form.VMOVUPS_STORE, Address.of(WRITE, shape.write(cell)), first);
    }
  }

  private void level(Assembler to, Vec sum) {
    to.load(Form.VCVTDQ2PS, sum, sum);
    to.op(Form.VMULPS, sum, sum, other(2));
    to.op(Form.VADDPS, sum, sum, other(3));
    if (clamps.low()) {
      to.op(Form.VMAXPS, sum, sum, constant(ByteTable.LOW));
    }
    if (clamps.high()) {
      to.op(Form.VMINPS, sum, sum, constant(ByteTable.HIGH));
    }
    to.op(Form.VMULPS, sum, sum, constant(ByteTable.INVERSE));
    if (clamps.range()) {
      to.op(Form.VMAXPS, sum, sum, constant(ByteTable.LEVEL_LOW));
      to.op(Form.VMINPS, sum, sum, constant(ByteTable.LEVEL_HIGH));
    }
    to.load(Form.VCVTPS2DQ, sum, sum);
  }
}

package org.sparsevd.machine.rows;

import org.sparsevd.machine.code.Address;
import org.sparsevd.machine.code.Assembler;
import org.sparsevd.machine.code.Condition;
import org.sparsevd.machine.code.Form;
import org.sparsevd.machine.code.Gp;
import org.sparsevd.machine.code.Label;
import org.sparsevd.machine.code.Vec;
import org.sparsevd.machine.code.Width;
import org.sparsevd.runtime.level.LevelMatrix;

/**
 * Writes functions for products of words: levels of two columns stand side by side, and weights of
 * an output likewise. A panel of outputs lies in the lanes of some vectors, and some levels of as
 * many vectors of the input are multiplied by them.
 *
 * @param rows vectors of the input at a time
 * @param parts vectors of outputs at a time
 */
record WordCode(Width width, LevelMatrix layer, int rows, int parts) {
  private static final Gp IN = Gp.RDI;
  private static final Gp OUT = Gp.RSI;
  private static final Gp TABLE = Gp.RDX;
  private static final Gp PANEL = Gp.RCX;
  private static final Gp CHUNK = Gp.R8;
  private static final Gp LEFT = Gp.R9;
  private static final Gp READ = Gp.RAX;
  private static final Gp WRITE = Gp.R10;
  private static final Gp WEIGHTS = Gp.R11;
  private static final Gp GROUP = Gp.RBX;
  private static final Gp GROUPS = Gp.RBP;
  private static final Gp COUNT = Gp.R12;

  /** Pairs of columns between two looks at the count: a block of columns. */
  private static final int PAIRS = LevelMatrix.BLOCK / 2;

  /** Bytes of a vector of the input, as words. */
  int rowBytes() {
    return blocks() * LevelMatrix.BLOCK * Short.BYTES;
  }

  private int blocks() {
    return (layer.columns() + LevelMatrix.BLOCK - 1) / LevelMatrix.BLOCK;
  }

  /** Outputs of a panel. */
  int outputs() {
    return parts * width.lanes();
  }

  /** Bytes of the weights of a panel. */
  int weightBytes() {
    return blocks() * PAIRS * parts * width.bytes() / 2;
  }

  /** The same, and of the factors and summands of its outputs behind them. */
  int panelBytes() {
    return weightBytes() + (layer.ending().isScaled() ? 2 * parts * width.bytes() : 0);
  }

  /** The column of the first word of a pair: packing puts the middle quarters the other way. */
  static int column(int pair) {
    int quarter = pair % PAIRS / 2;
    int turned = quarter == 1 ? 2 : quarter == 2 ? 1 : quarter;
    return pair / PAIRS * LevelMatrix.BLOCK + turned * 4 + pair % 2 * 2;
  }

  /**
   * Makes levels words, and first levels where it reads none. Arguments: the vectors, where words
   * go, a table, bytes to both of the first vector, how many vectors.
   */
  byte[] pack() {
    Assembler to = new Assembler();
    Label row = new Label();
    Label block = new Label();
    to.add(Gp.RDI, Gp.RCX);
    to.add(Gp.RSI, Gp.R8);
    to.bind(row);
    to.mov(Gp.RAX, Gp.RDI);
    to.mov(Gp.R10, Gp.RSI);
    to.mov(Gp.R11, blocks());
    to.bind(block);
    for (int half = 0; half < 2; half++) {
      Vec value = Vec.ymm(half);
      to.load(Form.VMOVUPS, value, Address.of(Gp.RAX, half * Width.YMM.bytes()));
      if (layer.read() != null) {
        clamp(to, value, WordTable.READ);
      }
      to.load(Form.VCVTPS2DQ, value, value);
    }
    to.op(Form.VPACKSSDW, Vec.ymm(0), Vec.ymm(0), Vec.ymm(1));
    to.store(Form.VMOVUPS_STORE, Address.of(Gp.R10, 0), Vec.ymm(0));
    to.add(Gp.RAX, LevelMatrix.BLOCK * Float.BYTES);
    to.add(Gp.R10, LevelMatrix.BLOCK * Short.BYTES);
    to.dec(Gp.R11);
    to.jump(Condition.NOT_ZERO, block);
    to.add(Gp.RDI, layer.columns() * Float.BYTES);
    to.add(Gp.RSI, rowBytes());
    to.dec(Gp.R9);
    to.jump(Condition.NOT_ZERO, row);
    to.vzeroupper();
    to.ret();
    return to.toBytes();
  }

  /**
   * Multiplies. Arguments: the words, the vectors that are found, a table, bytes there to the first
   * panel and to the chunk of groups of vectors, how many panels.
   */
  byte[] multiply() {
    Assembler to = new Assembler();
    Label panel = new Label();
    Label group = new Label();
    to.push(Gp.RBX);
    to.push(Gp.RBP);
    to.push(Gp.R12);
    to.add(PANEL, TABLE);
    to.add(CHUNK, TABLE);
    to.bind(panel);
    to.mov32(GROUPS, Address.of(CHUNK, 0));
    to.lea(GROUP, Address.of(CHUNK, WordTable.FIRST_GROUP));
    to.bind(group);
    to.movsxd(READ, Address.of(GROUP, 0));
    to.add(READ, IN);
    to.movsxd(WRITE, Address.of(GROUP, Integer.BYTES));
    to.add(WRITE, OUT);
    to.movsxd(WEIGHTS, Address.of(PANEL, WordTable.OUTPUT));
    to.add(WRITE, WEIGHTS);
    to.movsxd(WEIGHTS, Address.of(PANEL, WordTable.WEIGHTS));
    to.add(WEIGHTS, TABLE);
    sums(to);
    store(to);
    to.add(GROUP, 2 * Integer.BYTES);
    to.dec(GROUPS);
    to.jump(Condition.NOT_ZERO, group);
    to.add(PANEL, WordTable.PANEL_BYTES);
    to.dec(LEFT);
    to.jump(Condition.NOT_ZERO, panel);
    to.pop(Gp.R12);
    to.pop(Gp.RBP);
    to.pop(Gp.RBX);
    to.vzeroupper();
    to.ret();
    return to.toBytes();
  }

  private Vec register(int number) {
    return new Vec(number, width);
  }

  private Vec sum(int row, int part) {
    return register(row * parts + part);
  }

  private Vec weight(int part) {
    return register(rows * parts + part);
  }

  private void sums(Assembler to) {
    Label again = new Label();
    for (int i = 0; i < rows * parts; i++) {
      to.op(Form.VXORPS, register(i), register(i), register(i));
    }
    to.mov(COUNT, blocks());
    to.bind(again);
    for (int pair = 0; pair < PAIRS; pair++) {
      pair(to, pair);
    }
    to.add(WEIGHTS, PAIRS * parts * width.bytes() / 2);
    to.add(READ, LevelMatrix.BLOCK * Short.BYTES);
    to.dec(COUNT);
    to.jump(Condition.NOT_ZERO, again);
  }

  private void pair(Assembler to, int pair) {
    Vec value = register((rows + 1) * parts);
    Vec product = register((rows + 1) * parts + 1);
    for (int part = 0; part < parts; part++) {
      int at = (pair * parts + part) * width.bytes() / 2;
      to.load(Form.VPMOVSXBW, weight(part), Address.of(WEIGHTS, at));
    }
    for (int row = 0; row < rows; row++) {
      Address words = Address.of(READ, row * rowBytes() + pair * Integer.BYTES);
      to.load(Form.VPBROADCASTD, value, words);
      for (int part = 0; part < parts; part++) {
        to.op(Form.VPMADDWD, product, value, weight(part));
        to.op(Form.VPADDD, sum(row, part), sum(row, part), product);
      }
    }
  }

  /** A number that is not one becomes the least level: maxima return their second operand then. */
  private static void clamp(Assembler to, Vec value, int levels) {
    to.op(Form.VMULPS, value, value, Address.of(TABLE, levels));
    to.op(Form.VMAXPS, value, value, Address.of(TABLE, levels + WordTable.VECTOR));
    to.op(Form.VMINPS, value, value, Address.of(TABLE, levels + 2 * WordTable.VECTOR));
  }

  private void store(Assembler to) {
    for (int row = 0; row < rows; row++) {
      for (int part = 0; part < parts; part++) {
        end(to, sum(row, part), part);
        int at = row * layer.outputs() * Float.BYTES + part * width.bytes();
        to.store(Form.VMOVUPS_STORE, Address.of(WRITE, at), sum(row, part));
      }
    }
  }

  /** What {@link org.sparsevd.runtime.level.LevelEnding#of} says. */
  private void end(Assembler to, Vec sum, int part) {
    to.load(Form.VCVTDQ2PS, sum, sum);
    if (layer.ending().isBounded()) {
      to.op(Form.VMAXPS, sum, sum, Address.of(TABLE, WordTable.FLOOR));
    }
    if (layer.ending().isScaled()) {
      // Behind the weights, where that register points by now.
      to.op(Form.VMULPS, sum, sum, Address.of(WEIGHTS, part * width.bytes()));
      to.op(Form.VADDPS, sum, sum, Address.of(WEIGHTS, (parts + part) * width.bytes()));
    }
    if (layer.ending().levels() != null) {
      clamp(to, sum, WordTable.FOUND);
      to.op(Form.VADDPS, sum, sum, Address.of(TABLE, WordTable.WHOLE));
      to.op(Form.VSUBPS, sum, sum, Address.of(TABLE, WordTable.WHOLE));
    }
  }
}

package org.sparsevd.machine.rows;

import org.sparsevd.machine.code.Address;
import org.sparsevd.machine.code.Assembler;
import org.sparsevd.machine.code.Condition;
import org.sparsevd.machine.code.Form;
import org.sparsevd.machine.code.Gp;
import org.sparsevd.machine.code.Label;
import org.sparsevd.machine.code.Vec;
import org.sparsevd.machine.code.Width;

/**
 * Writes functions for what was taken out of weights. It is little, so vectors of the input lie in
 * the lanes here: an output takes what it needs. Results are turned, and the sums of all other
 * products begin with them.
 */
final class ExcessCode {
  private static final int EIGHT = ExcessTable.EIGHT;
  private static final int VECTOR = Width.YMM.bytes();
  private static final Gp ROOM = Gp.RDI;
  private static final Gp TABLE = Gp.RSI;

  private final ExcessRoom room;
  private final Assembler to = new Assembler();

  private ExcessCode(ExcessRoom room) {
    this.room = room;
  }

  /**
   * Puts the odd levels of all vectors side by side, for each step. Arguments: the room, a table,
   * bytes to the first block of the first packed vector, bytes to where its words go, how many
   * blocks.
   */
  static byte[] turn(ExcessRoom room) {
    return new ExcessCode(room).turn();
  }

  private byte[] turn() {
    Gp read = Gp.RDX;
    Gp write = Gp.RCX;
    Gp from = Gp.R10;
    Gp target = Gp.R11;
    Label block = new Label();
    Label eight = new Label();
    to.add(read, ROOM);
    to.add(write, ROOM);
    to.bind(block);
    to.mov(from, read);
    to.mov(target, write);
    to.mov(Gp.RAX, room.eights());
    to.bind(eight);
    turnSteps(from, target);
    to.add(from, EIGHT * room.shape().rowBytes());
    to.add(target, VECTOR);
    to.dec(Gp.RAX);
    to.jump(Condition.NOT_ZERO, eight);
    to.add(read, room.shape().blockBytes());
    to.add(write, EIGHT / 2 * room.stepBytes());
    to.dec(Gp.R8);
    to.jump(Condition.NOT_ZERO, block);
    return end();
  }

  /** Four steps of eight vectors, those of a block. */
  private void turnSteps(Gp from, Gp target) {
    int row = room.shape().rowBytes();
    for (int i = 0; i < EIGHT / 2; i++) {
      Address upper = Address.of(from, (i + EIGHT / 2) * row);
      to.load(Form.VMOVUPS, Vec.xmm(i), Address.of(from, i * row));
      to.op(Form.VINSERTF128, Vec.ymm(i), Vec.ymm(i), upper, 1);
    }
    turnFour(0, EIGHT);
    for (int i = 0; i < EIGHT / 2; i++) {
      Vec step = Vec.ymm(i);
      to.op(Form.VPSRLD, step, step, Address.of(TABLE, ExcessTable.SHIFT));
      to.op(Form.VANDPS, step, step, Address.of(TABLE, ExcessTable.MASK));
      to.store(Form.VMOVUPS_STORE, Address.of(target, i * room.stepBytes()), step);
    }
  }

  /** Turns four by four numbers in each half of four registers, by way of four others. */
  private void turnFour(int first, int others) {
    for (int i = 0; i < 2; i++) {
      Vec a = Vec.ymm(first + i);
      Vec b = Vec.ymm(first + i + 2);
      to.op(Form.VUNPCKLPS, Vec.ymm(others + i), a, b);
      to.op(Form.VUNPCKHPS, Vec.ymm(others + i + 2), a, b);
    }
    for (int i = 0; i < 2; i++) {
      Vec a = Vec.ymm(others + 2 * i);
      Vec b = Vec.ymm(others + 2 * i + 1);
      to.op(Form.VUNPCKLPS, Vec.ymm(first + 2 * i), a, b);
      to.op(Form.VUNPCKHPS, Vec.ymm(first + 2 * i + 1), a, b);
    }
  }

  /**
   * Computes what sums begin with. Arguments: the room, a table, bytes to the eight outputs there,
   * bytes to the words of the first vectors, bytes to their sums.
   */
  static byte[] sums(ExcessRoom room) {
    return new ExcessCode(room).sums();
  }

  private byte[] sums() {
    Gp entry = Gp.RDX;
    Gp words = Gp.RCX;
    Gp write = Gp.R8;
    Gp waiting = Gp.R9;
    Gp outputs = Gp.R10;
    Label output = new Label();
    to.add(entry, TABLE);
    to.add(words, ROOM);
    to.add(write, ROOM);
    to.lea(waiting, Address.of(ROOM, room.waiting()));
    to.mov(outputs, EIGHT);
    to.bind(output);
    output(entry, words, waiting);
    to.add(waiting, VECTOR);
    to.dec(outputs);
    to.jump(Condition.NOT_ZERO, output);
    to.lea(waiting, Address.of(ROOM, room.waiting()));
    for (int eight = 0; eight < room.run(); eight++) {
      store(waiting, write, eight * EIGHT * VECTOR, entry);
    }
    return end();
  }

  /** The sums of an output for all vectors of a run. */
  private void output(Gp entry, Gp words, Gp waiting) {
    Vec weights = Vec.ymm(room.run());
    Vec product = Vec.ymm(room.run() + 1);
    Label again = new Label();
    Label done = new Label();
    for (int i = 0; i < room.run(); i++) {
      to.op(Form.VXORPS, Vec.ymm(i), Vec.ymm(i), Vec.ymm(i));
    }
    to.mov32(Gp.R11, Address.of(entry, 0));
    to.add(entry, Integer.BYTES);
    to.cmp(Gp.R11, 0);
    to.jump(Condition.ZERO, done);
    to.bind(again);
    to.movsxd(Gp.RAX, Address.of(entry, 0));
    to.load(Form.VPBROADCASTD, weights, Address.of(entry, Integer.BYTES));
    for (int i = 0; i < room.run(); i++) {
      to.op(Form.VPMADDWD, product, weights, Address.of(words, Gp.RAX, 1, i * VECTOR));
      to.op(Form.VPADDD, Vec.ymm(i), Vec.ymm(i), product);
    }
    to.add(entry, 2 * Integer.BYTES);
    to.dec(Gp.R11);
    to.jump(Condition.NOT_ZERO, again);
    to.bind(done);
    for (int i = 0; i < room.run(); i++) {
      to.store(Form.VMOVUPS_STORE, Address.of(waiting, i * EIGHT * VECTOR), Vec.ymm(i));
    }
  }

  /** Turns the sums of eight outputs for eight vectors. */
  private void store(Gp waiting, Gp write, int at, Gp starts) {
    for (int half = 0; half < 2; half++) {
      for (int i = 0; i < EIGHT / 2; i++) {
        int first = at + i * VECTOR + half * Width.XMM.bytes();
        Vec sums = Vec.ymm(i);
        to.load(Form.VMOVUPS, Vec.xmm(i), Address.of(waiting, first));
        Address upper = Address.of(waiting, first + EIGHT / 2 * VECTOR);
        to.op(Form.VINSERTF128, sums, sums, upper, 1);
      }
      turnFour(0, EIGHT);
      for (int i = 0; i < EIGHT / 2; i++) {
        Vec sums = Vec.ymm(i);
        to.op(Form.VPADDD, sums, sums, Address.of(starts, 0));
        int vector = half * EIGHT / 2 + i;
        to.store(Form.VMOVUPS_STORE, Address.of(write, at + vector * VECTOR), sums);
      }
    }
  }

  private byte[] end() {
    to.vzeroupper();
    to.ret();
    return to.toBytes();
  }
}

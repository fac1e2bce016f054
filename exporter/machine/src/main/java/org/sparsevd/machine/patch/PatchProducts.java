package org.sparsevd.machine.patch;

import org.sparsevd.machine.bytes.ByteCode;
import org.sparsevd.machine.bytes.ByteTable;
import org.sparsevd.machine.code.Address;
import org.sparsevd.machine.code.Assembler;
import org.sparsevd.machine.code.Condition;
import org.sparsevd.machine.code.Form;
import org.sparsevd.machine.code.Gp;
import org.sparsevd.machine.code.Label;
import org.sparsevd.machine.code.Operand;
import org.sparsevd.machine.code.Vec;
import org.sparsevd.machine.code.Width;

/**
 * Writes a function for the sums of a part of the filters at all points of a group of patches:
 * {@code [filter][patch][point]}. Two filters are in registers at a time, or four.
 *
 * <p>Arguments: the memory of all images, a {@link ByteTable}, bytes to the first image, to the
 * group and to the first job of the part in the table.
 *
 * @param stream where a job says where weights lie
 */
record PatchProducts(PatchShape shape, int stream) {
  private static final Gp WORDS = Gp.R10;
  private static final Gp SUMS = Gp.R11;
  private static final Gp WEIGHTS = Gp.R8;
  private static final Gp READ = Gp.RAX;
  private static final Gp POINT = Gp.RCX;
  private static final Gp BLOCK = Gp.RDX;
  private static final Gp COUNT = Gp.R9;

  /** How far ahead of its use a cache line of weights is asked for: they may come from far. */
  private static final int AHEAD = 2048;

  /** Lanes of channels in a turn of the loop, at most. */
  private static final int MOST = 4;

  byte[] write() {
    Assembler to = new Assembler();
    Label point = new Label();
    Label block = new Label();
    Label again = new Label();
    int planes = shape.layer().in().channels();
    int turn = turn(planes);
    int points = PatchPoints.COUNT * shape.pointCells() * shape.bytes();
    int sums = shape.filters() * shape.together() * PatchPoints.COUNT * shape.bytes();
    int blocks = PatchShape.PART / shape.filters();
    to.add(ByteCode.MEMORY, Gp.RDX);
    to.add(Gp.RCX, ByteCode.TABLE);
    to.movsxd(WORDS, Address.of(Gp.RCX, PatchTable.WORDS));
    to.add(WORDS, ByteCode.MEMORY);
    to.lea(SUMS, Address.of(WORDS, points));
    to.add(Gp.R8, ByteCode.TABLE);
    to.movsxd(WEIGHTS, Address.of(Gp.R8, stream + PatchTable.WEIGHTS));
    to.add(WEIGHTS, ByteCode.TABLE);
    to.mov(POINT, PatchPoints.COUNT);
    to.bind(point);
    to.mov(BLOCK, blocks);
    to.bind(block);
    clear(to);
    to.mov(READ, WORDS);
    to.mov(COUNT, planes / turn);
    to.bind(again);
    products(to, turn * PatchShape.HALVES);
    to.add(READ, turn * PatchShape.HALVES * shape.together() * shape.bytes());
    to.add(WEIGHTS, turn * PatchShape.HALVES * shape.filters() * Integer.BYTES);
    to.dec(COUNT);
    to.jump(Condition.NOT_ZERO, again);
    store(to);
    to.add(SUMS, sums);
    to.dec(BLOCK);
    to.jump(Condition.NOT_ZERO, block);
    to.add(SUMS, shape.bytes() - blocks * sums);
    to.add(WORDS, shape.pointCells() * shape.bytes());
    to.dec(POINT);
    to.jump(Condition.NOT_ZERO, point);
    to.vzeroupper();
    to.ret();
    return to.toBytes();
  }

  /** The most lanes of channels of a turn that leave none. */
  private static int turn(int planes) {
    int turn = MOST;
    while (planes % turn != 0) {
      turn--;
    }
    return turn;
  }

  private Vec register(int number) {
    return new Vec(number, shape.products().width());
  }

  private Vec sum(int filter, int patch) {
    return register(filter * shape.together() + patch);
  }

  private void clear(Assembler to) {
    for (int i = 0; i < shape.filters() * shape.together(); i++) {
      to.op(Form.VXORPS, register(i), register(i), register(i));
    }
  }

  private void products(Assembler to, int pairs) {
    int sums = shape.filters() * shape.together();
    Vec weight = register(sums);
    for (int pair = 0; pair < pairs; pair++) {
      Operand[] words = new Operand[shape.together()];
      for (int patch = 0; patch < words.length; patch++) {
        words[patch] = Address.of(READ, (pair * words.length + patch) * shape.bytes());
        if (shape.areFew()) {
          Vec kept = register(sums + 1 + patch);
          to.load(Form.VMOVUPS, kept, words[patch]);
          words[patch] = kept;
        }
      }
      for (int filter = 0; filter < shape.filters(); filter++) {
        int at = (pair * shape.filters() + filter) * Integer.BYTES;
        to.load(Form.VPBROADCASTD, weight, Address.of(WEIGHTS, at));
        for (int patch = 0; patch < words.length; patch++) {
          add(to, sum(filter, patch), weight, words[patch]);
        }
      }
    }
    int bytes = pairs * shape.filters() * Integer.BYTES;
    for (int line = 0; line < bytes; line += ByteTable.LINE) {
      to.prefetch(Address.of(WEIGHTS, AHEAD + line));
    }
  }

  private void add(Assembler to, Vec sum, Vec weight, Operand words) {
    if (shape.products().fourAtOnce()) {
      boolean wide = shape.products().width() == Width.ZMM;
      to.op(wide ? Form.VPDPWSSD_EVEX : Form.VPDPWSSD, sum, weight, words);
    } else {
      Vec product = register(shape.products().registers() - 1);
      to.op(Form.VPMADDWD, product, weight, words);
      to.op(Form.VPADDD, sum, sum, product);
    }
  }

  private void store(Assembler to) {
    for (int i = 0; i < shape.filters() * shape.together(); i++) {
      Address place = Address.of(SUMS, i * PatchPoints.COUNT * shape.bytes());
      to.store(Form.VMOVUPS_STORE, place, register(i));
    }
  }
}

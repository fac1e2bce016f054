package org.sparsevd.machine.patch;

import org.sparsevd.machine.bytes.ByteCode;
import org.sparsevd.machine.bytes.ByteTable;
import org.sparsevd.machine.code.Address;
import org.sparsevd.machine.code.Assembler;
import org.sparsevd.machine.code.Condition;
import org.sparsevd.machine.code.Form;
import org.sparsevd.machine.code.Frame;
import org.sparsevd.machine.code.Gp;
import org.sparsevd.machine.code.Label;
import org.sparsevd.machine.code.Vec;

/**
 * Writes a function that makes the words of a group of patches from an image: {@code
 * [point][pair][patch]}. Each half of the channels goes by rows first, to the stack, then by
 * columns.
 *
 * <p>Arguments: the memory of all images, a {@link ByteTable}, bytes to the first image and to the
 * group in the table.
 *
 * @param table where the table has constants
 */
record PatchWords(PatchShape shape, PatchTable table) {
  private static final Gp GROUP = Gp.R8;
  private static final Gp WRITE = Gp.R10;
  private static final Gp PLACE = Gp.R9;
  private static final Gp READ = Gp.R11;
  private static final Gp PATCHES = Gp.RDX;
  private static final Gp PLANES = Gp.RCX;

  byte[] write() {
    Assembler to = new Assembler();
    Label patch = new Label();
    Label plane = new Label();
    int room = PatchPoints.COUNT * shape.bytes();
    Frame.open(to, room);
    to.add(ByteCode.MEMORY, Gp.RDX);
    to.add(Gp.RCX, ByteCode.TABLE);
    to.movsxd(WRITE, Address.of(Gp.RCX, PatchTable.WORDS));
    to.add(WRITE, ByteCode.MEMORY);
    to.lea(GROUP, Address.of(Gp.RCX, ByteTable.FIRST_GROUP));
    to.load(Form.VMOVUPS, four(), Address.of(ByteCode.TABLE, table.four()));
    to.mov(PATCHES, shape.together());
    to.bind(patch);
    to.movsxd(READ, Address.of(GROUP, 0));
    to.add(READ, ByteCode.MEMORY);
    to.add(READ, ByteTable.bytes(shape.layer().taps()[0]));
    to.mov(PLACE, WRITE);
    to.mov(PLANES, shape.layer().in().channels());
    to.bind(plane);
    for (int half = 0; half < PatchShape.HALVES; half++) {
      rows(to, half);
      columns(to);
      to.add(PLACE, shape.together() * shape.bytes());
    }
    to.add(READ, ByteTable.bytes(shape.layer().in().tiling().stride()));
    to.dec(PLANES);
    to.jump(Condition.NOT_ZERO, plane);
    to.add(WRITE, shape.bytes());
    to.add(GROUP, 2 * Integer.BYTES);
    to.dec(PATCHES);
    to.jump(Condition.NOT_ZERO, patch);
    Frame.close(to, room);
    to.vzeroupper();
    to.ret();
    return to.toBytes();
  }

  private Vec register(int number) {
    return new Vec(number, shape.products().width());
  }

  private Vec four() {
    return register(15);
  }

  private Vec free(int number) {
    return register(PatchPoints.ROW + number);
  }

  private Address waiting(int row, int column) {
    return Address.of(ByteCode.STACK, (row * PatchPoints.ROW + column) * shape.bytes());
  }

  private void rows(Assembler to, int half) {
    int pitch = shape.layer().in().tiling().pitch();
    Vec shuffle = free(8);
    to.load(Form.VMOVUPS, shuffle, Address.of(ByteCode.TABLE, table.shuffle(half)));
    for (int row = 0; row < PatchPoints.ROW; row++) {
      for (int i = 0; i < PatchPoints.ROW; i++) {
        to.load(Form.VMOVUPS, register(i), Address.of(READ, (row * pitch + i) * shape.bytes()));
        to.op(Form.VPSHUFB, register(i), register(i), shuffle);
      }
      Vec[] points = points(to);
      for (int i = 0; i < PatchPoints.ROW; i++) {
        to.store(Form.VMOVUPS_STORE, waiting(row, i), points[i]);
      }
    }
  }

  private void columns(Assembler to) {
    for (int column = 0; column < PatchPoints.ROW; column++) {
      for (int i = 0; i < PatchPoints.ROW; i++) {
        to.load(Form.VMOVUPS, register(i), waiting(i, column));
      }
      Vec[] points = points(to);
      for (int i = 0; i < PatchPoints.ROW; i++) {
        int point = i * PatchPoints.ROW + column;
        Address place = Address.of(PLACE, point * shape.pointCells() * shape.bytes());
        to.store(Form.VMOVUPS_STORE, place, points[i]);
      }
    }
  }

  /**
   * What the six values in the first registers become. No number here leaves 16 bits, since a byte
   * grows ten times each way.
   */
  private Vec[] points(Assembler to) {
    Vec even = free(0);
    Vec odd = free(1);
    Vec product = free(2);
    to.op(Form.VPMULLW, product, register(2), four());
    to.op(Form.VPSUBW, even, register(4), product);
    to.op(Form.VPMULLW, product, register(1), four());
    to.op(Form.VPSUBW, odd, register(3), product);
    Vec one = free(3);
    Vec oneLess = free(4);
    to.op(Form.VPADDW, one, even, odd);
    to.op(Form.VPSUBW, oneLess, even, odd);
    to.op(Form.VPSUBW, even, register(4), register(2));
    to.op(Form.VPSUBW, odd, register(3), register(1));
    to.op(Form.VPADDW, odd, odd, odd);
    Vec two = free(5);
    Vec twoLess = free(6);
    to.op(Form.VPADDW, two, even, odd);
    to.op(Form.VPSUBW, twoLess, even, odd);
    Vec zero = free(7);
    to.op(Form.VPSUBW, zero, register(0), register(2));
    to.op(Form.VPMULLW, zero, zero, four());
    to.op(Form.VPADDW, zero, zero, even);
    Vec last = free(2);
    to.op(Form.VPSUBW, last, register(5), register(3));
    to.op(Form.VPSUBW, last, last, odd);
    to.op(Form.VPSUBW, last, last, odd);
    return new Vec[] {zero, one, oneLess, two, twoLess, last};
  }
}

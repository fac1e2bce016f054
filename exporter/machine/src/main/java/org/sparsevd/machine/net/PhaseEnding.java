package org.sparsevd.machine.net;

import org.sparsevd.machine.code.Address;
import org.sparsevd.machine.code.Assembler;
import org.sparsevd.machine.code.Form;
import org.sparsevd.machine.code.Gp;
import org.sparsevd.machine.code.Vec;
import org.sparsevd.machine.code.Width;

/**
 * How the sums of a phase end: the largest of four, and into all copies of the phase of the result
 * at {@code rax}. Rows change their pitch on the way, so they go by a room of their own.
 */
final class PhaseEnding {
  private static final int SQUARE = 4;

  private final Assembler to;
  private final Width width;
  private final boolean rectified;
  private final Phases in;
  private final Phases out;
  private final int rows;
  private final int room;

  /**
   * The ending of filters between two images.
   *
   * @param room bytes from the memory's beginning to room for a phase of the result
   */
  PhaseEnding(Assembler to, Width width, Filters filters, Phases in, Phases out, int room) {
    this.to = to;
    this.width = width;
    this.rectified = filters.rectified();
    this.in = in;
    this.out = out;
    this.rows = Math.min(out.allRows(), FilterCode.foundRows(filters, in));
    this.room = room;
  }

  /** Where a phase of the result is: what {@code rax} holds. */
  int place(int filter, int down, int across) {
    return out.place(filter, down, across);
  }

  /** Ends all vectors of a phase, whose sums lie one behind the other. */
  void write(int vectors) {
    if (isWhole(vectors)) {
      pool(0, vectors, Address.of(Code.MEMORY, Gp.RAX, 1, 0));
    } else {
      pool(0, vectors);
      copy();
    }
  }

  /** Whether vectors as they are found are all of the result, and nothing lies behind it. */
  private boolean isWhole(int vectors) {
    return in.pitch() == out.pitch()
        && out.copies() * out.shifts() == 1
        && vectors * width.lanes() <= out.copySize();
  }

  /** Some vectors of all four phases, from register 0 on: the largest of four into the room. */
  void pool(int first, int vectors) {
    pool(first, vectors, Address.of(Code.MEMORY, room));
  }

  private void pool(int first, int vectors, Address target) {
    for (int v = 0; v < vectors; v++) {
      Vec largest = vector(v);
      to.op(Form.VMAXPS, largest, largest, vector(vectors + v));
      Vec other = vector(2 * vectors + v);
      to.op(Form.VMAXPS, other, other, vector(3 * vectors + v));
      to.op(Form.VMAXPS, largest, largest, other);
      if (rectified) {
        to.op(Form.VMAXPS, largest, largest, Code.ZERO.as(width));
      }
      int place = target.displacement() + (first + v) * width.bytes();
      Address at = Address.of(target.base(), target.index(), 1, place);
      to.store(Form.VMOVAPS_STORE, at, largest);
    }
  }

  /** Row by row from the room to all copies of a phase of the result. */
  void copy() {
    Vec four = Vec.xmm(0);
    for (int row = 0; row < rows; row++) {
      for (int copy = 0; copy < out.copies(); copy++) {
        for (int x = 0; x < out.pitch(); x += four.width().lanes()) {
          int from = room + (row * in.pitch() + copy + x) * Float.BYTES;
          to.load(Form.VMOVUPS, four, Address.of(Code.MEMORY, from));
          for (int shift = 0; shift < out.shifts(); shift++) {
            if (out.has(shift, row)) {
              int target = out.within(copy, shift, row) + x * Float.BYTES;
              to.store(Form.VMOVUPS_STORE, Address.of(Code.MEMORY, Gp.RAX, 1, target), four);
            }
          }
        }
      }
    }
  }

  private Vec vector(int number) {
    return new Vec(number, width);
  }
}

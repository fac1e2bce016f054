package org.sparsevd.machine.bytes;

import java.util.ArrayList;
import java.util.List;
import org.sparsevd.machine.bytes.JobLayout.What;
import org.sparsevd.machine.code.Address;
import org.sparsevd.machine.code.Assembler;
import org.sparsevd.machine.code.Form;
import org.sparsevd.machine.code.Operand;
import org.sparsevd.machine.code.Vec;
import org.sparsevd.machine.code.Width;
import org.sparsevd.runtime.tile.bytes.ByteEnding;

/**
 * Writes what becomes of the sums of a job. The numbers of four filters are packed to bytes
 * together, which also puts them between 0 and 255.
 *
 * @param residual bytes from a place in the output to that of what is added
 */
public record ByteFinish(
    ByteShape shape, JobLayout layout, ByteEnding ending, Clamps clamps, int residual) {

  /** Whether sums are in registers; else they lie on the stack. */
  boolean inRegisters() {
    return layout.streams() == 1;
  }

  /** Bytes of sums that lie on the stack. */
  public int stack() {
    return inRegisters() ? 0 : layout.filters() * shape.run().size() * shape.width().bytes();
  }

  public void write(Assembler to) {
    List<Integer> constants = keptConstants();
    for (int i = 0; i < constants.size(); i++) {
      Address line = Address.of(ByteCode.TABLE, constants.get(i));
      to.load(Form.VMOVUPS, free(reserved() + i), line);
    }
    List<Integer> kept = kept();
    for (int i = 0; i < kept.size(); i++) {
      to.load(Form.VBROADCASTSS, number(i), Address.of(ByteCode.JOB, kept.get(i)));
    }
    for (int cell = 0; cell < shape.run().size(); cell++) {
      if (ending.residual() != null) {
        to.load(Form.VMOVUPS, others(), output(cell, residual));
      }
      for (int filter = 0; filter < layout.filters(); filter++) {
        to.load(Form.VCVTDQ2PS, value(filter, cell), sum(filter, cell));
        value(to, filter, cell);
      }
      store(to, cell);
    }
  }

  private Address output(int cell, int distance) {
    return Address.of(ByteCode.OUTPUT, shape.write(cell) + distance);
  }

  private Operand sum(int filter, int cell) {
    int number = filter * shape.run().size() + cell;
    return inRegisters()
        ? shape.register(number)
        : Address.of(ByteCode.STACK, number * shape.width().bytes());
  }

  /** The register of what becomes of a sum. */
  private Vec value(int filter, int cell) {
    return inRegisters() ? shape.sum(filter, cell) : shape.register(filter);
  }

  private Vec free(int number) {
    return shape.register((inRegisters() ? shape.sums() : layout.filters()) + number);
  }

  private Vec loaded() {
    return free(0);
  }

  private Vec other() {
    return free(1);
  }

  private Vec others() {
    return free(2);
  }

  /** Registers in front of those of numbers. */
  private int reserved() {
    return ending.residual() == null ? 1 : 3;
  }

  private int place(What what, int filter) {
    return JobLayout.number(what, filter, layout.filters());
  }

  /** Whether there are registers for what is read again and again. */
  private boolean isRoomy() {
    return shape.width() == Width.ZMM && !inRegisters();
  }

  /** Constants that have registers, those of 32 only. */
  private List<Integer> keptConstants() {
    List<Integer> all = new ArrayList<>();
    if (isRoomy() && ending.levels() != null) {
      all.add(ByteTable.INVERSE);
      all.add(ByteTable.TURN);
      if (ending.levels().zero() != 0) {
        all.add(ByteTable.ZERO);
      }
    }
    return all;
  }

  /** Places of the numbers that have registers. */
  private List<Integer> kept() {
    List<Integer> all = new ArrayList<>();
    for (What what : What.values()) {
      boolean is = what == What.SCALE || what == What.SHIFT;
      is |= (what == What.AGAIN_SCALE || what == What.AGAIN_SHIFT) && ending.between() != null;
      is |= (what == What.OTHER_SCALE || what == What.OTHER_SHIFT) && ending.residual() != null;
      for (int filter = 0; is && what(what) && filter < layout.filters(); filter++) {
        all.add(place(what, filter));
      }
    }
    int room = Math.max(0, shape.products().registers() - number(0).number());
    boolean some = shape.width() != Width.ZMM || isRoomy();
    return some ? all.subList(0, Math.min(all.size(), room)) : List.of();
  }

  /** The register of one of the numbers. */
  private Vec number(int index) {
    return free(reserved() + keptConstants().size() + index);
  }

  /** A number of a filter, for all lanes. */
  private Operand number(Assembler to, What what, int filter) {
    Address address = Address.of(ByteCode.JOB, place(what, filter));
    int known = kept().indexOf(place(what, filter));
    if (known >= 0) {
      return number(known);
    }
    if (shape.width() == Width.ZMM) {
      return address.broadcasted();
    }
    to.load(Form.VBROADCASTSS, loaded(), address);
    return loaded();
  }

  private Operand constant(int which) {
    int known = keptConstants().indexOf(which);
    return known >= 0 ? free(reserved() + known) : Address.of(ByteCode.TABLE, which);
  }

  private void value(Assembler to, int filter, int cell) {
    Vec value = value(filter, cell);
    affine(to, value, What.SCALE, What.SHIFT, filter);
    if (ending.between() != null) {
      to.op(Form.VMULPS, value, value, constant(ByteTable.FIRST_INVERSE));
      to.op(Form.VMAXPS, value, value, constant(ByteTable.FIRST_LOW));
      to.op(Form.VMINPS, value, value, constant(ByteTable.FIRST_HIGH));
      to.load(Form.VCVTPS2DQ, value, value);
      to.load(Form.VCVTDQ2PS, value, value);
      affine(to, value, What.AGAIN_SCALE, What.AGAIN_SHIFT, filter);
    }
    if (ending.residual() != null) {
      to.op(Form.VPSHUFB, other(), others(), constant(ByteTable.part(filter)));
      if (ending.residual().zero() != 0) {
        to.op(Form.VPADDD, other(), other(), constant(ByteTable.OTHER_ZERO));
      }
      to.load(Form.VCVTDQ2PS, other(), other());
      affine(to, other(), What.OTHER_SCALE, What.OTHER_SHIFT, filter);
      to.op(Form.VADDPS, value, value, other());
    }
    if (clamps.low()) {
      to.op(Form.VMAXPS, value, value, constant(ByteTable.LOW));
    }
    if (clamps.high()) {
      to.op(Form.VMINPS, value, value, constant(ByteTable.HIGH));
    }
  }

  private void affine(Assembler to, Vec value, What scale, What shift, int filter) {
    to.op(Form.VMULPS, value, value, number(to, scale, filter));
    if (what(shift)) {
      to.op(Form.VADDPS, value, value, number(to, shift, filter));
    }
  }

  /** Whether any of these numbers is not zero. Levels do not see the sign of a zero. */
  private boolean what(What shift) {
    return shift != What.OTHER_SHIFT || !ending.residual().addsNothing();
  }

  private void store(Assembler to, int cell) {
    if (ending.levels() == null) {
      for (int filter = 0; filter < layout.filters(); filter++) {
        to.store(Form.VMOVUPS_STORE, output(cell, 0), value(filter, cell));
      }
      return;
    }
    for (int filter = 0; filter < layout.filters(); filter++) {
      Vec value = value(filter, cell);
      to.op(Form.VMULPS, value, value, constant(ByteTable.INVERSE));
      if (clamps.range()) {
        to.op(Form.VMAXPS, value, value, constant(ByteTable.LEVEL_LOW));
        to.op(Form.VMINPS, value, value, constant(ByteTable.LEVEL_HIGH));
      }
      to.load(Form.VCVTPS2DQ, value, value);
    }
    pack(to, value(0, cell), value(1, cell));
    pack(to, value(2, cell), value(3, cell));
    Vec all = value(0, cell);
    to.op(Form.VPACKUSWB, all, all, value(2, cell));
    to.op(Form.VPSHUFB, all, all, constant(ByteTable.TURN));
    to.store(Form.VMOVUPS_STORE, output(cell, 0), all);
  }

  private void pack(Assembler to, Vec first, Vec second) {
    to.op(Form.VPACKSSDW, first, first, second);
    if (ending.levels().zero() != 0) {
      to.op(Form.VPADDSW, first, first, constant(ByteTable.ZERO));
    }
  }
}

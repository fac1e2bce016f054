package org.sparsevd.machine.bytes;

import java.util.ArrayList;
import java.util.List;
import org.sparsevd.machine.code.Address;
import org.sparsevd.machine.code.Assembler;
import org.sparsevd.machine.code.Form;
import org.sparsevd.machine.code.Gp;
import org.sparsevd.machine.code.Operand;
import org.sparsevd.machine.code.Vec;
import org.sparsevd.machine.code.Width;
import org.sparsevd.runtime.tile.bytes.ByteEnding;

/**
 * Writes what becomes of the sums of a job. Filters go by from the last to the first of four. Each
 * shifts what the output has by a byte, and puts its own in front. So after four, nothing is left
 * of what was there.
 *
 * @param residual bytes from a place in the output to that of what is added
 * @param stride bytes from a channel of the output to the next, where it is of floats
 */
record ByteFinish(ByteShape shape, ByteEnding ending, int residual, int stride) {
  private static final List<Integer> SUM = List.of(ByteTable.SCALE, ByteTable.SHIFT);
  private static final List<Integer> AGAIN = List.of(ByteTable.AGAIN_SCALE, ByteTable.AGAIN_SHIFT);
  private static final List<Integer> OTHER = List.of(ByteTable.OTHER_SCALE, ByteTable.OTHER_SHIFT);

  /** The numbers of a filter that are needed. */
  private List<Integer> numbers() {
    List<Integer> all = new ArrayList<>(SUM);
    all.addAll(ending.between() == null ? List.of() : AGAIN);
    all.addAll(ending.residual() == null ? List.of() : OTHER);
    return all;
  }

  void write(Assembler to) {
    for (int filter = 0; filter < shape.filters(); filter++) {
      for (int number : keeps() ? numbers() : List.<Integer>of()) {
        Address place = Address.of(ByteCode.JOB, ByteTable.filter(filter, number));
        to.load(Form.VBROADCASTSS, kept(number), place);
      }
      for (int cell = 0; cell < shape.run().size(); cell++) {
        Vec sum = shape.sum(filter, cell);
        value(to, sum, filter, cell);
        store(to, sum, filter, cell);
      }
    }
  }

  /** Whether numbers of a filter have registers. */
  private boolean keeps() {
    return shape.width() != Width.ZMM
        && shape.sums() + 2 + numbers().size() <= shape.products().registers();
  }

  private Vec kept(int number) {
    return shape.free(2 + numbers().indexOf(number));
  }

  /** A number of a filter, for all lanes. */
  private Operand number(Assembler to, int number, int filter) {
    Address address = Address.of(ByteCode.JOB, ByteTable.filter(filter, number));
    if (shape.width() == Width.ZMM) {
      return address.broadcasted();
    } else if (keeps()) {
      return kept(number);
    }
    to.load(Form.VBROADCASTSS, shape.free(1), address);
    return shape.free(1);
  }

  private static Address constant(int which) {
    return Address.of(ByteCode.TABLE, which);
  }

  private void value(Assembler to, Vec sum, int filter, int cell) {
    to.load(Form.VCVTDQ2PS, sum, sum);
    to.op(Form.VMULPS, sum, sum, number(to, ByteTable.SCALE, filter));
    to.op(Form.VADDPS, sum, sum, number(to, ByteTable.SHIFT, filter));
    if (ending.between() != null) {
      to.op(Form.VMULPS, sum, sum, constant(ByteTable.FIRST_INVERSE));
      to.op(Form.VMAXPS, sum, sum, constant(ByteTable.FIRST_LOW));
      to.op(Form.VMINPS, sum, sum, constant(ByteTable.FIRST_HIGH));
      to.load(Form.VCVTPS2DQ, sum, sum);
      to.load(Form.VCVTDQ2PS, sum, sum);
      to.op(Form.VMULPS, sum, sum, number(to, ByteTable.AGAIN_SCALE, filter));
      to.op(Form.VADDPS, sum, sum, number(to, ByteTable.AGAIN_SHIFT, filter));
    }
    if (ending.residual() != null) {
      other(to, filter, cell);
      to.op(Form.VADDPS, sum, sum, shape.free(0));
    }
    if (ending.low() > Float.NEGATIVE_INFINITY) {
      to.op(Form.VMAXPS, sum, sum, constant(ByteTable.LOW));
    }
    if (ending.high() < Float.POSITIVE_INFINITY) {
      to.op(Form.VMINPS, sum, sum, constant(ByteTable.HIGH));
    }
  }

  /** What is added, in the first free register. */
  private void other(Assembler to, int filter, int cell) {
    Vec other = shape.free(0);
    Address bits = Address.of(ByteCode.JOB, ByteTable.filter(filter, ByteTable.OTHER_BITS));
    to.load(Form.VMOVUPS, other, Address.of(ByteCode.OUTPUT, shape.write(cell) + residual));
    to.op(Form.VPSRLD, other, other, bits);
    to.op(Form.VANDPS, other, other, constant(ByteTable.BYTE));
    if (ending.residual().zero() != 0) {
      to.op(Form.VPADDD, other, other, constant(ByteTable.OTHER_ZERO));
    }
    to.load(Form.VCVTDQ2PS, other, other);
    to.op(Form.VMULPS, other, other, number(to, ByteTable.OTHER_SCALE, filter));
    to.op(Form.VADDPS, other, other, number(to, ByteTable.OTHER_SHIFT, filter));
  }

  private void store(Assembler to, Vec value, int filter, int cell) {
    Gp output = ByteCode.OUTPUT;
    if (ending.levels() == null) {
      Address place = Address.of(output, shape.write(cell) - filter * stride);
      to.store(Form.VMOVUPS_STORE, place, value);
      return;
    }
    to.op(Form.VMULPS, value, value, constant(ByteTable.INVERSE));
    if (ending.low() < 0 || ending.levels().zero() != 0) {
      to.op(Form.VMAXPS, value, value, constant(ByteTable.LEVEL_LOW));
    }
    to.op(Form.VMINPS, value, value, constant(ByteTable.LEVEL_HIGH));
    to.load(Form.VCVTPS2DQ, value, value);
    if (ending.levels().zero() != 0) {
      to.op(Form.VPADDD, value, value, constant(ByteTable.ZERO));
    }
    Address place = Address.of(output, shape.write(cell));
    Vec others = shape.free(0);
    to.load(Form.VMOVUPS, others, place);
    to.shiftLeft(others, others, Byte.SIZE);
    to.op(Form.VORPS, value, value, others);
    to.store(Form.VMOVUPS_STORE, place, value);
  }
}

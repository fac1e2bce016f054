package org.sparsevd.machine.net;

import java.util.Arrays;
import org.sparsevd.machine.code.Address;
import org.sparsevd.machine.code.Assembler;
import org.sparsevd.machine.code.Form;
import org.sparsevd.machine.code.Mask;
import org.sparsevd.machine.code.Vec;

/**
 * Values that lie in registers, by pairs, and are picked by number: one instruction takes any of
 * two registers for each lane. A lane that reads another pair waits, by a mask: its number stays
 * where it is until the turn of that pair.
 */
final class Picking {
  /** Where registers with values begin: those that AVX-512 adds. */
  private static final int FIRST = 16;

  /** Registers with values. */
  static final int MOST = 16;

  private final Form form;
  private final int lanes;
  private int turn;

  /**
   * Values of one size.
   *
   * @param form takes from a pair of registers
   * @param lanes values of a register
   */
  Picking(Form form, int lanes) {
    this.form = form;
    this.lanes = lanes;
  }

  /** Reads so many registers. */
  static void load(Assembler to, int registers, int place) {
    for (int i = 0; i < registers; i++) {
      Address values = Address.of(Code.MEMORY, place + i * WideTable.VECTOR);
      to.load(Form.VMOVUPS, Vec.zmm(FIRST + i), values);
    }
  }

  /** How many pairs these numbers are of. */
  int pairs(int[] numbers) {
    return (int) Arrays.stream(numbers).map(i -> i / (2 * lanes)).distinct().count();
  }

  /**
   * Picks a value for each lane.
   *
   * @param numbers of the values; as many as a register has
   * @param target holds the numbers within a pair
   */
  void pick(Assembler to, WideTable table, int[] numbers, int registers, Vec target) {
    int[] pairs = Arrays.stream(numbers).map(i -> i / (2 * lanes)).distinct().sorted().toArray();
    for (int pair : pairs) {
      Vec lower = Vec.zmm(FIRST + 2 * pair);
      Vec upper = Vec.zmm(Math.min(FIRST + 2 * pair + 1, FIRST + registers - 1));
      if (pairs.length == 1) {
        to.op(form, target, lower, upper);
      } else {
        long bits = 0;
        for (int lane = 0; lane < lanes; lane++) {
          bits |= numbers[lane] / (2 * lanes) == pair ? 1L << lane : 0;
        }
        Mask mask = new Mask(2 + turn++ % 6);
        if (form == Form.VPERMI2B) {
          to.kmovq(mask, table.mask(bits));
        } else {
          to.kmovw(mask, table.mask(bits));
        }
        to.op(form, target, lower, upper, 0, mask, false);
      }
    }
  }
}

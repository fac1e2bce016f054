package org.sparsevd.machine.net;

import org.sparsevd.machine.code.Address;
import org.sparsevd.machine.code.Assembler;
import org.sparsevd.machine.code.Form;
import org.sparsevd.machine.code.Gp;
import org.sparsevd.machine.code.Vec;

/**
 * What is being written: code, and the numbers that it reads in turn.
 *
 * @param to receives the instructions
 * @param table receives weights and biases
 */
record Code(Assembler to, Table table) {
  /** Points to the memory of a call. */
  static final Gp MEMORY = Gp.RDI;

  /** Points into the table. */
  static final Gp TABLE = Gp.R15;

  /** Zeros, everywhere in the code. */
  static final Vec ZERO = Vec.ymm(15);

  /** Sums leave their register, and what is below zero becomes zero where that is asked. */
  static void finish(Assembler to, Vec sums, boolean rectified, int target) {
    if (rectified) {
      to.op(Form.VMAXPS, sums, sums, ZERO.as(sums.width()));
    }
    to.store(Form.VMOVAPS_STORE, Address.of(MEMORY, target), sums);
  }
}

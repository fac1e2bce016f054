package org.sparsevd.machine.code;

/** What the {@code r/m} field of an instruction names: a register or a place in memory. */
public sealed interface Operand permits Gp, Vec, Mask, Address {
  /** Of a register; 0 for a place in memory. */
  int number();
}

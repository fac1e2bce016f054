package org.sparsevd.machine.net;

import java.util.List;
import org.sparsevd.machine.code.Address;
import org.sparsevd.machine.code.Assembler;
import org.sparsevd.machine.code.Gp;

/**
 * The values that a layer reads, with registers that point among them, so that displacements take a
 * byte: each register reaches {@value #REACH} bytes.
 */
final class Reading {
  /** Free while a layer is computed; r12 needs a byte more, so it comes last. */
  private static final List<Gp> REGISTERS =
      List.of(
          Gp.RAX, Gp.RCX, Gp.RDX, Gp.RBX, Gp.RSI, Gp.RBP, Gp.R8, Gp.R9, Gp.R10, Gp.R11, Gp.R13,
          Gp.R14, Gp.R12);

  private static final int REACH = 256;

  private final int start;
  private final int[] places;

  /**
   * Values in the memory of a call.
   *
   * @param places bytes from the memory's beginning to each value
   * @param layer that reads them
   */
  Reading(Assembler to, Gp memory, int[] places, Layer layer) {
    this.places = places;
    int first = Integer.MAX_VALUE;
    int last = 0;
    for (int k = 0; k < layer.weight().rowPointer(layer.rows()); k++) {
      int place = places[layer.weight().column(k)];
      first = Math.min(first, place);
      last = Math.max(last, place);
    }
    this.start = first;
    int spans = last < first ? 0 : Math.min(REGISTERS.size(), (last - first) / REACH + 1);
    for (int i = 0; i < spans; i++) {
      to.lea(REGISTERS.get(i), Address.of(memory, start + i * REACH + REACH / 2));
    }
  }

  /** Where a value is. */
  Address of(int index) {
    int distance = places[index] - start;
    int span = Math.min(distance / REACH, REGISTERS.size() - 1);
    return Address.of(REGISTERS.get(span), distance - span * REACH - REACH / 2);
  }
}

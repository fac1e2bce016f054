package org.sparsevd.machine.net;

import org.sparsevd.machine.code.Assembler;
import org.sparsevd.machine.code.Form;
import org.sparsevd.machine.code.Mask;
import org.sparsevd.machine.code.Vec;
import org.sparsevd.machine.code.Width;

/**
 * A first layer over raw pixels, for AVX-512 with VBMI: all pixels that it reads lie in registers.
 * 64 rows at a time, the pixels of their k-th weights are picked by a few instructions, one for
 * each pair of registers. They become floats sixteen by sixteen.
 */
final class PickedPixelsCode {
  /** Rows at a time, and pixels of a register. */
  private static final int ROWS = Width.ZMM.bytes();

  private static final int LANES = Width.ZMM.lanes();
  private static final int QUARTERS = ROWS / LANES;

  /** Registers: sums, pixels that were picked, those of a quarter, places of quarters. */
  private static final int PICKED = QUARTERS;

  private static final int WIDENED = PICKED + 2;
  private static final int SPREAD = WIDENED + QUARTERS;

  /** The lowest byte of each float. */
  private static final Mask LOWEST = new Mask(1);

  private static final long LOWEST_BYTES = 0x1111111111111111L;

  private final Layer layer;
  private final SortedRows rows;
  private final int first;
  private final int registers;
  private final Picking picking = new Picking(Form.VPERMI2B, ROWS);

  PickedPixelsCode(Layer layer) {
    this.layer = layer;
    this.rows = new SortedRows(layer);
    int lowest = layer.columns();
    int highest = 0;
    for (int k = 0; k < layer.weight().rowPointer(layer.rows()); k++) {
      lowest = Math.min(lowest, layer.weight().column(k));
      highest = Math.max(highest, layer.weight().column(k));
    }
    this.first = Math.min(lowest, highest);
    this.registers = (highest - first) / ROWS + 1;
  }

  /** Whether the pixels fit the registers. */
  boolean fits() {
    return registers <= Picking.MOST;
  }

  int[] order() {
    return rows.order();
  }

  /**
   * Writes the code.
   *
   * @param bytes from the memory's beginning to the pixels
   * @param target the same to the results
   */
  void write(Assembler to, WideTable table, int bytes, int target) {
    table.point();
    to.kmovq(LOWEST, table.mask(LOWEST_BYTES));
    for (int quarter = 0; quarter < QUARTERS; quarter++) {
      to.load(Form.VMOVAPS, Vec.zmm(SPREAD + quarter), table.next(spread(quarter)));
    }
    Picking.load(to, registers, bytes + first);
    for (int i = 0; i < rows.count(); i += ROWS) {
      rows(to, table, i, target);
    }
  }

  /** Places of a quarter's pixels: each in the lowest byte of a float. */
  private static int[] spread(int quarter) {
    int[] places = new int[LANES];
    for (int i = 0; i < LANES; i++) {
      places[i] = quarter * LANES + i;
    }
    return places;
  }

  private void rows(Assembler to, WideTable table, int from, int target) {
    int live = Math.min(QUARTERS, (rows.count() - from - 1) / LANES + 1);
    for (int quarter = 0; quarter < live; quarter++) {
      float[] biases = rows.biases(from + quarter * LANES, LANES);
      to.load(Form.VMOVAPS, Vec.zmm(quarter), table.next(biases));
    }
    for (int k = 0; k < rows.length(from); k++) {
      step(to, table, from, k);
    }
    for (int quarter = 0; quarter < live; quarter++) {
      int at = target + (from + quarter * LANES) * Float.BYTES;
      Code.finish(to, Vec.zmm(quarter), layer.rectified(), at);
    }
  }

  private void step(Assembler to, WideTable table, int from, int k) {
    int live = rows.live(from, ROWS, k);
    int[] pixels = new int[ROWS];
    for (int lane = 0; lane < ROWS; lane++) {
      pixels[lane] = rows.column(from + (lane < live ? lane : 0), k) - first;
    }
    Vec picked = Vec.zmm(PICKED + k % 2);
    to.load(Form.VMOVAPS, picked, table.next(packed(pixels)));
    picking.pick(to, table, pixels, registers, picked);
    for (int quarter = 0; quarter * LANES < live; quarter++) {
      Vec floats = Vec.zmm(WIDENED + quarter);
      Vec places = Vec.zmm(SPREAD + quarter);
      to.op(Form.VPERMB, floats, places, picked, 0, LOWEST, true);
      to.load(Form.VCVTDQ2PS, floats, floats);
      float[] weights = rows.weights(from + quarter * LANES, LANES, k);
      to.op(Form.VFMADD231PS, Vec.zmm(quarter), floats, table.next(weights));
    }
  }

  /** Numbers within a pair of registers, four to a word. */
  private static int[] packed(int[] pixels) {
    int[] words = new int[LANES];
    for (int i = 0; i < pixels.length; i++) {
      words[i / Integer.BYTES] |= pixels[i] % (2 * ROWS) << i % Integer.BYTES * Byte.SIZE;
    }
    return words;
  }
}

package org.sparsevd.machine.net;

import java.util.Arrays;
import org.sparsevd.machine.code.Form;
import org.sparsevd.machine.code.Vec;
import org.sparsevd.machine.code.Width;

/**
 * Sixteen rows at a time, for AVX-512: all inputs lie in registers, and those of the k-th weights
 * are picked by one instruction for each pair of registers.
 */
final class PickedRowsCode implements LayerCode {
  private static final int LANES = Width.ZMM.lanes();

  /** Sums that grow at the same time. */
  private static final int SUMS = 8;

  private static final int PICKED = SUMS;

  private final Layer layer;
  private final SortedRows rows;
  private final WideTable table;
  private final int[] places;
  private final int first;
  private final int registers;
  private final Picking picking = new Picking(Form.VPERMI2PS, LANES);

  /**
   * A layer.
   *
   * @param places bytes from the memory's beginning to each of its inputs
   */
  PickedRowsCode(Layer layer, int[] places, WideTable table) {
    this.layer = layer;
    this.rows = new SortedRows(layer);
    this.table = table;
    this.places = places;
    int lowest = Integer.MAX_VALUE;
    int highest = 0;
    for (int k = 0; k < layer.weight().rowPointer(layer.rows()); k++) {
      lowest = Math.min(lowest, places[layer.weight().column(k)]);
      highest = Math.max(highest, places[layer.weight().column(k)]);
    }
    this.first = Math.min(lowest, highest) / WideTable.VECTOR * WideTable.VECTOR;
    this.registers = (highest - first) / WideTable.VECTOR + 1;
  }

  /** Whether the inputs fit the registers. */
  boolean fits() {
    return registers <= Picking.MOST;
  }

  @Override
  public int cost() {
    int loads = 0;
    for (int i = 0; i < rows.count(); i += LANES) {
      for (int k = 0; k < rows.length(i); k++) {
        loads += 2 + picking.pairs(inputs(i, k));
      }
    }
    // A sum waits four cycles for itself.
    return Math.max(loads, 8 * rows.length(0));
  }

  @Override
  public int[] order() {
    return rows.order();
  }

  @Override
  public void write(Code code, int target) {
    table.point();
    Picking.load(code.to(), registers, first);
    for (int i = 0; i < rows.count(); i += SUMS * LANES) {
      rows(code, i, Math.min(i + SUMS * LANES, rows.count()), target);
    }
  }

  private void rows(Code code, int from, int end, int target) {
    for (int i = from; i < end; i += LANES) {
      code.to().load(Form.VMOVAPS, sums(from, i), table.next(rows.biases(i, LANES)));
    }
    for (int k = 0; k < rows.length(from); k++) {
      for (int i = from; i < end && k < rows.length(i); i += LANES) {
        step(code, sums(from, i), i, k);
      }
    }
    for (int i = from; i < end; i += LANES) {
      Code.finish(code.to(), sums(from, i), layer.rectified(), target + i * Float.BYTES);
    }
  }

  private static Vec sums(int from, int i) {
    return Vec.zmm((i - from) / LANES);
  }

  private void step(Code code, Vec sums, int from, int k) {
    int[] inputs = inputs(from, k);
    Vec picked = Vec.zmm(PICKED + k % 2);
    int[] within = Arrays.stream(inputs).map(i -> i % (2 * LANES)).toArray();
    code.to().load(Form.VMOVAPS, picked, table.next(within));
    picking.pick(code.to(), table, inputs, registers, picked);
    float[] weights = rows.weights(from, LANES, k);
    code.to().op(Form.VFMADD231PS, sums, picked, table.next(weights));
  }

  /** What the k-th weights multiply. Lanes without one read what the first lane does. */
  private int[] inputs(int from, int k) {
    int live = rows.live(from, LANES, k);
    int[] inputs = new int[LANES];
    for (int lane = 0; lane < LANES; lane++) {
      int column = rows.column(from + (lane < live ? lane : 0), k);
      inputs[lane] = (places[column] - first) / Float.BYTES;
    }
    return inputs;
  }
}

package org.sparsevd.machine.net;

import org.sparsevd.machine.code.Form;
import org.sparsevd.machine.code.Vec;
import org.sparsevd.machine.code.Width;

/**
 * Eight rows at a time, one in each lane: the inputs of their k-th weights are put into a register
 * one by one, and one instruction multiplies and adds all of them. The places of the inputs are
 * part of the code.
 */
final class RowsCode implements LayerCode {
  private static final int LANES = Width.YMM.lanes();
  private static final int HALF = LANES / 2;

  private final Layer layer;
  private final int[] places;
  private final SortedRows rows;

  /**
   * A layer.
   *
   * @param places bytes from the memory's beginning to each of its inputs
   */
  RowsCode(Layer layer, int[] places) {
    this.layer = layer;
    this.places = places;
    this.rows = new SortedRows(layer);
  }

  @Override
  public int cost() {
    int loads = layer.weight().nonZeros();
    for (int i = 0; i < rows.count(); i += LANES) {
      loads += rows.length(i) + 1;
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
    Reading from = new Reading(code.to(), Code.MEMORY, places, layer);
    for (int i = 0; i < rows.count(); i += LANES) {
      Vec sums = Vec.ymm(0);
      code.to().load(Form.VMOVAPS, sums, code.table().next(rows.biases(i, LANES)));
      for (int k = 0; k < rows.length(i); k++) {
        Vec inputs = Vec.ymm(1);
        gather(code, from, i, k, inputs);
        code.to().op(Form.VFMADD231PS, sums, inputs, code.table().next(rows.weights(i, LANES, k)));
      }
      Code.finish(code.to(), sums, layer.rectified(), target + i * Float.BYTES);
    }
  }

  /** Lanes without a weight become zero, which their weight of zero leaves alone. */
  private void gather(Code code, Reading from, int first, int k, Vec inputs) {
    int live = rows.live(first, LANES, k);
    half(code, from, first, k, Math.min(live, HALF), inputs.as(Width.XMM));
    if (live > HALF) {
      Vec upper = Vec.xmm(2);
      half(code, from, first + HALF, k, live - HALF, upper);
      code.to().op(Form.VINSERTF128, inputs, inputs, upper, 1);
    }
  }

  private void half(Code code, Reading from, int first, int k, int live, Vec inputs) {
    for (int lane = 0; lane < live; lane++) {
      int column = rows.column(first + lane, k);
      if (lane == 0) {
        code.to().load(Form.VMOVSS, inputs, from.of(column));
      } else {
        code.to().op(Form.VINSERTPS, inputs, inputs, from.of(column), lane << 4);
      }
    }
  }
}

package org.sparsevd.machine.net;

import java.util.Arrays;
import org.sparsevd.machine.code.Form;
import org.sparsevd.machine.code.Vec;
import org.sparsevd.machine.code.Width;

/**
 * All rows at a time, in the lanes of as many registers as they need: each input is spread over a
 * register and multiplies its column, eight rows by eight. Eights without a weight are left out.
 * For layers that are nearly dense.
 */
final class ColumnsCode implements LayerCode {
  private static final int LANES = Width.YMM.lanes();

  /** Registers for sums; two more hold an input and zeros. */
  private static final int SUMS = 14;

  private final Layer layer;
  private final int[] places;
  private final float[] dense;

  /**
   * A layer.
   *
   * @param places bytes from the memory's beginning to each of its inputs
   */
  ColumnsCode(Layer layer, int[] places) {
    this.layer = layer;
    this.places = places;
    this.dense = layer.weight().toArray();
  }

  private int eights() {
    return (layer.rows() - 1) / LANES + 1;
  }

  @Override
  public int cost() {
    int loads = 0;
    int[] chains = new int[eights()];
    for (int first = 0; first < eights(); first += SUMS) {
      for (int column = 0; column < layer.columns(); column++) {
        int before = loads;
        for (int i = first; i < Math.min(eights(), first + SUMS); i++) {
          int live = isLive(i, column) ? 1 : 0;
          loads += live;
          chains[i] += live;
        }
        loads += loads > before ? 1 : 0;
      }
    }
    // A sum waits four cycles for itself. Weights fill the first-level cache: a load more.
    return Math.max(loads * 5 / 4, 8 * Arrays.stream(chains).max().orElse(0));
  }

  private boolean isLive(int eight, int column) {
    for (float weight : weights(eight, column)) {
      if (weight != 0) {
        return true;
      }
    }
    return false;
  }

  private float[] weights(int eight, int column) {
    float[] weights = new float[LANES];
    for (int lane = 0; lane < LANES && eight * LANES + lane < layer.rows(); lane++) {
      weights[lane] = dense[(eight * LANES + lane) * layer.columns() + column];
    }
    return weights;
  }

  @Override
  public int[] order() {
    int[] order = new int[layer.rows()];
    Arrays.setAll(order, row -> row);
    return order;
  }

  @Override
  public void write(Code code, int target) {
    Reading from = new Reading(code.to(), Code.MEMORY, places, layer);
    for (int first = 0; first < eights(); first += SUMS) {
      int end = Math.min(eights(), first + SUMS);
      for (int i = first; i < end; i++) {
        float[] biases = Arrays.copyOfRange(layer.bias(), i * LANES, (i + 1) * LANES);
        code.to().load(Form.VMOVAPS, Vec.ymm(i - first), code.table().next(biases));
      }
      for (int column = 0; column < layer.columns(); column++) {
        column(code, from, column, first, end);
      }
      for (int i = first; i < end; i++) {
        int at = target + i * LANES * Float.BYTES;
        Code.finish(code.to(), Vec.ymm(i - first), layer.rectified(), at);
      }
    }
  }

  private void column(Code code, Reading from, int column, int first, int end) {
    Vec input = Vec.ymm(SUMS);
    boolean spread = false;
    for (int i = first; i < end; i++) {
      if (isLive(i, column)) {
        if (!spread) {
          code.to().load(Form.VBROADCASTSS, input, from.of(column));
          spread = true;
        }
        Vec sums = Vec.ymm(i - first);
        code.to().op(Form.VFMADD231PS, sums, input, code.table().next(weights(i, column)));
      }
    }
  }
}

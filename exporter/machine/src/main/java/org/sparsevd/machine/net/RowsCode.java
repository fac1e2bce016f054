package org.sparsevd.machine.net;

import java.util.Arrays;
import java.util.Comparator;
import org.sparsevd.machine.code.Form;
import org.sparsevd.machine.code.Vec;
import org.sparsevd.machine.code.Width;

/**
 * Eight rows at a time, one in each lane: the inputs of their k-th weights are put into a register
 * one by one, and one instruction multiplies and adds all of them. The places of the inputs are
 * part of the code. Rows are sorted by length, so that the short ones of eight end in its last
 * lanes.
 */
final class RowsCode implements LayerCode {
  private static final int LANES = Width.YMM.lanes();
  private static final int HALF = LANES / 2;

  private final Layer layer;
  private final int[] sorted;

  RowsCode(Layer layer) {
    this.layer = layer;
    this.sorted = sorted(layer);
  }

  private static int[] sorted(Layer layer) {
    Integer[] rows = new Integer[layer.rows()];
    Arrays.setAll(rows, row -> row);
    Arrays.sort(rows, Comparator.comparing(row -> -layer.length(row)));
    return Arrays.stream(rows).mapToInt(row -> row).toArray();
  }

  @Override
  public int cost() {
    int loads = layer.weight().nonZeros();
    for (int i = 0; i < sorted.length; i += LANES) {
      loads += layer.length(sorted[i]) + 1;
    }
    // A sum waits four cycles for itself.
    return Math.max(loads, 8 * layer.length(sorted[0]));
  }

  @Override
  public int[] order() {
    int[] order = new int[sorted.length];
    for (int i = 0; i < sorted.length; i++) {
      order[sorted[i]] = i;
    }
    return order;
  }

  @Override
  public void write(Code code, Reading from, int target) {
    for (int i = 0; i < sorted.length; i += LANES) {
      Vec sums = Vec.ymm(0);
      code.to().load(Form.VMOVAPS, sums, code.table().next(biases(i)));
      for (int k = 0; k < layer.length(sorted[i]); k++) {
        Vec inputs = Vec.ymm(1);
        gather(code, from, i, k, inputs);
        code.to().op(Form.VFMADD231PS, sums, inputs, code.table().next(weights(i, k)));
      }
      code.finish(sums, layer.rectified(), target + i * Float.BYTES);
    }
  }

  /** Rows from the one of number {@code first} on that have a k-th weight. */
  private int live(int first, int k) {
    int live = 0;
    while (live < LANES && first + live < sorted.length && k < layer.length(sorted[first + live])) {
      live++;
    }
    return live;
  }

  private float[] biases(int first) {
    float[] eight = new float[LANES];
    for (int lane = 0; lane < LANES && first + lane < sorted.length; lane++) {
      eight[lane] = layer.bias()[sorted[first + lane]];
    }
    return eight;
  }

  private float[] weights(int first, int k) {
    float[] eight = new float[LANES];
    for (int lane = 0; lane < live(first, k); lane++) {
      eight[lane] = layer.weight().value(index(first + lane, k));
    }
    return eight;
  }

  private int index(int number, int k) {
    return layer.weight().rowPointer(sorted[number]) + k;
  }

  /** Lanes without a weight become zero, which their weight of zero leaves alone. */
  private void gather(Code code, Reading from, int first, int k, Vec inputs) {
    int live = live(first, k);
    half(code, from, first, k, Math.min(live, HALF), inputs.as(Width.XMM));
    if (live > HALF) {
      Vec upper = Vec.xmm(2);
      half(code, from, first + HALF, k, live - HALF, upper);
      code.to().op(Form.VINSERTF128, inputs, inputs, upper, 1);
    }
  }

  private void half(Code code, Reading from, int first, int k, int live, Vec inputs) {
    for (int lane = 0; lane < live; lane++) {
      int column = layer.weight().column(index(first + lane, k));
      if (lane == 0) {
        code.to().load(Form.VMOVSS, inputs, from.of(column));
      } else {
        code.to().op(Form.VINSERTPS, inputs, inputs, from.of(column), lane << 4);
      }
    }
  }
}

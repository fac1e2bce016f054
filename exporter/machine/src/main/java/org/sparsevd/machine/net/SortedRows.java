package org.sparsevd.machine.net;

import java.util.Arrays;
import java.util.Comparator;

/**
 * The rows of a layer, longest first, so that the short ones of those in a vector end in its last
 * lanes.
 */
final class SortedRows {
  private final Layer layer;
  private final int[] sorted;

  SortedRows(Layer layer) {
    this.layer = layer;
    Integer[] rows = new Integer[layer.rows()];
    Arrays.setAll(rows, row -> row);
    Arrays.sort(rows, Comparator.comparing(row -> -layer.length(row)));
    this.sorted = Arrays.stream(rows).mapToInt(row -> row).toArray();
  }

  int count() {
    return sorted.length;
  }

  /** Weights of the row of this number; 0 behind the last one. */
  int length(int number) {
    return number < sorted.length ? layer.length(sorted[number]) : 0;
  }

  /** The column of a row's {@code k}-th weight. */
  int column(int number, int k) {
    return layer.weight().column(index(number, k));
  }

  private int index(int number, int k) {
    return layer.weight().rowPointer(sorted[number]) + k;
  }

  /** How many rows from the one of number {@code first} on, at most, have a k-th weight. */
  int live(int first, int most, int k) {
    int live = 0;
    while (live < most && k < length(first + live)) {
      live++;
    }
    return live;
  }

  /** The k-th weights of so many rows; 0 where there is none. */
  float[] weights(int first, int lanes, int k) {
    float[] weights = new float[lanes];
    for (int lane = 0; lane < live(first, lanes, k); lane++) {
      weights[lane] = layer.weight().value(index(first + lane, k));
    }
    return weights;
  }

  /** The biases of so many rows; 0 behind the last one. */
  float[] biases(int first, int lanes) {
    float[] biases = new float[lanes];
    for (int lane = 0; lane < lanes && first + lane < sorted.length; lane++) {
      biases[lane] = layer.bias()[sorted[first + lane]];
    }
    return biases;
  }

  /** What number each row has. */
  int[] order() {
    int[] order = new int[sorted.length];
    for (int i = 0; i < sorted.length; i++) {
      order[sorted[i]] = i;
    }
    return order;
  }
}

package org.sparsevd.runtime.kernel;

import java.util.Arrays;
import org.sparsevd.runtime.layout.PhaseFilters;
import org.sparsevd.runtime.layout.ShiftedFilters;
import org.sparsevd.runtime.layout.ShiftedPhases;

/** Sparse filters over images in phases, in plain Java: nobody chooses them, tests compare them. */
record ScalarPhases(Products products) {

  /** See {@link Kernels#pooled(PhaseFilters, float[], float[], float)}. */
  void pooled(PhaseFilters filters, float[] in, float[] out, float floor) {
    int phases = filters.out().count() * filters.out().count();
    for (int i = 0; i < filters.count() * phases; i++) {
      int to = i * filters.out().phaseSize();
      Arrays.fill(out, to, to + filters.length(), floor);
      for (int c = 0; c < PhaseFilters.SQUARE; c++) {
        for (int at = 0; at < filters.length(); at++) {
          out[to + at] = Math.max(out[to + at], sum(filters, i / phases, i % phases, c, in, at));
        }
      }
    }
  }

  /** See {@link Kernels#pooled(ShiftedFilters, float[], int, float[], float)}. */
  void pooled(ShiftedFilters filters, float[] in, int start, float[] out, float floor) {
    int phases = filters.out().count() * filters.out().count();
    for (int i = 0; i < filters.count() * phases; i++) {
      int to = i * filters.out().phaseSize();
      Arrays.fill(out, to, to + filters.length(), floor);
      for (int c = 0; c < PhaseFilters.SQUARE; c++) {
        int from = start + filters.from(i % phases) + ShiftedPhases.place(0, c / 2, c % 2);
        for (int at = 0; at < filters.length(); at++) {
          out[to + at] = Math.max(out[to + at], sum(filters, i / phases, in, from + at));
        }
      }
    }
  }

  private float sum(ShiftedFilters filters, int f, float[] in, int at) {
    float sum = filters.bias()[f];
    for (int k = filters.starts()[f]; k < filters.starts()[f + 1]; k++) {
      sum = products.add(filters.weights()[k], in[at + filters.offsets()[k]], sum);
    }
    return sum;
  }

  /** One place of one of the four phases of a phase. */
  private float sum(PhaseFilters filters, int f, int phase, int c, float[] in, int at) {
    float sum = filters.bias()[f];
    for (int k = filters.starts()[f]; k < filters.starts()[f + 1]; k++) {
      long four = filters.offsets()[phase * filters.weights().length + k];
      int offset = (int) (four >>> c * PhaseFilters.BITS) & PhaseFilters.MASK;
      sum = products.add(filters.weights()[k], in[at + offset], sum);
    }
    return sum;
  }
}

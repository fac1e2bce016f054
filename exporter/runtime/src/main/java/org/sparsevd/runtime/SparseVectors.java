package org.sparsevd.runtime;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Sparse filters on the Vector API: sums live in registers while a filter's weights stream by, each
 * broadcast against two of a {@link Grid}'s quads. The vectors of a quad are a constant distance
 * apart, so that the JIT checks the bounds of the first and the last of them only.
 */
final class SparseVectors {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();

  /** Whether there are registers for the sums of four quads. */
  private static final boolean ROOMY = LANES != 8;

  private SparseVectors() {}

  /** See {@link Kernels#sparse}. */
  static void run(SparseFilters filters, Grid grid, float[] in, float[] out, float floor) {
    if (grid.reads.length == 1 && !grid.spills) {
      single(filters, grid, in, out, floor);
      return;
    }
    if (filters.blocks() > 1) {
      blocks(filters, grid, in, out, floor);
      return;
    }
    for (int f = 0; f < filters.count(); f++) {
      filter(filters, f, grid, in, out, f * grid.size(), floor);
    }
  }

  /** One filter at every position of the grid, of filters that are no blocks. */
  static void filter(
      SparseFilters filters, int f, Grid grid, float[] in, float[] out, int to, float floor) {
    if (grid.reads.length > 1) {
      pairs(filters, f, grid, in, out, to, floor);
    }
    if (grid.reads.length % 2 > 0) {
      quad(filters, f, grid, in, out, to, floor);
    }
  }

  /**
   * Two filters at a time at the only quad there is: the four sums of one would wait for
   * themselves.
   */
  private static void single(
      SparseFilters filters, Grid grid, float[] in, float[] out, float floor) {
    int count = filters.count();
    int size = grid.size();
    for (int f = 0; f < count; f++) {
      Arrays.fill(out, f * size, (f + 1) * size, filters.bias()[f]);
    }
    for (int block = 0; block < filters.blocks(); block++) {
      float least = block < filters.blocks() - 1 ? Float.NEGATIVE_INFINITY : floor;
      int stream = block * count;
      int f = 0;
      for (; f < count - 1; f += 2) {
        two(filters, stream + f, grid.reads[0], in, out, f * size, (f + 1) * size, least);
      }
      if (f < count) {
        int start = filters.starts()[stream + f];
        int end = filters.starts()[stream + f + 1];
        rest(filters, start, end, grid.reads[0], in, out, f * size, least);
      }
    }
  }

  /** Adds two streams, a weight of each in turn while both have some. */
  private static void two(
      SparseFilters filters,
      int stream,
      int read,
      float[] in,
      float[] out,
      int to,
      int next,
      float floor) {
    int first = filters.starts()[stream];
    int second = filters.starts()[stream + 1];
    int end = filters.starts()[stream + 2];
    int both = Math.min(second - first, end - second);
    inTurn(filters, first, second, both, read, in, out, to, next);
    rest(filters, first + both, second, read, in, out, to, floor);
    rest(filters, second + both, end, read, in, out, next, floor);
  }

  private static void inTurn(
      SparseFilters filters,
      int first,
      int second,
      int count,
      int read,
      float[] in,
      float[] out,
      int to,
      int next) {
    int[] offsets = filters.offsets();
    float[] weights = filters.weights();
    FloatVector a0 = FloatVector.fromArray(SPECIES, out, to);
    FloatVector a1 = FloatVector.fromArray(SPECIES, out, to + LANES);
    FloatVector a2 = FloatVector.fromArray(SPECIES, out, to + 2 * LANES);
    FloatVector a3 = FloatVector.fromArray(SPECIES, out, to + 3 * LANES);
    FloatVector b0 = FloatVector.fromArray(SPECIES, out, next);
    FloatVector b1 = FloatVector.fromArray(SPECIES, out, next + LANES);
    FloatVector b2 = FloatVector.fromArray(SPECIES, out, next + 2 * LANES);
    FloatVector b3 = FloatVector.fromArray(SPECIES, out, next + 3 * LANES);
    for (int k = 0; k < count; k++) {
      FloatVector weight = FloatVector.broadcast(SPECIES, weights[first + k]);
      int a = read + offsets[first + k];
      a0 = FloatVector.fromArray(SPECIES, in, a).fma(weight, a0);
      a1 = FloatVector.fromArray(SPECIES, in, a + LANES).fma(weight, a1);
      a2 = FloatVector.fromArray(SPECIES, in, a + 2 * LANES).fma(weight, a2);
      a3 = FloatVector.fromArray(SPECIES, in, a + 3 * LANES).fma(weight, a3);
      weight = FloatVector.broadcast(SPECIES, weights[second + k]);
      int b = read + offsets[second + k];
      b0 = FloatVector.fromArray(SPECIES, in, b).fma(weight, b0);
      b1 = FloatVector.fromArray(SPECIES, in, b + LANES).fma(weight, b1);
      b2 = FloatVector.fromArray(SPECIES, in, b + 2 * LANES).fma(weight, b2);
      b3 = FloatVector.fromArray(SPECIES, in, b + 3 * LANES).fma(weight, b3);
    }
    a0.intoArray(out, to);
    a1.intoArray(out, to + LANES);
    a2.intoArray(out, to + 2 * LANES);
    a3.intoArray(out, to + 3 * LANES);
    b0.intoArray(out, next);
    b1.intoArray(out, next + LANES);
    b2.intoArray(out, next + 2 * LANES);
    b3.intoArray(out, next + 3 * LANES);
  }

  private static void rest(
      SparseFilters filters,
      int start,
      int end,
      int read,
      float[] in,
      float[] out,
      int to,
      float floor) {
    int[] offsets = filters.offsets();
    float[] weights = filters.weights();
    FloatVector a0 = FloatVector.fromArray(SPECIES, out, to);
    FloatVector a1 = FloatVector.fromArray(SPECIES, out, to + LANES);
    FloatVector a2 = FloatVector.fromArray(SPECIES, out, to + 2 * LANES);
    FloatVector a3 = FloatVector.fromArray(SPECIES, out, to + 3 * LANES);
    for (int k = start; k < end; k++) {
      FloatVector weight = FloatVector.broadcast(SPECIES, weights[k]);
      int a = read + offsets[k];
      a0 = FloatVector.fromArray(SPECIES, in, a).fma(weight, a0);
      a1 = FloatVector.fromArray(SPECIES, in, a + LANES).fma(weight, a1);
      a2 = FloatVector.fromArray(SPECIES, in, a + 2 * LANES).fma(weight, a2);
      a3 = FloatVector.fromArray(SPECIES, in, a + 3 * LANES).fma(weight, a3);
    }
    VectorQuad.store(a0, a1, a2, a3, out, to, floor);
  }

  /** All pairs of quads for one filter. */
  private static void pairs(
      SparseFilters filters, int f, Grid grid, float[] in, float[] out, int to, float floor) {
    int[] offsets = filters.offsets();
    float[] weights = filters.weights();
    int start = filters.starts()[f];
    int end = filters.starts()[f + 1];
    FloatVector bias = FloatVector.broadcast(SPECIES, filters.bias()[f]);
    for (int q = 0; q < grid.reads.length - 1; q += 2) {
      int first = grid.reads[q];
      int second = grid.reads[q + 1];
      FloatVector a0 = bias;
      FloatVector a1 = bias;
      FloatVector a2 = bias;
      FloatVector a3 = bias;
      FloatVector b0 = bias;
      FloatVector b1 = bias;
      FloatVector b2 = bias;
      FloatVector b3 = bias;
      for (int k = start; k < end; k++) {
        FloatVector weight = FloatVector.broadcast(SPECIES, weights[k]);
        int a = first + offsets[k];
        a0 = FloatVector.fromArray(SPECIES, in, a).fma(weight, a0);
        a1 = FloatVector.fromArray(SPECIES, in, a + LANES).fma(weight, a1);
        a2 = FloatVector.fromArray(SPECIES, in, a + 2 * LANES).fma(weight, a2);
        a3 = FloatVector.fromArray(SPECIES, in, a + 3 * LANES).fma(weight, a3);
        int b = second + offsets[k];
        b0 = FloatVector.fromArray(SPECIES, in, b).fma(weight, b0);
        b1 = FloatVector.fromArray(SPECIES, in, b + LANES).fma(weight, b1);
        b2 = FloatVector.fromArray(SPECIES, in, b + 2 * LANES).fma(weight, b2);
        b3 = FloatVector.fromArray(SPECIES, in, b + 3 * LANES).fma(weight, b3);
      }
      VectorQuad.store(a0, a1, a2, a3, out, to + grid.writes[q], floor);
      VectorQuad.store(b0, b1, b2, b3, out, to + grid.writes[q + 1], floor);
    }
  }

  /** All pairs of quads one above the other, pooled by two. */
  static void pooled(
      SparseFilters filters, int f, Grid grid, float[] in, float[] out, int to, float floor) {
    int[] offsets = filters.offsets();
    float[] weights = filters.weights();
    int start = filters.starts()[f];
    int end = filters.starts()[f + 1];
    FloatVector bias = FloatVector.broadcast(SPECIES, filters.bias()[f]);
    for (int q = 0; q < grid.reads.length - 1; q += 2) {
      int first = grid.reads[q];
      int second = grid.reads[q + 1];
      FloatVector a0 = bias;
      FloatVector a1 = bias;
      FloatVector a2 = bias;
      FloatVector a3 = bias;
      FloatVector b0 = bias;
      FloatVector b1 = bias;
      FloatVector b2 = bias;
      FloatVector b3 = bias;
      for (int k = start; k < end; k++) {
        FloatVector weight = FloatVector.broadcast(SPECIES, weights[k]);
        int a = first + offsets[k];
        a0 = FloatVector.fromArray(SPECIES, in, a).fma(weight, a0);
        a1 = FloatVector.fromArray(SPECIES, in, a + LANES).fma(weight, a1);
        a2 = FloatVector.fromArray(SPECIES, in, a + 2 * LANES).fma(weight, a2);
        a3 = FloatVector.fromArray(SPECIES, in, a + 3 * LANES).fma(weight, a3);
        int b = second + offsets[k];
        b0 = FloatVector.fromArray(SPECIES, in, b).fma(weight, b0);
        b1 = FloatVector.fromArray(SPECIES, in, b + LANES).fma(weight, b1);
        b2 = FloatVector.fromArray(SPECIES, in, b + 2 * LANES).fma(weight, b2);
        b3 = FloatVector.fromArray(SPECIES, in, b + 3 * LANES).fma(weight, b3);
      }
      int at = to + grid.writes[q / 2];
      FloatVector left = VectorQuad.larger(a0, b0);
      left = VectorQuad.larger(left, VectorQuad.larger(a1, b1));
      VectorQuad.raised(left, floor).intoArray(out, at);
      FloatVector right = VectorQuad.larger(a2, b2);
      right = VectorQuad.larger(right, VectorQuad.larger(a3, b3));
      VectorQuad.raised(right, floor).intoArray(out, at + LANES);
    }
  }

  /** The last quad, where there is an odd number of them. */
  private static void quad(
      SparseFilters filters, int f, Grid grid, float[] in, float[] out, int to, float floor) {
    int q = grid.reads.length - 1;
    int first = grid.reads[q];
    FloatVector a0 = FloatVector.broadcast(SPECIES, filters.bias()[f]);
    FloatVector a1 = a0;
    FloatVector a2 = a0;
    FloatVector a3 = a0;
    int[] offsets = filters.offsets();
    float[] weights = filters.weights();
    int end = filters.starts()[f + 1];
    for (int k = filters.starts()[f]; k < end; k++) {
      FloatVector weight = FloatVector.broadcast(SPECIES, weights[k]);
      int a = first + offsets[k];
      a0 = FloatVector.fromArray(SPECIES, in, a).fma(weight, a0);
      a1 = FloatVector.fromArray(SPECIES, in, a + LANES).fma(weight, a1);
      a2 = FloatVector.fromArray(SPECIES, in, a + 2 * LANES).fma(weight, a2);
      a3 = FloatVector.fromArray(SPECIES, in, a + 3 * LANES).fma(weight, a3);
    }
    VectorQuad.store(a0, a1, a2, a3, out, to + grid.writes[q], floor);
  }

  /**
   * Strip by strip of the grid and block by block of the weights, so that what a block reads for a
   * strip stays in the first-level cache for all filters, and their sums in the second.
   */
  private static void blocks(
      SparseFilters filters, Grid grid, float[] in, float[] out, float floor) {
    int count = filters.count();
    int quads = grid.reads.length;
    for (int q = 0; q < quads; q += filters.strip()) {
      int end = Math.min(quads, q + filters.strip());
      for (int f = 0; f < count; f++) {
        begin(filters.bias()[f], grid, q, end, out, f * grid.size());
      }
      for (int block = 0; block < filters.blocks(); block++) {
        float least = block < filters.blocks() - 1 ? Float.NEGATIVE_INFINITY : floor;
        for (int f = 0; f < count; f++) {
          add(filters, block * count + f, grid, q, end, in, out, f * grid.size(), least);
        }
      }
    }
  }

  private static void begin(float bias, Grid grid, int first, int end, float[] out, int to) {
    for (int q = first; q < end; q++) {
      int at = to + grid.writes[q];
      Arrays.fill(out, at, at + Grid.QUAD * LANES, bias);
    }
  }

  /**
   * Adds a stream of weights to what is there, for a strip of quads. Where the last one has no
   * partner it is its own: both find the same.
   */
  private static void add(
      SparseFilters filters,
      int stream,
      Grid grid,
      int firstQuad,
      int endQuad,
      float[] in,
      float[] out,
      int to,
      float floor) {
    int q = firstQuad;
    for (; ROOMY && q < endQuad - 3; q += 4) {
      addFour(filters, stream, grid, q, in, out, to);
      if (floor > Float.NEGATIVE_INFINITY) {
        for (int i = q; i < q + 4; i++) {
          raise(out, to + grid.writes[i], floor);
        }
      }
    }
    for (; q < endQuad; q += 2) {
      addPair(filters, stream, grid, q, Math.min(q + 1, endQuad - 1), in, out, to, floor);
    }
  }

  private static void addPair(
      SparseFilters filters,
      int stream,
      Grid grid,
      int q,
      int partner,
      float[] in,
      float[] out,
      int to,
      float floor) {
    int[] offsets = filters.offsets();
    float[] weights = filters.weights();
    int end = filters.starts()[stream + 1];
    int first = grid.reads[q];
    int second = grid.reads[partner];
    int c = to + grid.writes[q];
    int d = to + grid.writes[partner];
    FloatVector a0 = FloatVector.fromArray(SPECIES, out, c);
    FloatVector a1 = FloatVector.fromArray(SPECIES, out, c + LANES);
    FloatVector a2 = FloatVector.fromArray(SPECIES, out, c + 2 * LANES);
    FloatVector a3 = FloatVector.fromArray(SPECIES, out, c + 3 * LANES);
    FloatVector b0 = FloatVector.fromArray(SPECIES, out, d);
    FloatVector b1 = FloatVector.fromArray(SPECIES, out, d + LANES);
    FloatVector b2 = FloatVector.fromArray(SPECIES, out, d + 2 * LANES);
    FloatVector b3 = FloatVector.fromArray(SPECIES, out, d + 3 * LANES);
    for (int k = filters.starts()[stream]; k < end; k++) {
      FloatVector weight = FloatVector.broadcast(SPECIES, weights[k]);
      int a = first + offsets[k];
      a0 = FloatVector.fromArray(SPECIES, in, a).fma(weight, a0);
      a1 = FloatVector.fromArray(SPECIES, in, a + LANES).fma(weight, a1);
      a2 = FloatVector.fromArray(SPECIES, in, a + 2 * LANES).fma(weight, a2);
      a3 = FloatVector.fromArray(SPECIES, in, a + 3 * LANES).fma(weight, a3);
      int b = second + offsets[k];
      b0 = FloatVector.fromArray(SPECIES, in, b).fma(weight, b0);
      b1 = FloatVector.fromArray(SPECIES, in, b + LANES).fma(weight, b1);
      b2 = FloatVector.fromArray(SPECIES, in, b + 2 * LANES).fma(weight, b2);
      b3 = FloatVector.fromArray(SPECIES, in, b + 3 * LANES).fma(weight, b3);
    }
    VectorQuad.store(a0, a1, a2, a3, out, c, floor);
    VectorQuad.store(b0, b1, b2, b3, out, d, floor);
  }

  private static void raise(float[] out, int at, float floor) {
    for (int i = at; i < at + Grid.QUAD * LANES; i += LANES) {
      VectorQuad.raised(FloatVector.fromArray(SPECIES, out, i), floor).intoArray(out, i);
    }
  }

  /** Adds a stream of weights to what is there, for four quads: 16 sums. */
  private static void addFour(
      SparseFilters filters, int stream, Grid grid, int q, float[] in, float[] out, int to) {
    int[] offsets = filters.offsets();
    float[] weights = filters.weights();
    int end = filters.starts()[stream + 1];
    int a = grid.reads[q];
    int e = to + grid.writes[q];
    int b = grid.reads[q + 1];
    int f = to + grid.writes[q + 1];
    int c = grid.reads[q + 2];
    int g = to + grid.writes[q + 2];
    int d = grid.reads[q + 3];
    int h = to + grid.writes[q + 3];
    FloatVector a0 = FloatVector.fromArray(SPECIES, out, e);
    FloatVector a1 = FloatVector.fromArray(SPECIES, out, e + LANES);
    FloatVector a2 = FloatVector.fromArray(SPECIES, out, e + 2 * LANES);
    FloatVector a3 = FloatVector.fromArray(SPECIES, out, e + 3 * LANES);
    FloatVector b0 = FloatVector.fromArray(SPECIES, out, f);
    FloatVector b1 = FloatVector.fromArray(SPECIES, out, f + LANES);
    FloatVector b2 = FloatVector.fromArray(SPECIES, out, f + 2 * LANES);
    FloatVector b3 = FloatVector.fromArray(SPECIES, out, f + 3 * LANES);
    FloatVector c0 = FloatVector.fromArray(SPECIES, out, g);
    FloatVector c1 = FloatVector.fromArray(SPECIES, out, g + LANES);
    FloatVector c2 = FloatVector.fromArray(SPECIES, out, g + 2 * LANES);
    FloatVector c3 = FloatVector.fromArray(SPECIES, out, g + 3 * LANES);
    FloatVector d0 = FloatVector.fromArray(SPECIES, out, h);
    FloatVector d1 = FloatVector.fromArray(SPECIES, out, h + LANES);
    FloatVector d2 = FloatVector.fromArray(SPECIES, out, h + 2 * LANES);
    FloatVector d3 = FloatVector.fromArray(SPECIES, out, h + 3 * LANES);
    for (int k = filters.starts()[stream]; k < end; k++) {
      FloatVector weight = FloatVector.broadcast(SPECIES, weights[k]);
      int at = a + offsets[k];
      a0 = FloatVector.fromArray(SPECIES, in, at).fma(weight, a0);
      a1 = FloatVector.fromArray(SPECIES, in, at + LANES).fma(weight, a1);
      a2 = FloatVector.fromArray(SPECIES, in, at + 2 * LANES).fma(weight, a2);
      a3 = FloatVector.fromArray(SPECIES, in, at + 3 * LANES).fma(weight, a3);
      at = b + offsets[k];
      b0 = FloatVector.fromArray(SPECIES, in, at).fma(weight, b0);
      b1 = FloatVector.fromArray(SPECIES, in, at + LANES).fma(weight, b1);
      b2 = FloatVector.fromArray(SPECIES, in, at + 2 * LANES).fma(weight, b2);
      b3 = FloatVector.fromArray(SPECIES, in, at + 3 * LANES).fma(weight, b3);
      at = c + offsets[k];
      c0 = FloatVector.fromArray(SPECIES, in, at).fma(weight, c0);
      c1 = FloatVector.fromArray(SPECIES, in, at + LANES).fma(weight, c1);
      c2 = FloatVector.fromArray(SPECIES, in, at + 2 * LANES).fma(weight, c2);
      c3 = FloatVector.fromArray(SPECIES, in, at + 3 * LANES).fma(weight, c3);
      at = d + offsets[k];
      d0 = FloatVector.fromArray(SPECIES, in, at).fma(weight, d0);
      d1 = FloatVector.fromArray(SPECIES, in, at + LANES).fma(weight, d1);
      d2 = FloatVector.fromArray(SPECIES, in, at + 2 * LANES).fma(weight, d2);
      d3 = FloatVector.fromArray(SPECIES, in, at + 3 * LANES).fma(weight, d3);
    }
    a0.intoArray(out, e);
    a1.intoArray(out, e + LANES);
    a2.intoArray(out, e + 2 * LANES);
    a3.intoArray(out, e + 3 * LANES);
    b0.intoArray(out, f);
    b1.intoArray(out, f + LANES);
    b2.intoArray(out, f + 2 * LANES);
    b3.intoArray(out, f + 3 * LANES);
    c0.intoArray(out, g);
    c1.intoArray(out, g + LANES);
    c2.intoArray(out, g + 2 * LANES);
    c3.intoArray(out, g + 3 * LANES);
    d0.intoArray(out, h);
    d1.intoArray(out, h + LANES);
    d2.intoArray(out, h + 2 * LANES);
    d3.intoArray(out, h + 3 * LANES);
  }
}

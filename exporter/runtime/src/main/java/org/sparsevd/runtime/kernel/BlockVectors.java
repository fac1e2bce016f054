package org.sparsevd.runtime.kernel;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.sparsevd.runtime.layout.CacheLines;
import org.sparsevd.runtime.layout.Positions;
import org.sparsevd.runtime.layout.Slots;
import org.sparsevd.runtime.layout.SparseFilters;
import org.sparsevd.vector.FloatLanes;

/**
 * Sparse filters in blocks on the Vector API: strip by strip of the grid and block by block of the
 * weights, so that what a block reads for a strip stays in the first-level cache for all filters.
 * The sums of a strip lie in an array of their own until the last block has added to them; there,
 * too, vectors are to lie within cache lines. Those of as many quads as there are registers for are
 * in registers while the weights of a block stream by.
 */
final class BlockVectors {
  private static final VectorSpecies<Float> SPECIES = FloatLanes.SPECIES;
  private static final int LANES = SPECIES.length();
  private static final int QUAD = Positions.QUAD * LANES;

  /** Whether there are registers for the sums of four quads. */
  private static final boolean ROOMY = LANES != 8;

  private BlockVectors() {}

  /** Whether these filters are to be run here: in blocks, or at a single quad. */
  static boolean canRun(SparseFilters filters, Positions grid) {
    return !grid.spills && (filters.blocks() > 1 || grid.reads.length == 1);
  }

  /**
   * Floats for the sums of a strip.
   *
   * @throws IllegalArgumentException if they are too many for an array
   */
  static int sums(SparseFilters filters, Positions grid) {
    long floats = CacheLines.LEAD + (long) filters.count() * strip(filters, grid) * QUAD;
    if (floats > Integer.MAX_VALUE - Slots.SLACK) {
      throw new IllegalArgumentException(filters.count() + " filters are too many for an array");
    }
    return (int) floats;
  }

  private static int strip(SparseFilters filters, Positions grid) {
    return Math.min(filters.strip(), grid.reads.length);
  }

  /** All filters at every position of the grid. */
  static void run(
      SparseFilters filters, Positions grid, float[] in, float[] out, float[] sums, float floor) {
    int strip = strip(filters, grid);
    for (int q = 0; q < grid.reads.length; q += strip) {
      int end = Math.min(grid.reads.length, q + strip);
      add(filters, grid, q, end, in, sums, strip * QUAD);
      for (int f = 0; f < filters.count(); f++) {
        for (int i = q; i < end; i++) {
          int from = CacheLines.LEAD + (f * strip + i - q) * QUAD;
          store(sums, from, out, f * grid.size() + grid.writes[i], floor);
        }
      }
    }
  }

  /**
   * The same at a stacked grid, pooled by two.
   *
   * @param size floats of what is pooled, for each filter
   */
  static void pooled(
      SparseFilters filters,
      Positions grid,
      int size,
      float[] in,
      float[] out,
      float[] sums,
      float floor) {
    int strip = strip(filters, grid);
    for (int q = 0; q < grid.reads.length; q += strip) {
      int end = Math.min(grid.reads.length, q + strip);
      add(filters, grid, q, end, in, sums, strip * QUAD);
      for (int i = q; i < end; i += 4) {
        int row = grid.writes[i] / grid.runLength;
        int to = (row * grid.runLength / 2 + grid.writes[i] % grid.runLength) / 2;
        for (int f = 0; f < filters.count(); f++) {
          int from = CacheLines.LEAD + (f * strip + i - q) * QUAD;
          pool(sums, from, out, f * size + to, floor);
        }
      }
    }
  }

  /** All filters at a strip. */
  private static void add(
      SparseFilters filters, Positions grid, int q, int end, float[] in, float[] sums, int pitch) {
    for (int f = 0; f < filters.count(); f++) {
      int at = CacheLines.LEAD + f * pitch;
      Arrays.fill(sums, at, at + (end - q) * QUAD, filters.bias()[f]);
    }
    for (int block = 0; block < filters.blocks(); block++) {
      int stream = block * filters.count();
      if (end - q == 1) {
        quads(filters, stream, grid.reads[q], in, sums, pitch);
      } else {
        strips(filters, stream, grid, q, end, in, sums, pitch);
      }
    }
  }

  /** Two rows of two quads, whose vectors are pixels. */
  private static void pool(float[] sums, int from, float[] out, int to, float floor) {
    for (int i = 0; i < Positions.QUAD; i++) {
      square(sums, from + 2 * i * LANES, out, to + i * LANES, floor);
    }
  }

  /** All in one method, since what a method returns that the JIT does not inline is an object. */
  private static void square(float[] sums, int at, float[] out, int to, float floor) {
    FloatVector a = FloatVector.fromArray(SPECIES, sums, at);
    FloatVector next = FloatVector.fromArray(SPECIES, sums, at + LANES);
    a = a.blend(next, a.compare(VectorOperators.LT, next));
    next = FloatVector.fromArray(SPECIES, sums, at + 2 * QUAD);
    a = a.blend(next, a.compare(VectorOperators.LT, next));
    next = FloatVector.fromArray(SPECIES, sums, at + 2 * QUAD + LANES);
    a = a.blend(next, a.compare(VectorOperators.LT, next));
    a.blend(floor, a.compare(VectorOperators.LE, floor)).intoArray(out, to);
  }

  private static void store(float[] sums, int from, float[] out, int to, float floor) {
    for (int i = 0; i < QUAD; i += LANES) {
      FloatVector sum = FloatVector.fromArray(SPECIES, sums, from + i);
      VectorQuad.raised(sum, floor).intoArray(out, to + i);
    }
  }

  /** A block of all filters at a strip. */
  private static void strips(
      SparseFilters filters,
      int stream,
      Positions grid,
      int first,
      int end,
      float[] in,
      float[] sums,
      int pitch) {
    for (int f = 0; f < filters.count(); f++) {
      int at = CacheLines.LEAD + f * pitch;
      int q = first;
      for (; ROOMY && q < end - 3; q += 4, at += 4 * QUAD) {
        int[] reads = grid.reads;
        if (reads[q] + QUAD == reads[q + 1] && reads[q + 2] + QUAD == reads[q + 3]) {
          addRuns(filters, stream + f, reads[q], reads[q + 2], in, sums, at);
        } else {
          addFour(filters, stream + f, grid, q, in, sums, at);
        }
      }
      for (; q < end - 1; q += 2, at += 2 * QUAD) {
        addPair(filters, stream + f, grid.reads[q], grid.reads[q + 1], in, sums, at);
      }
      if (q < end) {
        int start = filters.starts()[stream + f];
        add(filters, start, filters.starts()[stream + f + 1], grid.reads[q], in, sums, at);
      }
    }
  }

  /** A block at a single quad: two filters at a time, as four sums would wait for themselves. */
  private static void quads(
      SparseFilters filters, int stream, int read, float[] in, float[] sums, int pitch) {
    int f = 0;
    for (; f < filters.count() - 1; f += 2) {
      int at = CacheLines.LEAD + f * pitch;
      int first = filters.starts()[stream + f];
      int second = filters.starts()[stream + f + 1];
      int end = filters.starts()[stream + f + 2];
      int both = Math.min(second - first, end - second);
      addTwo(filters, first, second, both, read, in, sums, at, at + pitch);
      add(filters, first + both, second, read, in, sums, at);
      add(filters, second + both, end, read, in, sums, at + pitch);
    }
    if (f < filters.count()) {
      int start = filters.starts()[stream + f];
      int at = CacheLines.LEAD + f * pitch;
      add(filters, start, filters.starts()[stream + f + 1], read, in, sums, at);
    }
  }

  /** Adds weights to the sums of a quad. */
  private static void add(
      SparseFilters filters, int start, int end, int read, float[] in, float[] sums, int at) {
    int[] offsets = filters.offsets();
    float[] weights = filters.weights();
    FloatVector a0 = FloatVector.fromArray(SPECIES, sums, at);
    FloatVector a1 = FloatVector.fromArray(SPECIES, sums, at + LANES);
    FloatVector a2 = FloatVector.fromArray(SPECIES, sums, at + 2 * LANES);
    FloatVector a3 = FloatVector.fromArray(SPECIES, sums, at + 3 * LANES);
    for (int k = start; k < end; k++) {
      FloatVector weight = FloatVector.broadcast(SPECIES, weights[k]);
      int a = read + offsets[k];
      a0 = weight.fma(FloatVector.fromArray(SPECIES, in, a), a0);
      a1 = weight.fma(FloatVector.fromArray(SPECIES, in, a + LANES), a1);
      a2 = weight.fma(FloatVector.fromArray(SPECIES, in, a + 2 * LANES), a2);
      a3 = weight.fma(FloatVector.fromArray(SPECIES, in, a + 3 * LANES), a3);
    }
    a0.intoArray(sums, at);
    a1.intoArray(sums, at + LANES);
    a2.intoArray(sums, at + 2 * LANES);
    a3.intoArray(sums, at + 3 * LANES);
  }

  /** As many weights of one filter as of another, in turn, to the sums of a quad of each. */
  private static void addTwo(
      SparseFilters filters,
      int first,
      int second,
      int count,
      int read,
      float[] in,
      float[] sums,
      int to,
      int next) {
    int[] offsets = filters.offsets();
    float[] weights = filters.weights();
    FloatVector a0 = FloatVector.fromArray(SPECIES, sums, to);
    FloatVector a1 = FloatVector.fromArray(SPECIES, sums, to + LANES);
    FloatVector a2 = FloatVector.fromArray(SPECIES, sums, to + 2 * LANES);
    FloatVector a3 = FloatVector.fromArray(SPECIES, sums, to + 3 * LANES);
    FloatVector b0 = FloatVector.fromArray(SPECIES, sums, next);
    FloatVector b1 = FloatVector.fromArray(SPECIES, sums, next + LANES);
    FloatVector b2 = FloatVector.fromArray(SPECIES, sums, next + 2 * LANES);
    FloatVector b3 = FloatVector.fromArray(SPECIES, sums, next + 3 * LANES);
    for (int k = 0; k < count; k++) {
      FloatVector weight = FloatVector.broadcast(SPECIES, weights[first + k]);
      int a = read + offsets[first + k];
      a0 = weight.fma(FloatVector.fromArray(SPECIES, in, a), a0);
      a1 = weight.fma(FloatVector.fromArray(SPECIES, in, a + LANES), a1);
      a2 = weight.fma(FloatVector.fromArray(SPECIES, in, a + 2 * LANES), a2);
      a3 = weight.fma(FloatVector.fromArray(SPECIES, in, a + 3 * LANES), a3);
      weight = FloatVector.broadcast(SPECIES, weights[second + k]);
      int b = read + offsets[second + k];
      b0 = weight.fma(FloatVector.fromArray(SPECIES, in, b), b0);
      b1 = weight.fma(FloatVector.fromArray(SPECIES, in, b + LANES), b1);
      b2 = weight.fma(FloatVector.fromArray(SPECIES, in, b + 2 * LANES), b2);
      b3 = weight.fma(FloatVector.fromArray(SPECIES, in, b + 3 * LANES), b3);
    }
    a0.intoArray(sums, to);
    a1.intoArray(sums, to + LANES);
    a2.intoArray(sums, to + 2 * LANES);
    a3.intoArray(sums, to + 3 * LANES);
    b0.intoArray(sums, next);
    b1.intoArray(sums, next + LANES);
    b2.intoArray(sums, next + 2 * LANES);
    b3.intoArray(sums, next + 3 * LANES);
  }

  /** Adds a stream of weights to the sums of two quads. */
  private static void addPair(
      SparseFilters filters, int stream, int first, int second, float[] in, float[] sums, int at) {
    int[] offsets = filters.offsets();
    float[] weights = filters.weights();
    int end = filters.starts()[stream + 1];
    FloatVector a0 = FloatVector.fromArray(SPECIES, sums, at);
    FloatVector a1 = FloatVector.fromArray(SPECIES, sums, at + LANES);
    FloatVector a2 = FloatVector.fromArray(SPECIES, sums, at + 2 * LANES);
    FloatVector a3 = FloatVector.fromArray(SPECIES, sums, at + 3 * LANES);
    FloatVector b0 = FloatVector.fromArray(SPECIES, sums, at + 4 * LANES);
    FloatVector b1 = FloatVector.fromArray(SPECIES, sums, at + 5 * LANES);
    FloatVector b2 = FloatVector.fromArray(SPECIES, sums, at + 6 * LANES);
    FloatVector b3 = FloatVector.fromArray(SPECIES, sums, at + 7 * LANES);
    for (int k = filters.starts()[stream]; k < end; k++) {
      FloatVector weight = FloatVector.broadcast(SPECIES, weights[k]);
      int a = first + offsets[k];
      a0 = weight.fma(FloatVector.fromArray(SPECIES, in, a), a0);
      a1 = weight.fma(FloatVector.fromArray(SPECIES, in, a + LANES), a1);
      a2 = weight.fma(FloatVector.fromArray(SPECIES, in, a + 2 * LANES), a2);
      a3 = weight.fma(FloatVector.fromArray(SPECIES, in, a + 3 * LANES), a3);
      int b = second + offsets[k];
      b0 = weight.fma(FloatVector.fromArray(SPECIES, in, b), b0);
      b1 = weight.fma(FloatVector.fromArray(SPECIES, in, b + LANES), b1);
      b2 = weight.fma(FloatVector.fromArray(SPECIES, in, b + 2 * LANES), b2);
      b3 = weight.fma(FloatVector.fromArray(SPECIES, in, b + 3 * LANES), b3);
    }
    a0.intoArray(sums, at);
    a1.intoArray(sums, at + LANES);
    a2.intoArray(sums, at + 2 * LANES);
    a3.intoArray(sums, at + 3 * LANES);
    b0.intoArray(sums, at + 4 * LANES);
    b1.intoArray(sums, at + 5 * LANES);
    b2.intoArray(sums, at + 6 * LANES);
    b3.intoArray(sums, at + 7 * LANES);
  }

  /** Adds a stream of weights to the sums of four quads. */
  private static void addFour(
      SparseFilters filters, int stream, Positions grid, int q, float[] in, float[] sums, int at) {
    int[] offsets = filters.offsets();
    float[] weights = filters.weights();
    int end = filters.starts()[stream + 1];
    int first = grid.reads[q];
    int second = grid.reads[q + 1];
    int third = grid.reads[q + 2];
    int fourth = grid.reads[q + 3];
    FloatVector a0 = FloatVector.fromArray(SPECIES, sums, at);
    FloatVector a1 = FloatVector.fromArray(SPECIES, sums, at + LANES);
    FloatVector a2 = FloatVector.fromArray(SPECIES, sums, at + 2 * LANES);
    FloatVector a3 = FloatVector.fromArray(SPECIES, sums, at + 3 * LANES);
    FloatVector b0 = FloatVector.fromArray(SPECIES, sums, at + 4 * LANES);
    FloatVector b1 = FloatVector.fromArray(SPECIES, sums, at + 5 * LANES);
    FloatVector b2 = FloatVector.fromArray(SPECIES, sums, at + 6 * LANES);
    FloatVector b3 = FloatVector.fromArray(SPECIES, sums, at + 7 * LANES);
    FloatVector c0 = FloatVector.fromArray(SPECIES, sums, at + 8 * LANES);
    FloatVector c1 = FloatVector.fromArray(SPECIES, sums, at + 9 * LANES);
    FloatVector c2 = FloatVector.fromArray(SPECIES, sums, at + 10 * LANES);
    FloatVector c3 = FloatVector.fromArray(SPECIES, sums, at + 11 * LANES);
    FloatVector d0 = FloatVector.fromArray(SPECIES, sums, at + 12 * LANES);
    FloatVector d1 = FloatVector.fromArray(SPECIES, sums, at + 13 * LANES);
    FloatVector d2 = FloatVector.fromArray(SPECIES, sums, at + 14 * LANES);
    FloatVector d3 = FloatVector.fromArray(SPECIES, sums, at + 15 * LANES);
    for (int k = filters.starts()[stream]; k < end; k++) {
      FloatVector weight = FloatVector.broadcast(SPECIES, weights[k]);
      int a = first + offsets[k];
      a0 = weight.fma(FloatVector.fromArray(SPECIES, in, a), a0);
      a1 = weight.fma(FloatVector.fromArray(SPECIES, in, a + LANES), a1);
      a2 = weight.fma(FloatVector.fromArray(SPECIES, in, a + 2 * LANES), a2);
      a3 = weight.fma(FloatVector.fromArray(SPECIES, in, a + 3 * LANES), a3);
      int b = second + offsets[k];
      b0 = weight.fma(FloatVector.fromArray(SPECIES, in, b), b0);
      b1 = weight.fma(FloatVector.fromArray(SPECIES, in, b + LANES), b1);
      b2 = weight.fma(FloatVector.fromArray(SPECIES, in, b + 2 * LANES), b2);
      b3 = weight.fma(FloatVector.fromArray(SPECIES, in, b + 3 * LANES), b3);
      int c = third + offsets[k];
      c0 = weight.fma(FloatVector.fromArray(SPECIES, in, c), c0);
      c1 = weight.fma(FloatVector.fromArray(SPECIES, in, c + LANES), c1);
      c2 = weight.fma(FloatVector.fromArray(SPECIES, in, c + 2 * LANES), c2);
      c3 = weight.fma(FloatVector.fromArray(SPECIES, in, c + 3 * LANES), c3);
      int d = fourth + offsets[k];
      d0 = weight.fma(FloatVector.fromArray(SPECIES, in, d), d0);
      d1 = weight.fma(FloatVector.fromArray(SPECIES, in, d + LANES), d1);
      d2 = weight.fma(FloatVector.fromArray(SPECIES, in, d + 2 * LANES), d2);
      d3 = weight.fma(FloatVector.fromArray(SPECIES, in, d + 3 * LANES), d3);
    }
    a0.intoArray(sums, at);
    a1.intoArray(sums, at + LANES);
    a2.intoArray(sums, at + 2 * LANES);
    a3.intoArray(sums, at + 3 * LANES);
    b0.intoArray(sums, at + 4 * LANES);
    b1.intoArray(sums, at + 5 * LANES);
    b2.intoArray(sums, at + 6 * LANES);
    b3.intoArray(sums, at + 7 * LANES);
    c0.intoArray(sums, at + 8 * LANES);
    c1.intoArray(sums, at + 9 * LANES);
    c2.intoArray(sums, at + 10 * LANES);
    c3.intoArray(sums, at + 11 * LANES);
    d0.intoArray(sums, at + 12 * LANES);
    d1.intoArray(sums, at + 13 * LANES);
    d2.intoArray(sums, at + 14 * LANES);
    d3.intoArray(sums, at + 15 * LANES);
  }

  /**
   * The same where the second quad follows the first without a gap, and the fourth the third:
   * distances that are constants cost fewer instructions.
   */
  private static void addRuns(
      SparseFilters filters, int stream, int first, int third, float[] in, float[] sums, int at) {
    int[] offsets = filters.offsets();
    float[] weights = filters.weights();
    int end = filters.starts()[stream + 1];
    FloatVector a0 = FloatVector.fromArray(SPECIES, sums, at);
    FloatVector a1 = FloatVector.fromArray(SPECIES, sums, at + LANES);
    FloatVector a2 = FloatVector.fromArray(SPECIES, sums, at + 2 * LANES);
    FloatVector a3 = FloatVector.fromArray(SPECIES, sums, at + 3 * LANES);
    FloatVector b0 = FloatVector.fromArray(SPECIES, sums, at + 4 * LANES);
    FloatVector b1 = FloatVector.fromArray(SPECIES, sums, at + 5 * LANES);
    FloatVector b2 = FloatVector.fromArray(SPECIES, sums, at + 6 * LANES);
    FloatVector b3 = FloatVector.fromArray(SPECIES, sums, at + 7 * LANES);
    FloatVector c0 = FloatVector.fromArray(SPECIES, sums, at + 8 * LANES);
    FloatVector c1 = FloatVector.fromArray(SPECIES, sums, at + 9 * LANES);
    FloatVector c2 = FloatVector.fromArray(SPECIES, sums, at + 10 * LANES);
    FloatVector c3 = FloatVector.fromArray(SPECIES, sums, at + 11 * LANES);
    FloatVector d0 = FloatVector.fromArray(SPECIES, sums, at + 12 * LANES);
    FloatVector d1 = FloatVector.fromArray(SPECIES, sums, at + 13 * LANES);
    FloatVector d2 = FloatVector.fromArray(SPECIES, sums, at + 14 * LANES);
    FloatVector d3 = FloatVector.fromArray(SPECIES, sums, at + 15 * LANES);
    for (int k = filters.starts()[stream]; k < end; k++) {
      FloatVector weight = FloatVector.broadcast(SPECIES, weights[k]);
      int a = first + offsets[k];
      a0 = weight.fma(FloatVector.fromArray(SPECIES, in, a), a0);
      a1 = weight.fma(FloatVector.fromArray(SPECIES, in, a + LANES), a1);
      a2 = weight.fma(FloatVector.fromArray(SPECIES, in, a + 2 * LANES), a2);
      a3 = weight.fma(FloatVector.fromArray(SPECIES, in, a + 3 * LANES), a3);
      b0 = weight.fma(FloatVector.fromArray(SPECIES, in, a + 4 * LANES), b0);
      b1 = weight.fma(FloatVector.fromArray(SPECIES, in, a + 5 * LANES), b1);
      b2 = weight.fma(FloatVector.fromArray(SPECIES, in, a + 6 * LANES), b2);
      b3 = weight.fma(FloatVector.fromArray(SPECIES, in, a + 7 * LANES), b3);
      int c = third + offsets[k];
      c0 = weight.fma(FloatVector.fromArray(SPECIES, in, c), c0);
      c1 = weight.fma(FloatVector.fromArray(SPECIES, in, c + LANES), c1);
      c2 = weight.fma(FloatVector.fromArray(SPECIES, in, c + 2 * LANES), c2);
      c3 = weight.fma(FloatVector.fromArray(SPECIES, in, c + 3 * LANES), c3);
      d0 = weight.fma(FloatVector.fromArray(SPECIES, in, c + 4 * LANES), d0);
      d1 = weight.fma(FloatVector.fromArray(SPECIES, in, c + 5 * LANES), d1);
      d2 = weight.fma(FloatVector.fromArray(SPECIES, in, c + 6 * LANES), d2);
      d3 = weight.fma(FloatVector.fromArray(SPECIES, in, c + 7 * LANES), d3);
    }
    a0.intoArray(sums, at);
    a1.intoArray(sums, at + LANES);
    a2.intoArray(sums, at + 2 * LANES);
    a3.intoArray(sums, at + 3 * LANES);
    b0.intoArray(sums, at + 4 * LANES);
    b1.intoArray(sums, at + 5 * LANES);
    b2.intoArray(sums, at + 6 * LANES);
    b3.intoArray(sums, at + 7 * LANES);
    c0.intoArray(sums, at + 8 * LANES);
    c1.intoArray(sums, at + 9 * LANES);
    c2.intoArray(sums, at + 10 * LANES);
    c3.intoArray(sums, at + 11 * LANES);
    d0.intoArray(sums, at + 12 * LANES);
    d1.intoArray(sums, at + 13 * LANES);
    d2.intoArray(sums, at + 14 * LANES);
    d3.intoArray(sums, at + 15 * LANES);
  }
}

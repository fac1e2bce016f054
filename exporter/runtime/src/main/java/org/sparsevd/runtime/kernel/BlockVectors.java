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
        quads(filters, stream, grid.reads, q, in, sums, pitch);
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
    int[] reads = grid.reads;
    for (int f = 0; f < filters.count(); f++) {
      int start = filters.starts()[stream + f];
      int stop = filters.starts()[stream + f + 1];
      int at = CacheLines.LEAD + f * pitch;
      int q = first;
      for (; ROOMY && q < end - 3; q += 4, at += 4 * QUAD) {
        if (reads[q] + QUAD == reads[q + 1] && reads[q + 2] + QUAD == reads[q + 3]) {
          BlockSums.runs(filters, start, stop, reads, q, in, sums, at);
        } else {
          BlockSums.quads4(filters, start, stop, reads, q, in, sums, at);
        }
      }
      for (; q < end - 1; q += 2, at += 2 * QUAD) {
        BlockSums.quads2(filters, start, stop, reads, q, in, sums, at);
      }
      if (q < end) {
        BlockSums.quads1(filters, start, stop, reads, q, in, sums, at);
      }
    }
  }

  /** A block at a single quad: two filters at a time, as four sums would wait for themselves. */
  private static void quads(
      SparseFilters filters, int stream, int[] reads, int q, float[] in, float[] sums, int pitch) {
    int f = 0;
    for (; f < filters.count() - 1; f += 2) {
      int at = CacheLines.LEAD + f * pitch;
      int first = filters.starts()[stream + f];
      int second = filters.starts()[stream + f + 1];
      int end = filters.starts()[stream + f + 2];
      int both = Math.min(second - first, end - second);
      BlockSums.filters(filters, first, second, both, reads[q], in, sums, at, at + pitch);
      BlockSums.quads1(filters, first + both, second, reads, q, in, sums, at);
      BlockSums.quads1(filters, second + both, end, reads, q, in, sums, at + pitch);
    }
    if (f < filters.count()) {
      int start = filters.starts()[stream + f];
      int end = filters.starts()[stream + f + 1];
      BlockSums.quads1(filters, start, end, reads, q, in, sums, CacheLines.LEAD + f * pitch);
    }
  }
}

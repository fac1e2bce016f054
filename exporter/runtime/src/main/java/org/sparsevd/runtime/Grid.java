package org.sparsevd.runtime;

import java.util.Arrays;

/**
 * The positions at which filters or windows are applied: runs of equally many consecutive floats.
 * Run {@code r} reads from {@code starts[r]} on (plus the offset of each weight) and is written to
 * {@code r * runLength}. A run is a row of pixels, or a pixel of a block of inputs, or the block
 * itself for a layer without pixels.
 *
 * <p>For vector kernels the runs are cut into vectors, and those gathered into tiles: vector {@code
 * v} reads at {@code reads[v]} and writes at {@code writes[v]}. Full tiles of {@link #TILE} come
 * first, then the rest in halves of it; the last half repeats its last vector where it is not full.
 * A run that is no multiple of the vector ends in a vector that overlaps the one before; a run
 * shorter than a vector writes into the next run, which must therefore be written later.
 */
final class Grid {
  /** Vectors of a full tile: this many sums stay in registers. */
  static final int TILE = 8;

  final int[] starts;
  final int runLength;
  final int[] reads;
  final int[] writes;
  final int tiles;
  final int halfTiles;

  /**
   * A grid over these runs.
   *
   * @param starts ascending
   * @param lanes floats of a vector
   */
  Grid(int[] starts, int runLength, int lanes) {
    boolean adjacent = true;
    for (int r = 1; r < starts.length; r++) {
      adjacent &= starts[r] == starts[r - 1] + runLength;
    }
    this.starts = adjacent ? new int[] {starts[0]} : starts.clone();
    this.runLength = adjacent ? starts.length * runLength : runLength;
    int perRun = (this.runLength + lanes - 1) / lanes;
    int vectors = perRun * this.starts.length;
    tiles = vectors / TILE;
    halfTiles = (vectors % TILE + TILE / 2 - 1) / (TILE / 2);
    reads = new int[tiles * TILE + halfTiles * (TILE / 2)];
    writes = new int[reads.length];
    for (int v = 0; v < reads.length; v++) {
      int vector = Math.min(v, vectors - 1);
      int run = vector / perRun;
      int within = Math.max(0, Math.min(vector % perRun * lanes, this.runLength - lanes));
      reads[v] = this.starts[run] + within;
      writes[v] = run * this.runLength + within;
    }
  }

  /** A single run from 0. */
  static Grid single(int runLength, int lanes) {
    return new Grid(new int[] {0}, runLength, lanes);
  }

  /** Whether runs are shorter than a vector, so that the order of writing matters. */
  boolean isNarrow(int lanes) {
    return runLength < lanes;
  }

  /** Floats that one filter writes. */
  int size() {
    return starts.length * runLength;
  }

  /** Floats from the first to the last position. */
  int reach() {
    return starts[starts.length - 1] + runLength;
  }

  @Override
  public String toString() {
    return "Grid of runs of " + runLength + " from " + Arrays.toString(starts);
  }
}

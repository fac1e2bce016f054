package org.sparsevd.runtime.layout;

import java.util.Arrays;

/**
 * The positions at which filters or windows are applied: runs of equally many consecutive floats.
 * Run {@code r} reads from {@code starts[r]} on (plus the offset of each weight) and is written to
 * {@code r * runLength}. A run is a row of pixels, a whole channel where its rows follow each other
 * without a gap, or the block of inputs itself for a layer without pixels.
 *
 * <p>For vector kernels the runs are cut into quads of {@link #QUAD} consecutive vectors: quad
 * {@code q} reads from {@code reads[q]} and is written to {@code writes[q]}. A run that is no
 * multiple of a quad ends in one that overlaps the quad before. A run shorter than a quad writes
 * into the next run. So the next run must be written later.
 */
public final class Positions {
  /** Vectors next to each other: the distances between them are constants of the kernels. */
  public static final int QUAD = 4;

  public final int[] starts;
  public final int runLength;
  public final int[] reads;
  public final int[] writes;

  /** Whether a quad writes past its run, so that quads and filters must be written in order. */
  public final boolean spills;

  /**
   * Whether quads come in pairs, one above the other: what pair {@code i} finds is pooled by two
   * while it is in registers, and written to {@code writes[i]}.
   */
  public final boolean paired;

  /** Whether fours of quads are two of a row and the two below them. */
  public final boolean stacked;

  /**
   * A grid over these runs.
   *
   * @param starts ascending
   * @param lanes floats of a vector
   */
  Positions(int[] starts, int runLength, int lanes) {
    boolean adjacent = true;
    for (int r = 1; r < starts.length; r++) {
      adjacent &= starts[r] == starts[r - 1] + runLength;
    }
    this.starts = adjacent ? new int[] {starts[0]} : starts.clone();
    this.runLength = adjacent ? starts.length * runLength : runLength;
    int quad = QUAD * lanes;
    int perRun = (this.runLength + quad - 1) / quad;
    spills = this.runLength < quad;
    paired = false;
    stacked = false;
    int quads = perRun * this.starts.length;
    reads = new int[quads];
    writes = new int[quads];
    for (int q = 0; q < quads; q++) {
      int run = q / perRun;
      int within = Math.max(0, Math.min(q % perRun * quad, this.runLength - quad));
      reads[q] = this.starts[run] + within;
      writes[q] = run * this.runLength + within;
    }
  }

  private Positions(
      int[] starts, int runLength, int[] reads, int[] writes, boolean paired, boolean stacked) {
    this.starts = starts;
    this.runLength = runLength;
    this.reads = reads;
    this.writes = writes;
    this.spills = false;
    this.paired = paired;
    this.stacked = stacked;
  }

  /** Whether {@link #stacked} works: as many quads in each of an even number of runs. */
  public boolean canStack() {
    int perRun = reads.length / starts.length;
    return !spills && !paired && starts.length % 2 == 0 && perRun % 2 == 0;
  }

  /**
   * The same quads in another order: always two of a row, then the two below them. Fours of them
   * read a smaller part of the image than if they lay in a row.
   */
  public Positions stacked() {
    int perRun = reads.length / starts.length;
    int[] from = new int[reads.length];
    int[] to = new int[reads.length];
    for (int q = 0; q < from.length; q++) {
      int four = q / 4;
      int run = four / (perRun / 2) * 2 + q % 4 / 2;
      int old = run * perRun + four % (perRun / 2) * 2 + q % 2;
      from[q] = reads[old];
      to[q] = writes[old];
    }
    return new Positions(starts, runLength, from, to, false, true);
  }

  /** A single run from 0. */
  public static Positions single(int runLength, int lanes) {
    return new Positions(new int[] {0}, runLength, lanes);
  }

  /** Whether {@link #paired} works: pixels that are vectors, and enough of them in a row. */
  public boolean canPair(int block, int lanes) {
    return block == lanes && starts.length > 1 && runLength >= QUAD * block;
  }

  /** The same positions, row above row, for blocks of as many inputs as a vector has floats. */
  public Positions paired(int block) {
    int rows = starts.length / 2;
    int row = runLength / block / 2 * 2 * block;
    int quad = QUAD * block;
    int perRow = (row + quad - 1) / quad;
    int[] pairs = new int[2 * perRow * rows];
    int[] pooled = new int[perRow * rows];
    for (int i = 0; i < pooled.length; i++) {
      int within = Math.min(i % perRow * quad, row - quad);
      pairs[2 * i] = starts[i / perRow * 2] + within;
      pairs[2 * i + 1] = starts[i / perRow * 2 + 1] + within;
      pooled[i] = (i / perRow * row + within) / 2;
    }
    return new Positions(starts, runLength, pairs, pooled, true, false);
  }

  /** The same positions and those between them as one run. */
  public Positions bridged(int lanes) {
    return new Positions(new int[] {starts[0]}, reach(), lanes);
  }

  /** Floats that one filter writes. */
  public int size() {
    return starts.length * runLength;
  }

  /** Floats from the first position to the last, gaps included. */
  public int reach() {
    return starts[starts.length - 1] - starts[0] + runLength;
  }

  @Override
  public String toString() {
    return "Positions of runs of " + runLength + " from " + Arrays.toString(starts);
  }
}

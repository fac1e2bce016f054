package org.sparsevd.machine.tile;

import java.util.Arrays;
import org.sparsevd.machine.memory.CodeBlock;
import org.sparsevd.machine.memory.Function;
import org.sparsevd.machine.memory.KnownArrays;
import org.sparsevd.machine.memory.TouchedFloats;
import org.sparsevd.runtime.tile.CellGroups;
import org.sparsevd.runtime.tile.CellSplit;
import org.sparsevd.runtime.tile.Ending;

/** Makes a layer: its table, how its jobs are shared out to calls, and its code. */
final class CellLayerMaker {
  /** Vectors that are multiplied and added in a call: they take some ten microseconds. */
  private static final int MOST = 40_000;

  /** What a job takes beside its entries, in entries. */
  private static final int BESIDE = 4;

  private final CellShape shape;
  private final Streams streams;
  private final CellGroups groups;
  private final Ending ending;
  private final int stride;
  private final int sums;
  private final CellSplit split;
  private final int sumFloats;
  private final CellTable table;
  private final CellJobs jobs;

  /**
   * A maker of one layer.
   *
   * @param stride floats from a channel of the output to the next
   * @param sums where sums lie between blocks
   * @param split how threads share it
   */
  CellLayerMaker(
      CellShape shape,
      Streams streams,
      CellGroups groups,
      Ending ending,
      int stride,
      int sums,
      CellSplit split) {
    this.shape = shape;
    this.streams = streams;
    this.groups = groups;
    this.ending = ending;
    this.stride = stride;
    this.sums = sums;
    this.jobs =
        LockstepJobs.pays(shape, streams)
            ? LockstepJobs.of(shape, streams, stride)
            : new StreamJobs(shape, streams, stride);
    this.split = split.together(jobs.filtersTogether());
    this.sumFloats = shape.sums() * shape.width().lanes();
    int entries = 0;
    for (int stream = 0; stream < streams.jobs() * streams.blocks(); stream++) {
      entries = Math.addExact(entries, streams.entries(stream));
    }
    int all = Math.multiplyExact(jobs.count(), streams.blocks());
    this.table = new CellTable(groups, ending, all, streams.filters(), entries, split);
  }

  /**
   * The layer.
   *
   * @throws org.sparsevd.machine.memory.MachineException if there is no memory for code
   */
  CellLayer make() {
    int[][] calls = calls();
    return new CellLayer(
        parts(),
        table,
        calls,
        jobs.count(),
        jobs.together(),
        groups,
        split,
        touched(),
        new KnownArrays());
  }

  /** Fills the table, and says which jobs are a call, for each block. */
  int[][] calls() {
    int[][] calls = new int[streams.blocks()][];
    for (int block = 0; block < calls.length; block++) {
      calls[block] = fill(block);
    }
    return calls;
  }

  CellTable table() {
    return table;
  }

  /** Puts the jobs of a block into the table, and shares them out to calls. */
  private int[] fill(int block) {
    int[] firsts = new int[jobs.count() + 1];
    int calls = 0;
    long work = MOST;
    for (int job = 0; job < jobs.count(); job++) {
      long own = (jobs.entries(block, job) + BESIDE) * (long) shape.sums();
      if (work + own > MOST) {
        firsts[calls++] = block * jobs.count() + job;
        work = 0;
      }
      work += own;
      jobs.add(table, block, job);
    }
    firsts[calls] = (block + 1) * jobs.count();
    return Arrays.copyOf(firsts, calls + 1);
  }

  private Function[] parts() {
    int blocks = streams.blocks();
    Function[] parts = new Function[blocks];
    for (int block = 0; block < blocks; block++) {
      // The middle ones are all the same.
      boolean again = block > 1 && block < blocks - 1;
      parts[block] = again ? parts[1] : new CodeBlock(code(block)).function(0);
    }
    return parts;
  }

  /** The code of a block. */
  byte[] code(int block) {
    CellEnding bytes = new CellEnding(CellTable.bytes(stride), CellTable.bytes(sums), ending);
    return jobs.code(bytes, Part.of(block, streams.blocks()));
  }

  /** All offsets are looked at here, before there is code. */
  private TouchedFloats touched() {
    int lanes = shape.width().lanes();
    int least = 0;
    int most = 0;
    for (int stream = 0; stream < streams.jobs() * streams.blocks(); stream++) {
      for (int k = 0; k < streams.entries(stream); k++) {
        least = Math.min(least, streams.offset(stream, k));
        most = Math.max(most, streams.offset(stream, k));
      }
    }
    TouchedFloats writes = TouchedFloats.writes(groups, lanes, streams.outputs(), stride);
    TouchedFloats touched = TouchedFloats.reads(groups, lanes, least, most).and(writes);
    if (ending.addsResidual()) {
      touched = touched.and(writes.moved(ending.residual()));
    }
    if (streams.blocks() > 1) {
      int own = Math.multiplyExact(streams.jobs(), sumFloats);
      int all = Math.addExact(own, Math.multiplyExact(split.rooms() - 1, split.room()));
      touched = touched.and(TouchedFloats.region(sums, all));
    }
    return touched;
  }
}

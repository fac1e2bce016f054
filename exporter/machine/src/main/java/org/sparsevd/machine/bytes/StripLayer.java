package org.sparsevd.machine.bytes;

import java.lang.foreign.MemorySegment;
import org.sparsevd.machine.memory.CodeBlock;
import org.sparsevd.machine.memory.Function;
import org.sparsevd.machine.memory.KnownArrays;
import org.sparsevd.machine.memory.TouchedFloats;
import org.sparsevd.runtime.machine.TileFunction;
import org.sparsevd.runtime.share.Share;

/**
 * A layer as the code of a {@link StripShape}. A call makes the words of a group of outputs, or
 * does some jobs there, which takes microseconds.
 *
 * @param groups of outputs
 * @param count of jobs
 * @param slots for words: as many threads share the groups
 * @param touched what it may touch
 * @param last the memory that it was run on last
 */
record StripLayer(
    Function words,
    Function jobs,
    ByteTable table,
    int groups,
    int count,
    int slots,
    TouchedFloats touched,
    KnownArrays last)
    implements TileFunction {
  /** Jobs of a call. */
  private static final int TOGETHER = 8;

  /**
   * The layer.
   *
   * @throws org.sparsevd.machine.memory.MachineException if there is no memory for code
   */
  static StripLayer of(StripProgram program) {
    return new StripLayer(
        new CodeBlock(program.words()).function(0),
        new CodeBlock(program.jobs()).function(0),
        program.table(),
        program.groups(),
        program.count(),
        program.slots(),
        program.touched(),
        new KnownArrays());
  }

  @Override
  public void run(float[] memory, int at) {
    run(memory, at, Share.WHOLE);
  }

  @Override
  public void run(float[] memory, int at, Share share) {
    touched.check(memory.length, at);
    if (share.part() < slots) {
      MemorySegment segment = last.of(memory);
      for (int i = share.next(groups, -1); i >= 0; i = share.next(groups, i)) {
        run(segment, (long) at * Float.BYTES, share.part() * groups + i);
      }
    }
  }

  /** The same where all that it touches was looked at. */
  void run(MemorySegment memory, long start, int group) {
    long row = table.chunk(group);
    words.callShort(memory, table.memory(), start, row, table.job(0), 1);
    for (int job = 0; job < count; job += TOGETHER) {
      int some = Math.min(TOGETHER, count - job);
      jobs.callShort(memory, table.memory(), start, row, table.job(job), some);
    }
  }
}

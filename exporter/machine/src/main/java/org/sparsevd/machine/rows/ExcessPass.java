package org.sparsevd.machine.rows;

import java.lang.foreign.MemorySegment;
import org.sparsevd.machine.memory.CodeBlock;
import org.sparsevd.machine.memory.Function;

/**
 * Computes what the sums of a layer begin with: what was taken out of its weights. A call takes
 * microseconds.
 *
 * @param turn puts odd levels side by side
 * @param sums multiplies them
 */
record ExcessPass(ExcessRoom room, ExcessTable table, Function turn, Function sums) {
  /** Levels that a call turns. */
  private static final int TURNED = 1 << 16;

  static ExcessPass of(ExcessRoom room, Excess excess) {
    return new ExcessPass(
        room,
        ExcessTable.of(room.shape(), excess, room),
        new CodeBlock(ExcessCode.turn(room)).function(0),
        new CodeBlock(ExcessCode.sums(room)).function(0));
  }

  /**
   * Turns packed vectors.
   *
   * @param memory packed vectors and the room behind them, as large as the layer says
   */
  void turn(MemorySegment memory) {
    int blocks = room.shape().blocks();
    int block = room.shape().blockBytes();
    int each = Math.max(1, TURNED / (ExcessTable.EIGHT * room.eights() * block));
    for (int first = 0; first < blocks; first += each) {
      long words = room.words() + (long) first * room.shape().products().steps() * room.stepBytes();
      int count = Math.min(each, blocks - first);
      turn.callShort(memory, table.memory(), (long) first * block, words, count, 0);
    }
  }

  /**
   * Computes what sums of a panel begin with.
   *
   * @param output the first of the panel
   */
  void begin(MemorySegment memory, int output) {
    int eights = room.shape().outputs() / ExcessTable.EIGHT;
    for (int eight = 0; eight < eights; eight++) {
      long at = table.eights()[output / ExcessTable.EIGHT + eight];
      // Loops of an output are as long for the next run: they are predicted.
      for (int run = 0; run < room.runs(); run++) {
        long first = (long) room.first(run) * ExcessRoom.VECTOR;
        long out = room.sums() + (long) eight * room.sumBytes() + first * ExcessTable.EIGHT;
        sums.callShort(memory, table.memory(), at, room.words() + first, out, 0);
      }
    }
  }
}

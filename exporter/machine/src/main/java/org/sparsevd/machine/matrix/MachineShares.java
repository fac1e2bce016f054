package org.sparsevd.machine.matrix;

import java.lang.foreign.MemorySegment;
import java.util.Objects;
import org.sparsevd.machine.code.Width;
import org.sparsevd.machine.memory.CodeBlock;
import org.sparsevd.machine.memory.Function;
import org.sparsevd.machine.memory.KnownArrays;
import org.sparsevd.runtime.matrix.ColumnShares;

/**
 * Softmax down columns as code. What it may touch is compared with the arrays before each call.
 *
 * @param known arrays of earlier calls
 */
record MachineShares(Code code, MemorySegment table, KnownArrays known) implements ColumnShares {

  /** The code of one width: for products without a mask, and for such with one. */
  record Code(Width width, Function plain, Function masked) {
    /**
     * For vectors of one width.
     *
     * @throws org.sparsevd.machine.memory.MachineException if there is no memory for code
     */
    static Code of(Width width) {
      return new Code(
          width,
          new CodeBlock(new ShareCode(width, false).write()).function(0),
          new CodeBlock(new ShareCode(width, true).write()).function(0));
    }
  }

  @Override
  public void run(float[] scores, int from, int keys, float[] mask, int at) {
    if (keys <= 0) {
      return;
    }
    int row = MatrixShape.VECTORS * code.width.lanes();
    Objects.checkFromIndexSize(from, Math.multiplyExact(keys, row), scores.length);
    if (mask != null) {
      Objects.checkFromIndexSize(at, keys, mask.length);
    }
    Function function = mask == null ? code.plain : code.masked;
    MemorySegment own = known.of(scores);
    MemorySegment other = mask == null ? own : known.of(mask);
    function.callShort(own, other, table, bytes(from), mask == null ? 0 : bytes(at), keys);
  }

  private static long bytes(int floats) {
    return (long) floats * Float.BYTES;
  }
}

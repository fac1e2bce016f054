package org.sparsevd.machine.rows;

import java.lang.foreign.MemorySegment;
import java.util.Objects;
import java.util.Optional;
import org.sparsevd.machine.code.Width;
import org.sparsevd.machine.memory.CodeBlock;
import org.sparsevd.machine.memory.Function;
import org.sparsevd.machine.memory.KnownArrays;
import org.sparsevd.machine.memory.MachineException;
import org.sparsevd.runtime.level.LevelMatrix;
import org.sparsevd.runtime.machine.RowsFunction;

/**
 * A dense layer over vectors as code. A call takes microseconds: it does one panel of outputs for a
 * chunk of vectors.
 *
 * @param pack makes levels words
 * @param multiply computes with words
 * @param inputs the arrays that were read last, and likewise the others
 */
public record WordLayer(
    LevelMatrix layer,
    Function pack,
    Function multiply,
    WordTable table,
    int rowBytes,
    KnownArrays inputs,
    KnownArrays rooms,
    KnownArrays outputs)
    implements RowsFunction {
  /** Vectors of the input, and vectors of outputs, that sums in registers are of. */
  private static final int ROWS = 6;

  private static final int PARTS = 2;

  /** The same for few vectors. */
  private static final int SINGLE_PARTS = 4;

  /** Columns that distances in code have room for. */
  private static final int MOST_COLUMNS = 1 << 20;

  /** Elements that a call makes words. */
  private static final int PACKED = 1 << 16;

  /** The layer as code; nothing where memory cannot be had, or it has too few outputs. */
  public static Optional<RowsFunction> of(Width width, LevelMatrix layer) {
    WordCode code = code(width, layer);
    if (layer.outputs() < code.outputs() || layer.columns() > MOST_COLUMNS) {
      return Optional.empty();
    }
    try {
      WordTable table = WordTable.of(code);
      Function pack = new CodeBlock(code.pack()).function(0);
      Function multiply = new CodeBlock(code.multiply()).function(0);
      return Optional.of(
          new WordLayer(
              layer,
              pack,
              multiply,
              table,
              code.rowBytes(),
              new KnownArrays(),
              new KnownArrays(),
              new KnownArrays()));
    } catch (MachineException | OutOfMemoryError | ArithmeticException e) {
      return Optional.empty();
    }
  }

  static WordCode code(Width width, LevelMatrix layer) {
    return layer.vectors() < ROWS
        ? new WordCode(width, layer, 1, SINGLE_PARTS)
        : new WordCode(width, layer, ROWS, PARTS);
  }

  @Override
  public void run(float[] in, float[] room, float[] out) {
    int vectors = layer.vectors();
    int beyond = LevelMatrix.BLOCK - 1;
    Objects.checkFromIndexSize(0, vectors * layer.columns() + beyond, in.length);
    Objects.checkFromIndexSize(0, layer.room(), room.length);
    Objects.checkFromIndexSize(0, vectors * layer.outputs(), out.length);
    MemorySegment words = rooms.of(room);
    int each = Math.max(1, PACKED / layer.columns());
    for (int vector = 0; vector < vectors; vector += each) {
      long from = (long) vector * layer.columns() * Float.BYTES;
      long to = (long) vector * rowBytes;
      int count = Math.min(each, vectors - vector);
      pack.callShort(inputs.of(in), words, table.memory(), from, to, count);
    }
    MemorySegment found = outputs.of(out);
    for (int chunk = 0; chunk < table.chunks(); chunk++) {
      for (int panel = 0; panel < table.panels(); panel++) {
        multiply.callShort(words, found, table.memory(), table.panel(panel), table.chunk(chunk), 1);
      }
    }
  }
}

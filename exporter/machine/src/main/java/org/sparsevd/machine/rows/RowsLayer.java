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
 * @param pack packs levels
 * @param excess computes what was taken out of weights; null where nothing was
 * @param multiply computes with them
 * @param inputs the arrays that were read last, and likewise the others
 */
public record RowsLayer(
    LevelMatrix layer,
    Function pack,
    ExcessPass excess,
    Function multiply,
    RowsTable table,
    int rowBytes,
    KnownArrays inputs,
    KnownArrays rooms,
    KnownArrays outputs)
    implements RowsFunction {
  /** Columns that distances in code have room for. */
  private static final int MOST_COLUMNS = 1 << 20;

  /** Elements that a call packs. */
  private static final int PACKED = 1 << 16;

  /**
   * The layer as code; nothing where memory cannot be had, or it has too few outputs.
   *
   * @param fourAtOnce whether an instruction adds four products to a sum
   */
  public static Optional<RowsFunction> of(Width width, LevelMatrix layer, boolean fourAtOnce) {
    RowsShape fours = RowsShape.of(width, layer, RowsProducts.FOURS);
    if (layer.outputs() < fours.outputs() || layer.columns() > MOST_COLUMNS) {
      return Optional.empty();
    }
    if (fourAtOnce) {
      return of(fours, null);
    }
    Excess excess = Excess.of(layer.weights(), layer.columns());
    RowsShape bytes = RowsShape.of(width, layer, RowsProducts.BYTES);
    if (excess.isNone()) {
      return of(bytes, null);
    }
    return excess.isFor(bytes) && excess.pays()
        ? of(bytes, excess)
        : of(RowsShape.of(width, layer, RowsProducts.WORDS), null);
  }

  /**
   * The layer by some products.
   *
   * @param excess of its weights; null where all are multiplied at once
   */
  static Optional<RowsFunction> of(RowsShape shape, Excess excess) {
    try {
      boolean taken = excess != null;
      ExcessRoom room = taken ? ExcessRoom.of(shape) : null;
      byte[] weights = taken ? excess.rest() : shape.layer().weights();
      return Optional.of(
          new RowsLayer(
              shape.layer(),
              new CodeBlock(RowsPacking.code(shape)).function(0),
              taken ? ExcessPass.of(room, excess) : null,
              new CodeBlock(RowsCode.of(shape, room)).function(0),
              RowsTable.of(shape, weights),
              shape.rowBytes(),
              new KnownArrays(),
              new KnownArrays(),
              new KnownArrays()));
    } catch (MachineException | OutOfMemoryError | ArithmeticException e) {
      return Optional.empty();
    }
  }

  @Override
  public void run(float[] in, float[] room, float[] out) {
    int vectors = layer.vectors();
    int beyond = LevelMatrix.BLOCK - 1;
    Objects.checkFromIndexSize(0, vectors * layer.columns() + beyond, in.length);
    Objects.checkFromIndexSize(0, layer.room(), room.length);
    Objects.checkFromIndexSize(0, vectors * layer.outputs(), out.length);
    MemorySegment packed = rooms.of(room);
    int each = Math.max(1, PACKED / layer.columns());
    for (int vector = 0; vector < vectors; vector += each) {
      long from = (long) vector * layer.columns() * Float.BYTES;
      long to = (long) vector * rowBytes;
      int count = Math.min(each, vectors - vector);
      pack.callShort(inputs.of(in), packed, table.memory(), from, to, count);
    }
    if (excess != null) {
      excess.turn(packed);
    }
    MemorySegment found = outputs.of(out);
    for (int panel = 0; panel < table.panels(); panel++) {
      if (excess != null) {
        excess.begin(packed, table.output(panel));
      }
      for (int chunk = 0; chunk < table.chunks(); chunk++) {
        long at = table.panel(panel);
        multiply.callShort(packed, found, table.memory(), at, table.chunk(chunk), 1);
      }
    }
  }
}

package org.sparsevd.machine.patch;

import java.lang.foreign.MemorySegment;
import java.util.Optional;
import org.sparsevd.machine.bytes.ByteProducts;
import org.sparsevd.machine.bytes.ByteTable;
import org.sparsevd.machine.memory.CodeBlock;
import org.sparsevd.machine.memory.Function;
import org.sparsevd.machine.memory.KnownArrays;
import org.sparsevd.machine.memory.MachineException;
import org.sparsevd.machine.memory.TouchedFloats;
import org.sparsevd.runtime.machine.TileFunction;
import org.sparsevd.runtime.share.Share;
import org.sparsevd.runtime.tile.bytes.ByteConvolution;

/**
 * A layer as the code of a {@link PatchShape}. A call makes the words of a group of patches, or the
 * outputs of some filters there, which takes microseconds.
 *
 * @param groups of patches
 * @param count of jobs
 * @param slots for words: as many threads share the layer
 * @param touched what it may touch
 * @param last the memory that it was run on last
 */
public record PatchLayer(
    Function words,
    Function products,
    Function outputs,
    ByteTable table,
    int groups,
    int count,
    int slots,
    TouchedFloats touched,
    KnownArrays last)
    implements TileFunction {

  /** The layer by patches; nothing where that does not pay, or memory cannot be had. */
  public static Optional<TileFunction> of(ByteProducts products, ByteConvolution layer) {
    try {
      Optional<PatchShape> shape = PatchShape.of(products, layer);
      return shape.isPresent() ? Optional.of(of(PatchProgram.of(shape.get()))) : Optional.empty();
    } catch (MachineException | OutOfMemoryError | ArithmeticException e) {
      return Optional.empty();
    }
  }

  static PatchLayer of(PatchProgram program) {
    return new PatchLayer(
        new CodeBlock(program.words()).function(0),
        new CodeBlock(program.products()).function(0),
        new CodeBlock(program.outputs()).function(0),
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

  /**
   * Threads share parts of the filters at groups of patches. Each makes the words that it needs.
   */
  @Override
  public void run(float[] memory, int at, Share share) {
    touched.check(memory.length, at);
    if (share.part() < slots) {
      run(last.of(memory), (long) at * Float.BYTES, share);
    }
  }

  /** The same where all that it touches was looked at. */
  void run(MemorySegment memory, long start, Share share) {
    int parts = (count + PatchProgram.PART - 1) / PatchProgram.PART;
    int units = groups * parts;
    int known = -1;
    for (int u = share.next(units, -1); u >= 0; u = share.next(units, u)) {
      int group = u / parts;
      long row = table.chunk(share.part() * groups + group);
      if (group != known) {
        words.callShort(memory, table.memory(), start, row, 0, 0);
        known = group;
      }
      int first = u % parts * PatchProgram.PART;
      int some = Math.min(PatchProgram.PART, count - first);
      long job = table.job(first);
      products.callShort(memory, table.memory(), start, row, job, 1);
      outputs.callShort(memory, table.memory(), start, row, job, some);
    }
  }
}

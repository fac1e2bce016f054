package org.sparsevd.machine.bytes;

import org.sparsevd.machine.memory.CodeBlock;
import org.sparsevd.machine.memory.Function;
import org.sparsevd.machine.memory.KnownArrays;
import org.sparsevd.machine.memory.TouchedFloats;

/**
 * A layer as code that is not loaded yet.
 *
 * @param codes for each block of channels
 * @param table what it reads
 * @param calls the first job of each call, and behind them the end
 * @param chunks of groups of cells
 * @param touched what it may touch, from the first image on
 */
public record ByteProgram(
    byte[][] codes, ByteTable table, int[] calls, int chunks, TouchedFloats touched) {

  /**
   * The layer.
   *
   * @throws org.sparsevd.machine.memory.MachineException if there is no memory for code
   */
  public ByteLayer load() {
    Function[] parts = new Function[codes.length];
    for (int block = 0; block < parts.length; block++) {
      // The middle ones are all the same.
      boolean again = block > 1 && block < parts.length - 1;
      parts[block] = again ? parts[1] : new CodeBlock(codes[block]).function(0);
    }
    return new ByteLayer(parts, table, calls, chunks, touched, new KnownArrays());
  }
}

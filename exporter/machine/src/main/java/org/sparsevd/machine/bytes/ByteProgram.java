package org.sparsevd.machine.bytes;

import org.sparsevd.machine.memory.CodeBlock;
import org.sparsevd.machine.memory.LastArray;
import org.sparsevd.machine.memory.TouchedFloats;

/**
 * A layer as code that is not loaded yet.
 *
 * @param code of the layer
 * @param table what it reads
 * @param calls the first job of each call, and behind them the end
 * @param groups of cells
 * @param touched what it may touch, from the first image on
 */
record ByteProgram(byte[] code, ByteTable table, int[] calls, int groups, TouchedFloats touched) {

  /**
   * The layer.
   *
   * @throws org.sparsevd.machine.memory.MachineException if there is no memory for code
   */
  ByteLayer load() {
    return new ByteLayer(
        new CodeBlock(code).function(0), table, calls, groups, touched, new LastArray());
  }
}

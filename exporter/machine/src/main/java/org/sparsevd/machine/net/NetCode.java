package org.sparsevd.machine.net;

import java.util.Map;
import org.sparsevd.machine.memory.CodeBlock;

/**
 * The code of a net, not yet where it can run.
 *
 * @param bytes of the code and what it reads
 * @param fromFloats where the entry for floats is
 * @param fromPixels where that for raw pixels is
 * @param takesPixels whether that one does not make floats of them first
 * @param notes what became of each node, for people
 */
record NetCode(
    byte[] bytes,
    int fromFloats,
    int fromPixels,
    boolean takesPixels,
    NetLayout layout,
    Map<String, String> notes) {

  /** Puts it into memory. */
  Net placed() {
    CodeBlock block = new CodeBlock(bytes);
    return new Net(
        block.function(fromFloats), block.function(fromPixels), takesPixels, layout, notes);
  }
}

package org.sparsevd.machine.net;

import java.lang.foreign.Arena;
import java.util.Map;
import java.util.Optional;
import org.sparsevd.machine.memory.Function;
import org.sparsevd.runtime.machine.NetCall;
import org.sparsevd.runtime.machine.NetFunction;

/**
 * A net as one function with two entries.
 *
 * @param floats the entry for floats
 * @param bytes the entry for raw pixels
 * @param takesPixels whether that one does not make floats of them first
 */
record Net(
    Function floats,
    Function bytes,
    boolean takesPixels,
    NetLayout layout,
    Map<String, String> notes)
    implements NetFunction {

  @Override
  public Optional<NetCall> newCall() {
    try {
      // Given back when the session is forgotten.
      Arena arena = Arena.ofAuto();
      return Optional.of(new NetMemory(this, arena.allocate(layout.size(), Memory.ALIGNMENT)));
    } catch (OutOfMemoryError e) {
      // Of memory off the heap, which has a limit of its own.
      return Optional.empty();
    }
  }
}

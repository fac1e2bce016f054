package org.sparsevd.trainer.nd4j;

import java.util.HashMap;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Arrays for values that last no longer than one operation. They are kept, for ND4J's memory lies
 * outside the heap and waits for the garbage collector, which does not feel it.
 */
final class Scratch {
  private final Map<Key, NdBuffer> buffers = new HashMap<>();

  /** What tells arrays of one size from each other. */
  enum Role {
    A,
    B,
    C,
    UNFOLDED
  }

  private record Key(Role role, int size) {}

  /** The array of this role and size, with whatever its last user left in it. */
  NdBuffer buffer(Role role, int size) {
    return buffers.computeIfAbsent(new Key(role, size), key -> new NdBuffer(size));
  }

  /** The same as a flat array. */
  INDArray flat(Role role, int size) {
    return buffer(role, size).flat();
  }

  void clear() {
    buffers.clear();
  }
}

package org.sparsevd.runtime.machine;

import java.util.Map;
import java.util.Optional;

/** A net that became one function. Immutable; each thread calls it with memory of its own. */
public interface NetFunction {
  /** Memory for the calls of one thread; nothing where it cannot be had. */
  Optional<NetCall> newCall();

  /** Whether raw pixels are multiplied as they are, which takes half the time of floats. */
  boolean takesPixels();

  /** What was made of each node, by name. */
  Map<String, String> notes();
}

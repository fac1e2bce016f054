package org.sparsevd.vector;

import java.util.Optional;

/** Makes {@link ProductCode} where that can run; found by {@link java.util.ServiceLoader}. */
public interface ProductCodeProvider {
  /**
   * Code for vectors of so many floats; nothing where this JVM or its processor does not allow it.
   * Never fails.
   */
  Optional<ProductCode> find(int lanes);
}

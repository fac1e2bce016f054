package org.sparsevd.compress;

import java.util.Optional;
import org.sparsevd.sparse.Storage;

/** How the weights of a file are kept. */
public enum WeightFormat {
  /** Every float32 value. */
  DENSE(Storage.DENSE),
  /** Compressed sparse rows of float32 values. */
  CSR(Storage.CSR),
  /** A bit per position, then float32 values. */
  BITMASK(Storage.BITMASK),
  /** Quantised and entropy-coded. */
  CODED(null);

  private final Storage storage;

  WeightFormat(Storage storage) {
    this.storage = storage;
  }

  /** The storage of float32 values; empty for {@link #CODED}. */
  public Optional<Storage> storage() {
    return Optional.ofNullable(storage);
  }

  static WeightFormat of(Storage storage) {
    return switch (storage) {
      case DENSE -> DENSE;
      case CSR -> CSR;
      case BITMASK -> BITMASK;
    };
  }
}

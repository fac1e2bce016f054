package org.sparsevd.format;

import org.sparsevd.sparse.Storage;

/** The storage kinds' numbers in a file. */
final class StorageKind {
  private StorageKind() {}

  static int number(Storage storage) {
    return switch (storage) {
      case DENSE -> 0;
      case CSR -> 1;
      case BITMASK -> 2;
    };
  }

  /** The storage of this number, or null. */
  static Storage of(int number) {
    return switch (number) {
      case 0 -> Storage.DENSE;
      case 1 -> Storage.CSR;
      case 2 -> Storage.BITMASK;
      default -> null;
    };
  }
}

package org.sparsevd.machine.code;

import java.util.Arrays;

/** Bytes of code, and distances in them that become known later. */
final class CodeBuffer {
  private byte[] bytes = new byte[256];
  private int size;

  int size() {
    return size;
  }

  void put(int value) {
    if (size == bytes.length) {
      bytes = Arrays.copyOf(bytes, 2 * size);
    }
    bytes[size++] = (byte) value;
  }

  void put(int... values) {
    for (int value : values) {
      put(value);
    }
  }

  void putInt(int value) {
    for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
      put(value >> shift);
    }
  }

  void putLong(long value) {
    putInt((int) value);
    putInt((int) (value >> Integer.SIZE));
  }

  /** Four bytes: the distance from behind them to a label. */
  void putDistance(Label label) {
    if (label.isBound()) {
      putInt(label.position() - size - Integer.BYTES);
    } else {
      label.use(size);
      putInt(0);
    }
  }

  void bind(Label label) {
    label.bind(size);
    for (int use : label.uses()) {
      int distance = size - use - Integer.BYTES;
      for (int i = 0; i < Integer.BYTES; i++) {
        bytes[use + i] = (byte) (distance >> Byte.SIZE * i);
      }
    }
  }

  byte[] toBytes() {
    return Arrays.copyOf(bytes, size);
  }
}

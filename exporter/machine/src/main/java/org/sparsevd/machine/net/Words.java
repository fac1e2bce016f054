package org.sparsevd.machine.net;

import java.util.Arrays;
import org.sparsevd.machine.code.Assembler;
import org.sparsevd.machine.code.Label;

/** Numbers of 32 bits behind the code, which loops read. */
final class Words {
  private final Label start = new Label();
  private int[] words = new int[256];
  private int size;

  /** Where they begin. */
  Label start() {
    return start;
  }

  /** Bytes so far. */
  int bytes() {
    return size * Integer.BYTES;
  }

  void add(int word) {
    if (size == words.length) {
      words = Arrays.copyOf(words, 2 * size);
    }
    words[size++] = word;
  }

  void add(float word) {
    add(Float.floatToRawIntBits(word));
  }

  /** Puts them behind the code. */
  void write(Assembler to) {
    to.align(Memory.ALIGNMENT);
    to.bind(start);
    for (int i = 0; i < size; i++) {
      to.data(words[i]);
    }
  }
}

package org.sparsevd.machine.code;

import java.util.ArrayList;
import java.util.List;

/** A place in the code that is being written, known before or after it is used. */
public final class Label {
  private static final int OPEN = -1;

  private final List<Integer> uses = new ArrayList<>();
  private int position = OPEN;

  boolean isBound() {
    return position != OPEN;
  }

  int position() {
    return position;
  }

  void bind(int place) {
    if (isBound()) {
      throw new IllegalStateException("a label stands at one place only");
    }
    position = place;
  }

  /** Remembers four bytes to be filled in, once it is known where this is. */
  void use(int place) {
    uses.add(place);
  }

  List<Integer> uses() {
    return uses;
  }
}

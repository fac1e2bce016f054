package org.sparsevd.onnx.lower.graph;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/** What a model does not hold of its file, though it computes the same or nearly so. */
public final class Notices {
  /**
   * Names and keys of a {@code .spvd} file end here, in bytes; what makes them unique needs some.
   */
  private static final int MOST_NAME_BYTES = 1 << 10;

  private static final int CUT_NAME_BYTES = 1000;
  private static final int MOST_VALUE_BYTES = 1 << 16;
  private static final int MOST_ENTRIES = 1 << 10;
  private static final int SHOWN = 40;

  private final Set<String> cut = new LinkedHashSet<>();
  private final List<String> leftOut = new ArrayList<>();

  /** Forgets what was said of nodes, which are read once more. */
  public void again() {
    cut.clear();
  }

  /** The name, or as much of it as a {@code .spvd} file holds. */
  public String fitting(String name) {
    if (bytes(name) <= CUT_NAME_BYTES) {
      return name;
    }
    cut.add(name);
    int end = 0;
    int size = 0;
    while (true) {
      int point = name.codePointAt(end);
      size += bytes(point);
      if (size > CUT_NAME_BYTES) {
        return name.substring(0, end);
      }
      end += Character.charCount(point);
    }
  }

  /** The entries that a {@code .spvd} file can hold. */
  public Map<String, String> fitting(Map<String, String> metadata) {
    Map<String, String> kept = new TreeMap<>();
    metadata.forEach(
        (key, value) -> {
          boolean fits =
              !key.isEmpty()
                  && bytes(key) <= MOST_NAME_BYTES
                  && bytes(value) <= MOST_VALUE_BYTES
                  && kept.size() < MOST_ENTRIES;
          if (fits) {
            kept.put(key, value);
          } else {
            leftOut.add(key);
          }
        });
    return kept;
  }

  /** Tells all of it, in one line each. */
  public void tell(Consumer<String> listener) {
    if (!cut.isEmpty()) {
      listener.accept(
          cut.size()
              + " names of more than "
              + CUT_NAME_BYTES
              + " bytes are cut there, the first is "
              + shown(cut.iterator().next()));
    }
    if (!leftOut.isEmpty()) {
      listener.accept(
          leftOut.size()
              + " metadata entries are left out, the first is "
              + shown(leftOut.get(0))
              + ": a key must have 1 to "
              + MOST_NAME_BYTES
              + " bytes, a value at most "
              + MOST_VALUE_BYTES
              + ", and there may be "
              + MOST_ENTRIES
              + " of them");
    }
  }

  private static String shown(String text) {
    return text.length() <= SHOWN ? "'" + text + "'" : "'" + text.substring(0, SHOWN) + "...'";
  }

  /** In UTF-8. */
  private static long bytes(String text) {
    return text.codePoints().mapToLong(Notices::bytes).sum();
  }

  private static int bytes(int point) {
    return point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
  }
}

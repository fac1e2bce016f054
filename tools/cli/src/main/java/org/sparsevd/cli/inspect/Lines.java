package org.sparsevd.cli.inspect;

import java.util.List;
import java.util.stream.Collectors;
import org.sparsevd.cli.io.Table;

/** Lines as many and as long as fit a screen. */
final class Lines {
  private Lines() {}

  /**
   * The first of them, and how many more there are.
   *
   * @param verbose all of them, and whole
   * @param what they are, in the plural
   */
  static String of(List<String> lines, int most, boolean verbose, String what) {
    if (verbose) {
      return lines.stream().map(line -> line + "\n").collect(Collectors.joining());
    }
    String text =
        lines.stream()
            .limit(most)
            .map(line -> Table.fitting(line.replaceAll("\\R", " ")) + "\n")
            .collect(Collectors.joining());
    int left = lines.size() - most;
    return left > 0 ? text + "and " + left + " more " + what + "\n" : text;
  }
}

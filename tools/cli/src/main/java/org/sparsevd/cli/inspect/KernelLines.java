package org.sparsevd.cli.inspect;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sparsevd.cli.io.Largest;
import org.sparsevd.vector.VectorSupport;

/** Which kernels run a net: one line a node, or of a large net one line a kind of kernel. */
public final class KernelLines {
  private KernelLines() {}

  /**
   * The line above them; it says why, where they are plain Java.
   *
   * @param forced value of the property {@code sparsevd.kernels}, or null
   */
  public static String heading(VectorSupport support, String forced) {
    boolean plain = forced == null ? !support.pays() : forced.equals("scalar");
    String reason = forced == null ? support.reason() : "-Dsparsevd.kernels=" + forced;
    return "how this machine runs it" + (plain ? ", in plain Java (" + reason + ")" : "") + ":\n";
  }

  /**
   * Text for people.
   *
   * @param kernels {@code node: kernel, figures}, as {@link
   *     org.sparsevd.runtime.SparseModel#kernels} gives them
   */
  public static String text(List<String> kernels, boolean verbose) {
    if (verbose || kernels.size() <= Largest.ROWS) {
      return String.join("\n", kernels) + "\n";
    }
    Map<String, Integer> counts = new LinkedHashMap<>();
    for (String line : kernels) {
      counts.merge(kind(line), 1, Integer::sum);
    }
    List<String> lines = new ArrayList<>();
    counts.entrySet().stream()
        .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
        .forEach(entry -> lines.add(entry.getValue() + " x " + entry.getKey()));
    return Lines.of(lines, Largest.ROWS - 2, false, "kernels; --verbose tells that of each node");
  }

  /** What two nodes have in common: no name, no figures, not what batches do. */
  private static String kind(String line) {
    String kernel = line.substring(line.indexOf(": ") + 2);
    return kernel
        .replaceAll("(same array as|fused into) .*", "$1 another")
        .replaceAll("[,;(].*", "")
        .strip();
  }
}

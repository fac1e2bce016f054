package org.sparsevd.cli.compress;

import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.sparsevd.model.Model;
import org.sparsevd.report.Numbers;

/**
 * What others wrote into an ONNX file beside the net. A compact file keeps as much of it as does
 * not outweigh a small net, the shortest entries first.
 */
final class ForeignMetadata {
  private static final int MOST_BYTES = 2048;

  private ForeignMetadata() {}

  /** The model with the metadata that stays; what does not is told in one line. */
  static Model limited(Model model, Consumer<String> notices) {
    List<Map.Entry<String, String>> shortest =
        model.metadata().entrySet().stream().sorted(Comparator.comparing(e -> bytes(e))).toList();
    Map<String, String> kept = new TreeMap<>();
    long total = 0;
    long left = 0;
    for (Map.Entry<String, String> entry : shortest) {
      total += bytes(entry);
      if (total <= MOST_BYTES) {
        kept.put(entry.getKey(), entry.getValue());
      } else {
        left += bytes(entry);
      }
    }
    if (left == 0) {
      return model;
    }
    notices.accept(
        (shortest.size() - kept.size())
            + " of "
            + shortest.size()
            + " metadata entries of the ONNX file, "
            + Numbers.bytes(left)
            + ", are left out: a .spvd file keeps "
            + Numbers.bytes(MOST_BYTES)
            + " of them");
    return model.withOnly(kept);
  }

  private static long bytes(Map.Entry<String, String> entry) {
    return (long) entry.getKey().getBytes(StandardCharsets.UTF_8).length
        + entry.getValue().getBytes(StandardCharsets.UTF_8).length;
  }
}

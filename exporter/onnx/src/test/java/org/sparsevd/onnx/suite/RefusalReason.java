package org.sparsevd.onnx.suite;

import java.util.ArrayList;
import java.util.List;

/** What refusals of different files have in common: their words without names and numbers. */
final class RefusalReason {
  private RefusalReason() {}

  /** The reasons in a refusal, which says one or lists several. */
  static List<String> of(String refusal) {
    List<String> reasons = new ArrayList<>();
    String[] lines = refusal.split("\n");
    for (int i = lines.length > 1 ? 1 : 0; i < lines.length; i++) {
      String reason =
          lines[i]
              .strip()
              .replaceFirst("^node '[^']*' ", "")
              .replaceAll("'[^']*[0-9_][^']*'", "'...'")
              .replaceAll("\\[[-0-9., ]*]", "[...]")
              .replaceAll("(?<![A-Za-z0-9])-?[0-9]+(\\.[0-9]+)?", "N");
      if (!reasons.contains(reason)) {
        reasons.add(reason);
      }
    }
    return reasons;
  }
}

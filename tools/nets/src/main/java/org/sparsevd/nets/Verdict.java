package org.sparsevd.nets;

import java.util.Locale;
import java.util.Map;

/** Who is faster, and by how much, in one line. */
public final class Verdict {
  /** From where on two times are not the same. */
  private static final double SAME = 1.03;

  private Verdict() {}

  /**
   * The line.
   *
   * @param ratios their time divided by ours, by the name of the other side
   */
  public static String of(Map<String, Double> ratios) {
    StringBuilder text = new StringBuilder("SparseVD is ");
    String separator = "";
    for (Map.Entry<String, Double> each : ratios.entrySet()) {
      text.append(separator).append(compared(each.getValue())).append(each.getKey());
      separator = "; ";
    }
    return text.toString();
  }

  private static String compared(double ratio) {
    if (ratio >= SAME) {
      return String.format(Locale.ROOT, "%.2fx as fast as ", ratio);
    }
    return ratio > 1 / SAME
        ? "as fast as "
        : String.format(Locale.ROOT, "%.2fx slower than ", 1 / ratio);
  }
}

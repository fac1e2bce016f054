package org.sparsevd.cli.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.sparsevd.report.Numbers;

/** The table as in docs/RESULTS.md, and its cells for the page. */
final class MarkdownTable {
  static final List<String> HEADINGS =
      List.of(
          "method",
          "seeds",
          "error %",
          "mean",
          "compression",
          "mean",
          "zeros per layer, %",
          "published error %",
          "published compression");

  private MarkdownTable() {}

  static String of(MethodComparison comparison) {
    StringBuilder text = new StringBuilder();
    line(text, HEADINGS);
    line(text, HEADINGS.stream().map(heading -> "---").toList());
    comparison.rows().forEach(row -> line(text, cells(row)));
    return text.toString();
  }

  /** Adds a line of these cells. */
  static void line(StringBuilder text, List<String> cells) {
    text.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }

  /** A row's cells; those of a method without runs say so. */
  static List<String> cells(Row row) {
    List<String> cells = new ArrayList<>();
    cells.add(row.name());
    if (row.runs().isEmpty()) {
      cells.addAll(List.of("not trained yet", "-", "-", "-", "-", "-"));
    } else {
      cells.add(each(row, run -> String.valueOf(run.seed())));
      cells.add(each(row, run -> Numbers.percent(run.testErrorPercent())));
      cells.add(Numbers.percent(row.meanErrorPercent()));
      cells.add(each(row, run -> Numbers.ratio(run.compression())));
      cells.add(Numbers.ratio(row.meanCompression()));
      cells.add(
          row.zerosPercent().stream()
              .map(zeros -> String.format(Locale.ROOT, "%.1f", zeros))
              .collect(Collectors.joining(" - ")));
    }
    Published published = row.published();
    cells.add(published == null ? "-" : Numbers.percent(published.errorPercent()));
    cells.add(published == null ? "-" : Numbers.ratio(published.compression()));
    return cells;
  }

  private static String each(Row row, Function<RunResult, String> cell) {
    return row.runs().stream().map(cell).collect(Collectors.joining(", "));
  }
}

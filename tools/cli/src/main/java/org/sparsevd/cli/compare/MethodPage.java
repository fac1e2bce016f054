package org.sparsevd.cli.compare;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.sparsevd.report.Numbers;
import org.sparsevd.report.page.Html;
import org.sparsevd.report.page.Page;
import org.sparsevd.report.page.ScatterChart;

/** {@code compare.html}: error against compression, ours before the published points. */
final class MethodPage {
  private MethodPage() {}

  static byte[] encode(MethodComparison comparison) {
    String title = "Ways to a sparse " + comparison.network();
    Page page = new Page(title, title);
    page.add(
        "<p class='lead'>Test error of the thresholded net at the last epoch, and weights divided"
            + " by those that are left.</p>\n");
    ScatterChart chart =
        new ScatterChart(title, "compression, |W| / |W \u2260 0|", "test error, %");
    chart.group("published", true, published(comparison));
    for (Row row : comparison.rows()) {
      if (!row.runs().isEmpty()) {
        chart.group(row.name(), false, points(row));
      }
    }
    page.add(
        chart.figure(
            "Each seed is a point. Outlines are what the papers report. Down and right is"
                + " better."));
    page.openTable(MarkdownTable.HEADINGS.toArray(String[]::new));
    for (Row row : comparison.rows()) {
      page.row(MarkdownTable.cells(row).stream().map(Html::escape).toArray(String[]::new));
    }
    page.closeTable();
    page.add("<p>But for the last row, images are trained on as they are. Published: ")
        .add(Html.escape(sources(comparison)))
        .add(".</p>\n");
    page.add("<p>Made by ").add(Html.escape(comparison.tool())).add(".</p>\n");
    return page.encode();
  }

  private static String sources(MethodComparison comparison) {
    return comparison.rows().stream()
        .filter(row -> row.published() != null)
        .map(row -> row.name() + " by " + row.published().source())
        .collect(Collectors.joining(", "));
  }

  private static List<ScatterChart.Point> published(MethodComparison comparison) {
    return comparison.rows().stream()
        .filter(row -> row.published() != null)
        .map(
            row ->
                new ScatterChart.Point(
                    row.name(),
                    row.published().compression(),
                    row.published().errorPercent(),
                    true))
        .toList();
  }

  private static List<ScatterChart.Point> points(Row row) {
    Stream<RunResult> runs = row.runs().stream();
    return runs.map(
            run ->
                new ScatterChart.Point(
                    row.name()
                        + ", seed "
                        + run.seed()
                        + ": "
                        + Numbers.percent(run.testErrorPercent())
                        + " % at "
                        + Numbers.ratio(run.compression()),
                    run.compression(),
                    run.testErrorPercent(),
                    false))
        .toList();
  }
}

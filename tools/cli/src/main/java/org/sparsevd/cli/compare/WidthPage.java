package org.sparsevd.cli.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.sparsevd.report.page.Html;
import org.sparsevd.report.page.Page;
import org.sparsevd.report.page.ScatterChart;

/** {@code compare.html} of the VGG-like networks: the paper's plot, ours before its points. */
final class WidthPage {
  private static final String TITLE = "VGG-like networks by width";
  private static final String WIDTH = "width k";

  private WidthPage() {}

  static byte[] encode(WidthComparison comparison) {
    Page page = new Page(TITLE, TITLE);
    page.add(
        "<p class='lead'>The numbers of filters and units are k times those of the paper's"
            + " network. Outlines are what the paper reports.</p>\n");
    for (int classes : new int[] {10, 100}) {
      List<Width> widths =
          comparison.widths().stream().filter(width -> width.classes() == classes).toList();
      page.add("<h2>CIFAR-" + classes + "</h2>\n").add(errors(widths)).add(zeros(widths));
    }
    page.add("<h2>Figures</h2>\n");
    page.openTable(WidthComparison.HEADINGS.toArray(String[]::new));
    for (Width width : comparison.widths()) {
      page.row(WidthComparison.cells(width).stream().map(Html::escape).toArray(String[]::new));
    }
    page.closeTable();
    missing(page, comparison);
    page.add("<p>Made by ").add(Html.escape(comparison.tool())).add(".</p>\n");
    return page.encode();
  }

  private static String errors(List<Width> widths) {
    return new ScatterChart("Test error by width", WIDTH, "test error, %")
        .group("dense, published", true, published(widths, Width::publishedDenseErrorPercent))
        .group("Sparse VD, published", true, published(widths, Width::publishedErrorPercent))
        .group("dense", false, ours(widths, WidthRun::denseErrorPercent))
        .group("Sparse VD", false, ours(widths, WidthRun::errorPercent))
        .figure("Test error in percent.");
  }

  private static String zeros(List<Width> widths) {
    return new ScatterChart("Sparsity by width", WIDTH, "zeros, %")
        .group(
            "Sparse VD, published",
            true,
            published(widths, width -> Width.zerosPercent(width.publishedCompression())))
        .group("Sparse VD", false, ours(widths, WidthPage::zeros))
        .figure("Zeros, in percent of the weights.");
  }

  private static Double zeros(WidthRun run) {
    return run.compression() == null ? null : (Double) Width.zerosPercent(run.compression());
  }

  private static List<ScatterChart.Point> published(
      List<Width> widths, Function<Width, Double> value) {
    return widths.stream()
        .map(width -> point("published", width, value.apply(width), true))
        .toList();
  }

  private static List<ScatterChart.Point> ours(
      List<Width> widths, Function<WidthRun, Double> value) {
    List<ScatterChart.Point> points = new ArrayList<>();
    for (Width width : widths) {
      for (WidthRun run : width.runs()) {
        Double of = value.apply(run);
        if (of != null) {
          points.add(point("seed " + run.seed(), width, of, false));
        }
      }
    }
    return points;
  }

  private static ScatterChart.Point point(String who, Width width, double value, boolean named) {
    String text = String.format(Locale.ROOT, "%.2f", value);
    String name = named ? text : "k = " + width.k() + ", " + who + ": " + text;
    return new ScatterChart.Point(name, width.k(), value, named);
  }

  /** Names what a complete plot would need. */
  private static void missing(Page page, WidthComparison comparison) {
    List<Width> missing =
        comparison.widths().stream().filter(width -> width.runs().isEmpty()).toList();
    if (missing.isEmpty()) {
      return;
    }
    page.add("<h2>Missing</h2>\n<ul>\n");
    for (Width width : missing) {
      page.add("<li><code>train ")
          .add(width.preset())
          .add(" --data CIFAR-")
          .add(width.classes())
          .add("-FOLDER --out FILE.ckpt</code>")
          .add(width.needsGpu() ? ": takes a GPU, or days" : "")
          .add("</li>\n");
    }
    page.add("</ul>\n");
  }
}

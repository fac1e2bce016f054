package org.sparsevd.cli.compress;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.sparsevd.compress.quantise.Front;
import org.sparsevd.report.Numbers;
import org.sparsevd.report.page.Html;
import org.sparsevd.report.page.Page;
import org.sparsevd.report.page.ScatterChart;

/** The page of a front: how far answers of files of several sizes are from the original's. */
public final class FrontPage {
  private static final String TITLE = "Sizes of a net";

  private FrontPage() {}

  /** Where the page of a file lies: beside it. */
  public static Path of(Path file) {
    return file.resolveSibling(file.getFileName() + ".front.html");
  }

  /**
   * The page.
   *
   * @param points from fine to coarse
   * @param chosen one of them
   * @param calls that they are judged by
   */
  static byte[] encode(Path file, List<Front.Point> points, Front.Point chosen, int calls) {
    List<ScatterChart.Point> others = new ArrayList<>();
    List<ScatterChart.Point> steps = new ArrayList<>();
    for (int i = points.size() - 1; i >= 0; i--) {
      steps.add(mark(points.get(i)));
      if (points.get(i) != chosen) {
        others.add(mark(points.get(i)));
      }
    }
    Page page = new Page(TITLE, TITLE);
    page.add("<p class='lead'>Files that <code>compress --front</code> tried for ")
        .add(Html.escape(file.getFileName().toString()))
        .add(", judged by ")
        .add(calls)
        .add(" calls that chose nothing else.</p>\n");
    page.add(
        new ScatterChart(TITLE, "bytes", "1 - cosine")
            .group("tried", true, others)
            .group("written", false, List.of(mark(chosen)))
            .front(steps)
            .figure("How far outputs are from the original's: 1 less the mean cosine."));
    page.openTable("bytes", "cosine", "");
    for (Front.Point point : points) {
      page.row(
          Numbers.count(point.bytes()),
          String.format(Locale.ROOT, "%.4f", 1 - point.distance()),
          point == chosen ? "written" : "");
    }
    page.closeTable();
    return page.encode();
  }

  private static ScatterChart.Point mark(Front.Point point) {
    return new ScatterChart.Point(
        Numbers.bytes(point.bytes()), point.bytes(), Math.max(1e-9, point.distance()), true);
  }
}

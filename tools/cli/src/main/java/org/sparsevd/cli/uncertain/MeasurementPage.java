package org.sparsevd.cli.uncertain;

import java.util.List;
import java.util.function.ToDoubleFunction;
import org.sparsevd.report.Numbers;
import org.sparsevd.report.page.Html;
import org.sparsevd.report.page.Page;
import org.sparsevd.report.page.ScatterChart;

/** {@code uncertainty.html}: what turning digits and other data do to a net's uncertainty. */
public final class MeasurementPage {
  private MeasurementPage() {}

  /** The page as UTF-8. */
  public static byte[] encode(Measurement measured) {
    Page page = new Page("Uncertainty", "How uncertain " + measured.file() + " is");
    page.add("<p class='lead'>Over ")
        .add(measured.samples())
        .add(" draws of all weights, seed ")
        .add(measured.seed())
        .add(". Entropies are in nats.</p>\n");
    if (measured.other() != null) {
      page.add("<p>").add(Html.escape(measured.auroc())).add(".</p>\n");
      page.openTable("test images of", "images", "entropy", "mutual information");
      for (Measurement.Part part : List.of(measured.data(), measured.other())) {
        page.row(
            Html.escape(part.name()),
            Numbers.count(part.images()),
            SampledRun.nats(part.entropy()),
            SampledRun.nats(part.mutualInformation()));
      }
      page.closeTable();
    }
    page.add("<h2>Turned images</h2>\n").add(chart(measured));
    page.add("<h2>Figures</h2>\n");
    page.openTable("degrees", "error %", "entropy", "mutual information");
    for (Measurement.Turn turn : measured.turned()) {
      page.row(
          String.valueOf(turn.degrees()),
          Numbers.percent(turn.errorPercent()),
          SampledRun.nats(turn.entropy()),
          SampledRun.nats(turn.mutualInformation()));
    }
    page.closeTable();
    page.add("<p>Made by ").add(Html.escape(measured.tool())).add(".</p>\n");
    return page.encode();
  }

  private static String chart(Measurement measured) {
    return new ScatterChart("Uncertainty of turned images", "turned by, degrees", "nats")
        .curve("entropy", points(measured, Measurement.Turn::entropy))
        .curve("mutual information", points(measured, Measurement.Turn::mutualInformation))
        .figure("Means over the first test images of " + measured.data().name() + ", turned.");
  }

  private static List<ScatterChart.Point> points(
      Measurement measured, ToDoubleFunction<Measurement.Turn> value) {
    return measured.turned().stream()
        .map(
            turn -> {
              double y = value.applyAsDouble(turn);
              return new ScatterChart.Point(SampledRun.nats(y), turn.degrees(), y, false);
            })
        .toList();
  }
}

package org.sparsevd.cli.compare;

import java.util.List;
import java.util.function.ToDoubleFunction;
import org.sparsevd.report.Numbers;
import org.sparsevd.report.page.Html;
import org.sparsevd.report.page.Page;
import org.sparsevd.report.page.ScatterChart;
import org.sparsevd.trainer.recipe.Noise;

/** {@code compare.html} of the two kinds of noise. */
final class NoisePage {
  private static final String TITLE = "Additive and multiplicative noise";
  private static final int PUBLISHED_EPOCHS = 250;

  private NoisePage() {}

  static byte[] encode(NoiseComparison comparison) {
    Page page = new Page(TITLE, TITLE);
    page.add(
        "<p class='lead'>Two hidden layers of 1000 units on MNIST. Additive noise is learned as log"
            + " sigma^2, multiplicative noise as log alpha; the nets compute the same. Outlines are"
            + " what the paper reports.</p>\n");
    page.add("<h2>Sparsity</h2>\n").add(sparsity(comparison));
    page.add("<h2>Test error</h2>\n").add(errors(comparison));
    page.add("<h2>Figures</h2>\n");
    page.openTable(NoiseComparison.HEADINGS.toArray(String[]::new));
    for (List<String> row : comparison.rows()) {
      page.row(row.stream().map(Html::escape).toArray(String[]::new));
    }
    page.closeTable();
    page.add("<p>Made by ").add(Html.escape(comparison.tool())).add(".</p>\n");
    return page.encode();
  }

  private static String sparsity(NoiseComparison comparison) {
    ScatterChart chart = new ScatterChart("Sparsity by epoch", "epoch", "zeros, share of weights");
    for (NoiseRun run : comparison.runs()) {
      chart.curve(run.title(), points(run, NoiseRun.Epoch::sparsity));
    }
    for (Noise noise : Noise.values()) {
      double value = NoiseComparison.published(noise);
      String title = noise.id() + ", published";
      String name = title + ": " + NoiseComparison.share(value);
      chart.group(
          title, true, List.of(new ScatterChart.Point(name, PUBLISHED_EPOCHS, value, false)));
    }
    return chart.figure("Weights that the threshold sets to zero, after each epoch.");
  }

  private static String errors(NoiseComparison comparison) {
    ScatterChart chart = new ScatterChart("Test error by epoch", "epoch", "test error, %");
    for (NoiseRun run : comparison.runs()) {
      chart.curve(run.title(), points(run, NoiseRun.Epoch::testErrorPercent));
    }
    return chart.figure("Test error of the thresholded net in percent, after each epoch.");
  }

  private static List<ScatterChart.Point> points(
      NoiseRun run, ToDoubleFunction<NoiseRun.Epoch> value) {
    int last = run.last().epoch();
    return run.history().stream()
        .map(
            epoch -> {
              double y = value.applyAsDouble(epoch);
              boolean ends = epoch.epoch() == last;
              String name = y < 1 ? NoiseComparison.share(y) : Numbers.percent(y);
              return new ScatterChart.Point(name, epoch.epoch(), y, ends);
            })
        .toList();
  }
}

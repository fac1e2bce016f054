package org.sparsevd.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A person draws digits into the page, in a real browser. Skipped where there is no Chromium. */
@Timeout(240)
class DrawnDigitTest {
  private static final ServerLimits LIMITS = new ServerLimits(10_000, 60, 32);
  private static final String DASH = "\u2013";

  @TempDir private Path folder;

  /** Points of the field, from 0 to 1, where it lies on the page. */
  private static List<double[]> onPage(Browser browser, double[][] points) throws Exception {
    String[] box =
        browser
            .text(
                "(b => [b.left, b.top, b.width, b.height].join())"
                    + "(document.getElementById('field').getBoundingClientRect())")
            .split(",");
    List<double[]> all = new ArrayList<>();
    for (double[] point : points) {
      all.add(
          new double[] {
            Double.parseDouble(box[0]) + point[0] * Double.parseDouble(box[2]),
            Double.parseDouble(box[1]) + point[1] * Double.parseDouble(box[3])
          });
    }
    return all;
  }

  private static double[][] ring() {
    double[][] points = new double[25][];
    for (int i = 0; i < points.length; i++) {
      double angle = 2 * Math.PI * i / (points.length - 1);
      points[i] = new double[] {0.5 + 0.2 * Math.sin(angle), 0.5 - 0.3 * Math.cos(angle)};
    }
    return points;
  }

  private static String shown(Browser browser, String id) throws Exception {
    return browser.text("document.getElementById('" + id + "').textContent");
  }

  private static String drawn(Browser browser, double[][] points) throws Exception {
    browser.drag(onPage(browser, points));
    browser.await("document.getElementById('class').textContent !== '" + DASH + "'");
    assertThat(shown(browser, "certainty")).contains(" %").contains(" microseconds");
    assertThat(browser.text("document.querySelectorAll('#layers td').length")).isEqualTo("4");
    assertThat(shown(browser, "problem")).isEmpty();
    String found = shown(browser, "class");
    browser.text("document.getElementById('clear').click()");
    assertThat(shown(browser, "class")).isEqualTo(DASH);
    return found;
  }

  @Test
  void whatIsDrawnIsRead() throws Exception {
    boolean there = Browser.find().isPresent();
    if (!there) {
      System.out.println("no Chromium on the path: the page was NOT tested in a browser");
    }
    assumeTrue(there, "no Chromium on the path");
    Path file = MeanDigits.write(folder);
    Path profile = Files.createDirectory(folder.resolve("profile"));
    try (PredictionServer server =
            PredictionServer.open(file, "127.0.0.1", 0, 5, LIMITS, System.err::println);
        Browser browser = Browser.start(Browser.find().orElseThrow(), profile)) {
      server.start();
      browser.open(server.url());
      assertThat(drawn(browser, new double[][] {{0.5, 0.2}, {0.5, 0.5}, {0.5, 0.8}}))
          .isEqualTo("1");
      assertThat(drawn(browser, ring())).isEqualTo("0");
    }
  }
}

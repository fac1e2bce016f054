package org.sparsevd.report.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class ScatterChartTest {
  private static Document parse(String xml) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(xml)));
  }

  private static List<Element> named(Document document, String tag, String style) {
    NodeList nodes = document.getElementsByTagName(tag);
    List<Element> found = new ArrayList<>();
    for (int i = 0; i < nodes.getLength(); i++) {
      Element element = (Element) nodes.item(i);
      if (element.getAttribute("class").startsWith(style)) {
        found.add(element);
      }
    }
    return found;
  }

  @Test
  void largerValuesStandFurtherRightAndHigherWithinTheChart() throws Exception {
    List<ScatterChart.Point> points =
        List.of(
            new ScatterChart.Point("a <b> & 'c'", 1, 0.5, true),
            new ScatterChart.Point("b", 10, 0.7, false),
            new ScatterChart.Point("c", 500, 0.9, true));
    String figure =
        new ScatterChart("t", "kB", "%").group("g", false, points).front(points).figure("c");
    Document document = parse(figure);
    assertThat(named(document, "svg", "wide")).hasSize(1);
    assertThat(named(document, "svg", "narrow")).hasSize(1);
    List<Element> circles = named(document, "circle", "mark");
    // Two drawings of three points, and one in the legend.
    assertThat(circles).hasSize(2 * 3 + 1);
    for (int i = 1; i < 3; i++) {
      double left = Double.parseDouble(circles.get(i - 1).getAttribute("cx"));
      double right = Double.parseDouble(circles.get(i).getAttribute("cx"));
      double lower = Double.parseDouble(circles.get(i - 1).getAttribute("cy"));
      double higher = Double.parseDouble(circles.get(i).getAttribute("cy"));
      assertThat(left).isPositive().isLessThan(right);
      assertThat(right).isLessThan(1000);
      assertThat(higher).isPositive().isLessThan(lower);
    }
    assertThat(named(document, "polyline", "front")).hasSize(2);
    assertThat(named(document, "text", "name")).hasSize(4);
  }

  @Test
  void chartsOfOneOrNoPointAreCharts() throws Exception {
    ScatterChart chart = new ScatterChart("t", "x", "y");
    assertThat(named(parse(chart.figure("c")), "text", "name")).isEmpty();
    chart.group("one", true, List.of(new ScatterChart.Point("p", 0, 0, true)));
    assertThat(chart.figure("c")).doesNotContain("NaN", "Infinity");
    assertThat(named(parse(chart.figure("c")), "text", "name")).hasSize(2);
  }

  @Test
  void whatIsNotFiniteIsRefused() {
    ScatterChart chart = new ScatterChart("t", "x", "y");
    for (double odd : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(
              () -> chart.group("g", false, List.of(new ScatterChart.Point("p", odd, 1, false))))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("p");
    }
  }

  @Test
  void namesLieOnNoPointAndOnNoOtherName() {
    long seed = System.nanoTime();
    SplittableRandom random = new SplittableRandom(seed);
    LabelPlaces places = new LabelPlaces(0, 0, 400, 300);
    double[][] points = new double[40][];
    for (int i = 0; i < points.length; i++) {
      points[i] = new double[] {random.nextDouble(400), random.nextDouble(300)};
      places.point(points[i][0], points[i][1], 5);
    }
    List<double[]> boxes = new ArrayList<>();
    for (double[] point : points) {
      String name = "n".repeat(1 + random.nextInt(12));
      LabelPlaces.Place place = places.place(point[0], point[1], name);
      if (place != null) {
        double right = place.x() + name.length() * LabelPlaces.CHARACTER;
        double[] box = {place.x(), place.y() - 8, right, place.y() + 1};
        for (double[] other : points) {
          boolean inside =
              other[0] > box[0] && other[0] < box[2] && other[1] > box[1] && other[1] < box[3];
          assertThat(inside).as("seed %d", seed).isFalse();
        }
        for (double[] other : boxes) {
          boolean meets =
              box[0] < other[2] && other[0] < box[2] && box[1] < other[3] && other[1] < box[3];
          assertThat(meets).as("seed %d", seed).isFalse();
        }
        boxes.add(box);
      }
    }
    assertThat(boxes).as("seed %d", seed).isNotEmpty();
  }

  @Test
  void ticksAreRoundFewAndInside() {
    long seed = System.nanoTime();
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 1000; i++) {
      double least = Math.pow(10, random.nextDouble(-6, 6));
      double most = least * Math.pow(10, random.nextDouble(0, 9));
      Scale scale = Scale.of(least, most, 0, 100);
      assertThat(scale.at(least)).isBetween(0.0, 60.0);
      assertThat(scale.at(most)).isBetween(40.0, 100.0);
      List<Double> ticks = scale.ticks(8);
      assertThat(ticks).as("seed %d: %s", seed, scale).isSorted().hasSizeBetween(1, 9);
      assertThat(texts(scale, 8)).hasSameSizeAs(ticks);
      assertThat(ticks).allMatch(tick -> scale.at(tick) > -0.01 && scale.at(tick) < 100.01);
    }
  }

  @Test
  void ticksReadAsNumbersDo() {
    assertThat(texts(Scale.of(0.1, 3000, 0, 1), 20))
        .contains("0.1", "0.2", "0.5", "1", "20", "500", "1,000");
    assertThat(texts(Scale.of(12.3, 12.6, 0, 1), 8)).contains("12.3", "12.35", "12.4");
    assertThat(texts(Scale.of(0, 1, 0, 1), 6))
        .containsExactly("0", "0.2", "0.4", "0.6", "0.8", "1");
    assertThat(texts(Scale.of(90_000, 100_000, 0, 1), 3)).contains("90,000", "95,000");
  }

  private static List<String> texts(Scale scale, int wanted) {
    List<String> texts = scale.ticks(wanted).stream().map(t -> scale.text(t, wanted)).toList();
    assertThat(texts).doesNotHaveDuplicates();
    return texts;
  }
}

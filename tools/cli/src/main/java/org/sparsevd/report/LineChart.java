package org.sparsevd.report;

import java.util.List;
import java.util.Locale;

/** One curve over the epochs as inline SVG, with a scale of round numbers and the last value. */
final class LineChart {
  private static final ChartArea AREA = new ChartArea(560, 220, 48, 64, 14, 30);

  private final String title;
  private final String style;
  private final List<Integer> epochs;
  private final List<Double> values;
  private final double top;

  /**
   * A chart of {@code values} over {@code epochs}.
   *
   * @param style CSS class of the curve
   * @param top largest value drawn; what exceeds it leaves the chart at the upper edge
   */
  LineChart(String title, String style, List<Integer> epochs, List<Double> values, double top) {
    this.title = title;
    this.style = style;
    this.epochs = epochs;
    this.values = values;
    this.top = top > 0 ? top : 1;
  }

  String svg(String unit) {
    StringBuilder svg = new StringBuilder();
    svg.append(
        String.format(
            Locale.ROOT,
            "<svg viewBox='0 0 %d %d' role='img' aria-label='%s'>",
            AREA.width(),
            AREA.height(),
            title));
    double step = roundStep(top / 4);
    for (double tick = 0; tick <= top * 1.0001; tick += step) {
      svg.append(
          String.format(
              Locale.ROOT,
              "<line class='grid' x1='%d' x2='%d' y1='%.1f' y2='%.1f'/>"
                  + "<text class='tick end' x='%d' y='%.1f'>%s</text>",
              AREA.left(),
              AREA.rightEdge(),
              y(tick),
              y(tick),
              AREA.left() - 6,
              y(tick) + 4,
              number(tick)));
    }
    int first = epochs.get(0);
    int last = epochs.get(epochs.size() - 1);
    int epochStep = (int) Math.max(1, roundStep((last - first) / 6.0));
    for (int epoch = (first + epochStep - 1) / epochStep * epochStep;
        epoch <= last;
        epoch += epochStep) {
      svg.append(
          String.format(
              Locale.ROOT,
              "<text class='tick middle' x='%.1f' y='%d'>%d</text>",
              x(epoch),
              AREA.height() - 10,
              epoch));
    }
    curve(svg);
    double lastValue = values.get(values.size() - 1);
    svg.append(
        String.format(
            Locale.ROOT,
            "<circle class='%s dot' cx='%.1f' cy='%.1f' r='3.5'/>"
                + "<text class='value' x='%.1f' y='%.1f'>%s%s</text></svg>",
            style,
            x(last),
            y(lastValue),
            x(last) + 8,
            y(lastValue) + 4,
            number(lastValue),
            unit));
    return svg.toString();
  }

  private void curve(StringBuilder svg) {
    svg.append("<polyline class='").append(style).append("' points='");
    for (int i = 0; i < values.size(); i++) {
      svg.append(String.format(Locale.ROOT, "%.1f,%.1f ", x(epochs.get(i)), y(values.get(i))));
    }
    svg.append("'/>");
  }

  private double x(int epoch) {
    int first = epochs.get(0);
    int span = Math.max(1, epochs.get(epochs.size() - 1) - first);
    return AREA.left() + (double) (epoch - first) / span * (AREA.rightEdge() - AREA.left());
  }

  private double y(double value) {
    double share = Double.isFinite(value) ? Math.min(value / top, 1) : 1;
    return AREA.bottomEdge() - share * (AREA.bottomEdge() - AREA.top());
  }

  private static String number(double value) {
    String text = String.format(Locale.ROOT, value < 10 ? "%.2f" : "%.1f", value);
    return text.replaceAll("\\.?0+$", "");
  }

  /** The smallest of 1, 2, 5 times a power of ten that is not below {@code least}. */
  private static double roundStep(double least) {
    if (!(least > 0)) {
      return 1;
    }
    double power = Math.pow(10, Math.floor(Math.log10(least)));
    for (double factor : new double[] {1, 2, 5}) {
      if (factor * power >= least * 0.999) {
        return factor * power;
      }
    }
    return 10 * power;
  }
}

package org.sparsevd.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Curves of ratios over densities as a page with inline SVG, both scales logarithmic. */
public final class RatioChart {
  private static final ChartArea AREA = new ChartArea(720, 420, 56, 216, 16, 40);
  private static final String[] COLOURS = {
    "#1f77b4", "#d62728", "#2ca02c", "#9467bd", "#ff7f0e", "#17becf", "#8c564b", "#7f7f7f"
  };

  private final double[] densities;
  private final List<String> names = new ArrayList<>();
  private final List<double[]> curves = new ArrayList<>();

  /** A chart over these densities, ascending. */
  public RatioChart(double[] densities) {
    this.densities = densities.clone();
  }

  /** Adds a curve with a value for each density. */
  public void add(String name, double[] ratios) {
    names.add(name);
    curves.add(ratios.clone());
  }

  /** A page that needs nothing else. */
  public String page(String title) {
    return "<!doctype html><html lang='en'><head><meta charset='utf-8'><title>"
        + title
        + "</title><style>body{font:14px system-ui,sans-serif;max-width:60em;margin:2em auto}"
        + "svg text{font:12px system-ui,sans-serif;fill:currentColor}"
        + "@media(prefers-color-scheme:dark){body{background:#111;color:#ddd}}</style></head>"
        + "<body><h1>"
        + title
        + "</h1>"
        + svg()
        + "<p>Above 1, the sparse layer is faster than the same layer, dense, in ONNX Runtime.</p>"
        + "</body></html>\n";
  }

  private String svg() {
    double least = 0.5;
    double most = 2;
    for (double[] curve : curves) {
      for (double ratio : curve) {
        least = Math.min(least, ratio);
        most = Math.max(most, ratio);
      }
    }
    Scale y = new Scale(least, most, AREA.bottomEdge(), AREA.top());
    Scale x =
        new Scale(densities[0], densities[densities.length - 1], AREA.left(), AREA.rightEdge());
    StringBuilder svg = new StringBuilder();
    svg.append(format("<svg viewBox='0 0 %d %d' role='img'>", AREA.width(), AREA.height()));
    for (double tick = 0.125; tick <= most; tick *= 2) {
      if (tick >= least) {
        grid(svg, y.at(tick), tick);
      }
    }
    for (double density : densities) {
      svg.append(
          format(
              "<text x='%.1f' y='%d' text-anchor='middle'>%s %%</text>",
              x.at(density), AREA.height() - 14, number(100 * density)));
    }
    for (int i = 0; i < curves.size(); i++) {
      curve(svg, i, x, y);
    }
    return svg.append("</svg>").toString();
  }

  private static void grid(StringBuilder svg, double y, double ratio) {
    svg.append(
        format(
            "<line x1='%d' x2='%d' y1='%.1f' y2='%.1f' stroke='#888' stroke-width='%s'/>"
                + "<text x='%d' y='%.1f' text-anchor='end'>%s</text>",
            AREA.left(),
            AREA.rightEdge(),
            y,
            y,
            ratio == 1 ? "1.5" : "0.4",
            AREA.left() - 6,
            y + 4,
            number(ratio)));
  }

  private void curve(StringBuilder svg, int i, Scale x, Scale y) {
    String colour = COLOURS[i % COLOURS.length];
    svg.append(format("<polyline fill='none' stroke-width='2' stroke='%s' points='", colour));
    for (int k = 0; k < densities.length; k++) {
      svg.append(format("%.1f,%.1f ", x.at(densities[k]), y.at(curves.get(i)[k])));
    }
    int row = AREA.top() + 16 + 20 * i;
    svg.append(
        format(
            "'/><rect x='%d' y='%d' width='12' height='4' fill='%s'/><text x='%d' y='%d'>%s</text>",
            AREA.rightEdge() + 16, row - 6, colour, AREA.rightEdge() + 34, row, names.get(i)));
  }

  private static String number(double value) {
    return value == Math.rint(value) ? format("%.0f", value) : format("%s", (float) value);
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }

  /** A logarithmic scale from {@code least} at {@code start} to {@code most} at {@code end}. */
  private record Scale(double least, double most, double start, double end) {
    double at(double value) {
      return start + Math.log(value / least) / Math.log(most / least) * (end - start);
    }
  }
}

package org.sparsevd.report;

import java.util.List;
import java.util.Locale;
import org.sparsevd.report.page.Html;

/** Horizontal bars per layer, and the histogram of its log alpha, as inline SVG. */
final class LayerCharts {
  private static final int WIDTH = 560;
  private static final int LEFT = 110;
  private static final int RIGHT = 125;

  private LayerCharts() {}

  /** Zeros in percent, one bar a layer, all on the scale from 0 to 100. */
  static String sparsity(List<Report.Layer> layers) {
    int row = 30;
    StringBuilder svg = open(layers.size() * row, "Sparsity per layer");
    int y = 0;
    for (Report.Layer layer : layers) {
      svg.append(label(layer.name(), y + 20));
      svg.append(bar("track", y + 8, 16, 1));
      svg.append(bar("sparsity", y + 8, 16, layer.sparsityPercent() / 100));
      svg.append(value(Numbers.percent(layer.sparsityPercent()) + " %", y + 20, 1));
      y += row;
    }
    return svg.append("</svg>").toString();
  }

  /** Bytes as CSR, as bitmask and as stored, on one linear scale; dense ones are far off it. */
  static String bytes(List<Report.Layer> layers) {
    long most = 1;
    for (Report.Layer layer : layers) {
      Report.Bytes bytes = layer.bytes();
      most = Math.max(most, Math.max(bytes.stored(), Math.max(bytes.csr(), bytes.bitmask())));
    }
    int row = 62;
    StringBuilder svg = open(layers.size() * row, "Bytes per layer");
    int y = 0;
    for (Report.Layer layer : layers) {
      svg.append(label(layer.name(), y + 20));
      svg.append(
          String.format(
              Locale.ROOT,
              "<text class='tick end' x='%d' y='%d'>dense %s</text>",
              LEFT - 10,
              y + 36,
              Numbers.bytes(layer.bytes().dense())));
      long[] sizes = {layer.bytes().csr(), layer.bytes().bitmask(), layer.bytes().stored()};
      String[] names = {"csr", "bitmask", "stored"};
      for (int i = 0; i < sizes.length; i++) {
        double share = (double) sizes[i] / most;
        svg.append(bar(names[i], y + 8 + 16 * i, 12, share));
        svg.append(value(names[i] + " " + Numbers.bytes(sizes[i]), y + 18 + 16 * i, share));
      }
      y += row;
    }
    return svg.append("</svg>").toString();
  }

  /** Weights per bin of log alpha, height in powers of ten, with the threshold at 3. */
  static String logAlpha(LogAlphaHistogram histogram) {
    int width = 300;
    int height = 130;
    int floor = 104;
    int bins = histogram.counts().length;
    double tallest = 1;
    for (int count : histogram.counts()) {
      tallest = Math.max(tallest, Math.log10(1 + count));
    }
    StringBuilder svg = new StringBuilder();
    svg.append(
        String.format(
            Locale.ROOT,
            "<svg viewBox='0 0 %d %d' role='img' aria-label='Histogram of log alpha'>",
            width,
            height));
    double binWidth = (double) width / bins;
    double span = histogram.to() - histogram.from();
    for (int i = 0; i < bins; i++) {
      double h = Math.log10(1 + histogram.counts()[i]) / tallest * (floor - 10);
      double middle = histogram.from() + (i + 0.5) / bins * span;
      svg.append(
          String.format(
              Locale.ROOT,
              "<rect class='%s' x='%.2f' y='%.1f' width='%.2f' height='%.1f'>"
                  + "<title>log alpha about %.1f: %d weights</title></rect>",
              middle < 3 ? "kept" : "dropped",
              i * binWidth,
              floor - h,
              Math.max(binWidth - 0.6, 0.5),
              h,
              middle,
              histogram.counts()[i]));
    }
    double threshold = (3 - histogram.from()) / span * width;
    svg.append(
        String.format(
            Locale.ROOT,
            "<line class='threshold' x1='%.1f' x2='%.1f' y1='4' y2='%d'/>",
            threshold,
            threshold,
            floor));
    for (int tick = -8; tick <= 8; tick += 4) {
      double x = Math.max(10, Math.min(width - 10, (tick - histogram.from()) / span * width));
      svg.append(
          String.format(
              Locale.ROOT,
              "<text class='tick middle' x='%.1f' y='%d'>%d</text>",
              x,
              height - 8,
              tick));
    }
    return svg.append("</svg>").toString();
  }

  private static StringBuilder open(int height, String title) {
    return new StringBuilder(
        String.format(
            Locale.ROOT,
            "<svg viewBox='0 0 %d %d' role='img' aria-label='%s'>",
            WIDTH,
            Math.max(height, 1),
            title));
  }

  private static String label(String name, int y) {
    return String.format(
        Locale.ROOT,
        "<text class='label end' x='%d' y='%d'>%s</text>",
        LEFT - 10,
        y,
        Html.escape(name));
  }

  private static String bar(String style, int y, int height, double share) {
    return String.format(
        Locale.ROOT,
        "<rect class='%s' x='%d' y='%d' width='%.1f' height='%d' rx='2'/>",
        style,
        LEFT,
        y,
        Math.max(share * (WIDTH - LEFT - RIGHT), 1),
        height);
  }

  private static String value(String text, int y, double share) {
    return String.format(
        Locale.ROOT,
        "<text class='value' x='%.1f' y='%d'>%s</text>",
        LEFT + share * (WIDTH - LEFT - RIGHT) + 8,
        y,
        text);
  }
}

package org.sparsevd.report.page;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * Points in a plane as inline SVG, in groups of one colour and shape each, with names beside those
 * that are to have one and a line of steps through those of a front. Styled by {@link Page}.
 *
 * <p>Scales are chosen by {@link Scale}. It is drawn twice, for wide and for narrow screens, since
 * text that is scaled down cannot be read.
 */
public final class ScatterChart {
  private static final int LEFT = 52;
  private static final int RIGHT = 14;
  private static final int TOP = 14;
  private static final int BOTTOM = 44;
  private static final double RADIUS = 5;

  /** Ticks of the upright axis, at most. */
  private static final int UP = 8;

  /** As many colours as the style has; further groups have them in other shapes. */
  private static final int STYLES = 8;

  private final String title;
  private final String xTitle;
  private final String yTitle;
  private final List<Group> groups = new ArrayList<>();
  private List<Point> front = List.of();

  /**
   * A point.
   *
   * @param name in the point's tooltip, and beside it if {@code named}
   */
  public record Point(String name, double x, double y, boolean named) {}

  private record Group(String name, boolean hollow, boolean joined, List<Point> points) {}

  /** A chart without points; the titles of the axes say their units. */
  public ScatterChart(String title, String xTitle, String yTitle) {
    this.title = title;
    this.xTitle = xTitle;
    this.yTitle = yTitle;
  }

  /**
   * Adds points of a colour and shape of their own.
   *
   * @param hollow draws outlines, such as for values that others published
   * @throws IllegalArgumentException if a coordinate is not finite
   */
  public ScatterChart group(String name, boolean hollow, List<Point> points) {
    return add(new Group(name, hollow, false, List.copyOf(points)));
  }

  /**
   * Adds a line through points in order of x, with a mark at its end. Scales are linear then.
   *
   * @throws IllegalArgumentException if a coordinate is not finite
   */
  public ScatterChart curve(String name, List<Point> points) {
    return add(new Group(name, false, true, List.copyOf(points)));
  }

  private ScatterChart add(Group group) {
    for (Point point : group.points) {
      if (!Double.isFinite(point.x) || !Double.isFinite(point.y)) {
        throw new IllegalArgumentException("not finite: " + point);
      }
    }
    groups.add(group);
    return this;
  }

  /** Draws steps through these points, which are in order of x. */
  public ScatterChart front(List<Point> points) {
    front = List.copyOf(points);
    return this;
  }

  /** The chart, its legend and a caption as HTML, {@code <figure>} and all. */
  public String figure(String caption) {
    StringBuilder html = new StringBuilder("<figure>\n");
    html.append(svg("wide", 1000, 440)).append('\n').append(svg("narrow", 350, 340));
    html.append("\n<ul class='legend'>");
    for (int i = 0; i < groups.size(); i++) {
      html.append("<li><svg viewBox='0 0 14 14' width='14' height='14' aria-hidden='true'>")
          .append(mark(i, 7, 7))
          .append("</svg>")
          .append(Html.escape(groups.get(i).name))
          .append("</li>");
    }
    return html.append("</ul>\n<figcaption>")
        .append(Html.escape(caption))
        .append("</figcaption></figure>\n")
        .toString();
  }

  private String svg(String style, int width, int height) {
    StringBuilder svg = new StringBuilder();
    svg.append(
        format(
            "<svg class='%s' viewBox='0 0 %d %d' role='img' aria-label='%s'>",
            style, width, height, Html.escape(title)));
    if (points().findAny().isPresent()) {
      Scale x = scale(Point::x, LEFT, width - RIGHT);
      Scale y = scale(Point::y, height - BOTTOM, TOP);
      grid(svg, x, y);
      draw(svg, steps(x, y));
      marks(svg, x, y);
      names(svg, x, y);
    }
    svg.append(
        format(
            "<text class='tick middle' x='%.1f' y='%d'>%s</text>",
            (LEFT + width - RIGHT) / 2.0, height - 6, Html.escape(xTitle)));
    svg.append(
        format(
            "<text class='tick middle' transform='translate(11,%.1f) rotate(-90)'>%s</text>",
            (TOP + height - BOTTOM) / 2.0, Html.escape(yTitle)));
    return svg.append("</svg>").toString();
  }

  private Stream<Point> points() {
    return groups.stream().flatMap(group -> group.points.stream());
  }

  private Scale scale(ToDoubleFunction<Point> value, double start, double end) {
    double least = points().mapToDouble(value).min().orElseThrow();
    double most = points().mapToDouble(value).max().orElseThrow();
    boolean curves = groups.stream().anyMatch(group -> group.joined);
    return curves ? Scale.linear(least, most, start, end) : Scale.of(least, most, start, end);
  }

  private static void grid(StringBuilder svg, Scale x, Scale y) {
    int across = (int) Math.max(3, (x.end() - x.start()) / 70);
    for (double tick : x.ticks(across)) {
      svg.append(line("grid", x.at(tick), y.start(), x.at(tick), y.end()));
      svg.append(
          format(
              "<text class='tick middle' x='%.1f' y='%.1f'>%s</text>",
              x.at(tick), y.start() + 16, x.text(tick, across)));
    }
    for (double tick : y.ticks(UP)) {
      svg.append(line("grid", x.start(), y.at(tick), x.end(), y.at(tick)));
      svg.append(
          format(
              "<text class='tick end' x='%.1f' y='%.1f'>%s</text>",
              x.start() - 6, y.at(tick) + 4, y.text(tick, UP)));
    }
  }

  /** Corners of the steps, in pixels: nothing of the plane below them is reached by any point. */
  private List<double[]> steps(Scale x, Scale y) {
    List<double[]> corners = new ArrayList<>();
    double before = y.end();
    for (Point point : front) {
      corners.add(new double[] {x.at(point.x), before});
      before = y.at(point.y);
      corners.add(new double[] {x.at(point.x), before});
    }
    if (!corners.isEmpty()) {
      corners.add(new double[] {x.end(), before});
    }
    return corners;
  }

  private static void draw(StringBuilder svg, List<double[]> corners) {
    if (!corners.isEmpty()) {
      svg.append("<polyline class='front' points='");
      corners.forEach(corner -> svg.append(format("%.1f,%.1f ", corner[0], corner[1])));
      svg.append("'/>");
    }
  }

  private void marks(StringBuilder svg, Scale x, Scale y) {
    for (int i = 0; i < groups.size(); i++) {
      for (Point point : groups.get(i).joined ? joined(svg, i, x, y) : groups.get(i).points) {
        svg.append("<g>").append(mark(i, x.at(point.x), y.at(point.y)));
        svg.append("<title>").append(Html.escape(point.name)).append("</title></g>");
      }
    }
  }

  /** Draws the line of a group; its last point is left to be marked. */
  private List<Point> joined(StringBuilder svg, int index, Scale x, Scale y) {
    List<Point> points = groups.get(index).points;
    svg.append("<polyline class='curve m").append(index % STYLES).append("' points='");
    points.forEach(point -> svg.append(format("%.1f,%.1f ", x.at(point.x), y.at(point.y))));
    svg.append("'/>");
    return points.subList(Math.max(0, points.size() - 1), points.size());
  }

  private void names(StringBuilder svg, Scale x, Scale y) {
    LabelPlaces places = new LabelPlaces(x.start(), y.end(), x.end() + RIGHT, y.start());
    List<double[]> corners = steps(x, y);
    for (int i = 1; i < corners.size(); i++) {
      double[] from = corners.get(i - 1);
      double[] to = corners.get(i);
      places.line(from[0], from[1], to[0], to[1]);
    }
    points().forEach(point -> places.point(x.at(point.x), y.at(point.y), RADIUS + 1));
    points()
        .filter(Point::named)
        .forEach(
            point -> {
              LabelPlaces.Place place =
                  places.place(x.at(point.x), y.at(point.y), shortened(point.name));
              if (place != null) {
                svg.append(
                    format(
                        "<text class='name' x='%.1f' y='%.1f'>%s</text>",
                        place.x(), place.y(), Html.escape(shortened(point.name))));
              }
            });
  }

  /** Names of points stand beside them: the end of a long one tells it from others. */
  private static String shortened(String name) {
    return name.length() <= 28 ? name : "..." + name.substring(name.length() - 25);
  }

  /** A circle, square, diamond or triangle in the group's colour. */
  private String mark(int index, double x, double y) {
    String style = "mark m" + index % STYLES + (groups.get(index).hollow ? " hollow" : "");
    double r = RADIUS;
    return switch ((index + index / STYLES) % 4) {
      case 0 -> format("<circle class='%s' cx='%.1f' cy='%.1f' r='%.1f'/>", style, x, y, r);
      case 1 ->
          format(
              "<rect class='%s' x='%.1f' y='%.1f' width='%.1f' height='%.1f'/>",
              style, x - 0.9 * r, y - 0.9 * r, 1.8 * r, 1.8 * r);
      case 2 ->
          format(
              "<path class='%s' d='M%.1f %.1fl%.1f %.1fl%.1f %.1fl%.1f %.1fz'/>",
              style,
              x,
              y - 1.25 * r,
              1.25 * r,
              1.25 * r,
              -1.25 * r,
              1.25 * r,
              -1.25 * r,
              -1.25 * r);
      default ->
          format(
              "<path class='%s' d='M%.1f %.1fl%.1f %.1fh%.1fz'/>",
              style, x, y - 1.15 * r, 1.15 * r, 2 * r, -2.3 * r);
    };
  }

  private static String line(String style, double x1, double y1, double x2, double y2) {
    return format(
        "<line class='%s' x1='%.1f' y1='%.1f' x2='%.1f' y2='%.1f'/>", style, x1, y1, x2, y2);
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}

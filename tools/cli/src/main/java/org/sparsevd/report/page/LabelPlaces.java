package org.sparsevd.report.page;

import java.util.ArrayList;
import java.util.List;

/** Finds room for names beside points, so that none lies on another or on a point. */
final class LabelPlaces {
  /** Pixels of a character and a line of the chart's small text. */
  static final double CHARACTER = 6.4;

  private static final double LINE = 13;
  private static final double NEAR = 9;
  private static final double FAR = 22;

  /** Where a name is looked for: towards small values first, where a front has nothing. */
  private static final double[][] SIDES = {
    {-1, 1}, {-1, 0}, {0, 1}, {1, -1}, {1, 0}, {0, -1}, {1, 1}, {-1, -1}
  };

  private final Box area;
  private final List<Box> taken = new ArrayList<>();

  /**
   * Where a name stands.
   *
   * @param x left end of its text
   * @param y its baseline
   */
  record Place(double x, double y) {}

  private record Box(double left, double top, double right, double bottom) {
    boolean meets(Box other) {
      return left < other.right && other.left < right && top < other.bottom && other.top < bottom;
    }
  }

  /** An empty chart from one corner to the opposite one. */
  LabelPlaces(double left, double top, double right, double bottom) {
    area = new Box(left, top, right, bottom);
  }

  /** Keeps the room of a point free. */
  void point(double x, double y, double radius) {
    taken.add(new Box(x - radius, y - radius, x + radius, y + radius));
  }

  /** Keeps the room of a line free that goes straight down or across. */
  void line(double x1, double y1, double x2, double y2) {
    taken.add(
        new Box(
            Math.min(x1, x2) - 1,
            Math.min(y1, y2) - 1,
            Math.max(x1, x2) + 1,
            Math.max(y1, y2) + 1));
  }

  /** A place for a name at a point, or null where there is no room. */
  Place place(double x, double y, String name) {
    double wide = name.length() * CHARACTER;
    for (double away : new double[] {NEAR, FAR}) {
      for (double[] side : SIDES) {
        double left = x + side[0] * away + (side[0] - 1) / 2 * wide;
        double middle = y + side[1] * (away + LINE / 4);
        Box box = new Box(left, middle - LINE / 2, left + wide, middle + LINE / 2);
        if (free(box)) {
          taken.add(box);
          return new Place(left, middle + LINE * 0.3);
        }
      }
    }
    return null;
  }

  private boolean free(Box box) {
    boolean inside =
        box.left >= area.left
            && box.top >= area.top
            && box.right <= area.right
            && box.bottom <= area.bottom;
    return inside && taken.stream().noneMatch(box::meets);
  }
}

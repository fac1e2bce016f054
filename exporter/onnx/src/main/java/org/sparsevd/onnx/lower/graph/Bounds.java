package org.sparsevd.onnx.lower.graph;

import org.sparsevd.tensor.Dim;

/**
 * Where slices begin and how long they are, also where extents depend on symbols. What symbols
 * leave open is taken to lie within the value: numbers for which it does not are refused when the
 * model is bound to them.
 */
public final class Bounds {
  private Bounds() {}

  /** Elements {@code start + i * step} for i below {@code size}. */
  public record Span(Dim start, Dim size) {}

  /** What ONNX makes of bounds: negative ones count from the end, and what lies outside is cut. */
  public static Span span(Dim extent, Dim start, Dim end, int step) {
    if (step > 0) {
      Dim from = clamped(extent, start, Dim.of(0), extent);
      Dim to = clamped(extent, end, Dim.of(0), extent);
      return new Span(from, size(from, to, step));
    }
    Dim from = clamped(extent, start, Dim.of(0), extent.plus(-1));
    Dim to = clamped(extent, end, Dim.of(-1), extent.plus(-1));
    return new Span(from, size(to, from, -step));
  }

  private static Dim size(Dim from, Dim to, int step) {
    Dim length = to.minus(from);
    Dim size = length.plus(step - 1).dividedBy(step);
    return size.isNumber() ? Dim.of(Math.max(0, size.number())) : size;
  }

  private static Dim clamped(Dim extent, Dim stated, Dim least, Dim most) {
    if (stated.isNumber() && stated.number() >= Integer.MAX_VALUE) {
      return most;
    }
    if (stated.isNumber() && stated.number() <= Integer.MIN_VALUE) {
      return least;
    }
    Dim place = isBelow(stated, Dim.of(0)) ? stated.plus(extent) : stated;
    return isBelow(place, least) ? least : isBelow(most, place) ? most : place;
  }

  /** Whether the first is below the second, whatever symbols stand for. */
  private static boolean isBelow(Dim a, Dim b) {
    return b.minus(a).isPositive();
  }
}

package org.sparsevd.onnx.lower;

import org.sparsevd.onnx.OnnxException;
import org.sparsevd.tensor.Dim;

/** Where slices begin and how long they are, also where extents depend on symbols. */
final class Bounds {
  private Bounds() {}

  /** Elements {@code start + i * step} for i below {@code size}. */
  record Span(Dim start, Dim size) {}

  /**
   * What ONNX makes of bounds: negative ones count from the end, and what lies outside is cut.
   *
   * @throws OnnxException if symbols leave it open
   */
  static Span span(Dim extent, Dim start, Dim end, int step) throws OnnxException {
    if (step > 0) {
      Dim from = clamped(extent, start, Dim.of(0), extent);
      Dim to = clamped(extent, end, Dim.of(0), extent);
      return new Span(from, size(from, to, step));
    }
    Dim from = clamped(extent, start, Dim.of(0), extent.plus(-1));
    Dim to = clamped(extent, end, Dim.of(-1), extent.plus(-1));
    return new Span(from, size(to, from, -step));
  }

  private static Dim size(Dim from, Dim to, int step) throws OnnxException {
    Dim length = to.minus(from);
    if (length.isNumber()) {
      return Dim.of(Math.max(0, Math.floorDiv(length.number() + step - 1, step)));
    }
    if (!length.isPositive()) {
      throw open();
    }
    return length.plus(step - 1).dividedBy(step);
  }

  private static Dim clamped(Dim extent, Dim stated, Dim least, Dim most) throws OnnxException {
    if (stated.isNumber() && stated.number() >= Integer.MAX_VALUE) {
      return most;
    }
    if (stated.isNumber() && stated.number() <= Integer.MIN_VALUE) {
      return least;
    }
    Boolean negative = below(stated, Dim.of(0));
    if (negative == null) {
      throw open();
    }
    Dim place = negative ? stated.plus(extent) : stated;
    Boolean early = below(place, least);
    Boolean late = below(most, place);
    if (early == null || late == null) {
      throw open();
    }
    return early ? least : late ? most : place;
  }

  /** Whether the first is below the second; null where symbols leave it open. */
  private static Boolean below(Dim a, Dim b) {
    Dim gap = b.minus(a);
    if (gap.isNumber()) {
      return gap.number() > 0;
    }
    if (gap.isPositive()) {
      return true;
    }
    return a.minus(b).plus(1).isPositive() ? false : null;
  }

  private static OnnxException open() {
    return new OnnxException("bounds depend on extents that are free; --input-shape fixes them");
  }
}

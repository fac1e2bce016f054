package org.sparsevd.onnx.lower.graph;

import org.sparsevd.tensor.Dim;

/** Where slices begin and how long they are, also where extents depend on symbols. */
public enum Bounds {
  /** What lies outside the value is cut off, whatever symbols stand for. */
  CUT {
    @Override
    Dim fromEnd(Dim place, Dim least) {
      return place.larger(least);
    }

    @Override
    Dim fromStart(Dim place, Dim most) {
      return place.smaller(most);
    }
  },

  /**
   * What symbols leave open is taken to lie within the value: numbers for which it does not are
   * refused when the model is bound to them.
   */
  INSIDE {
    @Override
    Dim fromEnd(Dim place, Dim least) {
      return isBelow(place, least) ? least : place;
    }

    @Override
    Dim fromStart(Dim place, Dim most) {
      return isBelow(most, place) ? most : place;
    }
  };

  /** Beyond the end of any value. */
  private static final long FAR = 1L << 40;

  /** Elements {@code start + i * step} for i below {@code size}. */
  public record Span(Dim start, Dim size) {}

  abstract Dim fromEnd(Dim place, Dim least);

  abstract Dim fromStart(Dim place, Dim most);

  /**
   * What ONNX makes of bounds: negative ones count from the end, and what lies outside is cut.
   *
   * @throws IllegalArgumentException if it is not known from which end a bound counts, and numbers
   *     for which it is the other could not be told
   */
  public Span span(Dim extent, Dim statedStart, Dim statedEnd, int step) {
    Dim start = narrow(statedStart);
    Dim end = narrow(statedEnd);
    if (step > 0) {
      Dim from = clamped(extent, start, Dim.of(0), extent);
      Dim to = clamped(extent, end, Dim.of(0), extent);
      return new Span(from, size(from, to, step));
    }
    if (!isBelow(end, Dim.of(0)) && !isBelow(Dim.of(-1), end)) {
      throw new IllegalArgumentException(
          "a slice that goes backwards and ends at " + end + ", which may be negative or not");
    }
    Dim from = clamped(extent, start, Dim.of(0), extent.plus(-1));
    Dim to = clamped(extent, end, Dim.of(-1), extent.plus(-1));
    return new Span(from, size(to, from, -step));
  }

  /** Exporters write the least and the largest numbers of 64 bits, which overflow. */
  private static Dim narrow(Dim stated) {
    return stated.isNumber() ? Dim.of(Math.max(-FAR, Math.min(FAR, stated.number()))) : stated;
  }

  private static Dim size(Dim from, Dim to, int step) {
    Dim length = to.minus(from);
    Dim size = length.plus(step - 1).dividedBy(step);
    return size.isNumber() ? Dim.of(Math.max(0, size.number())) : size;
  }

  /** A bound that may be negative or not is taken for none, so that binding refuses one. */
  private Dim clamped(Dim extent, Dim stated, Dim least, Dim most) {
    if (stated.isNumber() && stated.number() >= Integer.MAX_VALUE) {
      return most;
    }
    if (stated.isNumber() && stated.number() <= Integer.MIN_VALUE) {
      return least;
    }
    return isBelow(stated, Dim.of(0))
        ? fromEnd(stated.plus(extent), least)
        : fromStart(stated, most);
  }

  /** Whether the first is below the second, whatever symbols stand for. */
  private static boolean isBelow(Dim a, Dim b) {
    return b.minus(a).isPositive();
  }
}

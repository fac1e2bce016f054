package org.sparsevd.report.page;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Those of many that no other beats in both of two costs. */
public final class ParetoFront {
  private ParetoFront() {}

  /**
   * Those that no other dominates, by ascending {@code first}: another dominates if it is not worse
   * in either cost and better in one. Of equal ones all stay, in their order.
   *
   * @param first and {@code second}: costs, the smaller the better; never NaN
   */
  public static <T> List<T> of(List<T> all, ToDoubleFunction<T> first, ToDoubleFunction<T> second) {
    List<T> sorted = new ArrayList<>(all);
    sorted.sort(Comparator.comparingDouble(first).thenComparingDouble(second));
    List<T> front = new ArrayList<>();
    for (T candidate : sorted) {
      T last = front.isEmpty() ? null : front.get(front.size() - 1);
      double cost = second.applyAsDouble(candidate);
      boolean better = last == null || cost < second.applyAsDouble(last);
      boolean same =
          last != null
              && cost == second.applyAsDouble(last)
              && first.applyAsDouble(candidate) == first.applyAsDouble(last);
      if (better || same) {
        front.add(candidate);
      }
    }
    return front;
  }
}

package org.sparsevd.cli.io;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * What of a list fits a screen: the largest, in the list's order.
 *
 * @param rest what is left out
 */
public record Largest<T>(List<T> shown, List<T> rest) {
  /** Beside a heading, totals and what else a command says, in 24 lines. */
  public static final int ROWS = 8;

  /** All of them, if asked for. */
  public static <T> Largest<T> of(List<T> all, ToLongFunction<T> size, boolean everything) {
    if (everything || all.size() <= ROWS) {
      return new Largest<>(all, List.of());
    }
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      order.add(i);
    }
    order.sort(Comparator.comparingLong(i -> -size.applyAsLong(all.get(i))));
    List<Integer> kept = order.subList(0, ROWS);
    List<T> shown = new ArrayList<>();
    List<T> rest = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      (kept.contains(i) ? shown : rest).add(all.get(i));
    }
    return new Largest<>(shown, rest);
  }
}

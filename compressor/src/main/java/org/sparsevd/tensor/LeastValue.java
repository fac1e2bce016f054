package org.sparsevd.tensor;

import java.util.List;
import java.util.Map;

/** What a sum of products cannot be below, as each symbol is 1 or more. */
final class LeastValue {
  /** Not known. */
  static final long NONE = Long.MIN_VALUE;

  /** Sums that are cut off below 0 and taken for both of their cases. */
  private static final int MOST_CASES = 4;

  private LeastValue() {}

  /** Whether an extent is 1 or more; false where that is not known. */
  static boolean isPositive(Dim dim) {
    return isPositive(dim, MOST_CASES);
  }

  private static boolean isPositive(Dim dim, int cases) {
    if (dim.least() > 0) {
      return true;
    }
    Factor.Excess cut = cases == 0 ? null : excess(dim);
    try {
      return cut != null
          && isPositive(replaced(dim, cut, Dim.of(0)), cases - 1)
          && isPositive(replaced(dim, cut, cut.sum()), cases - 1);
    } catch (IllegalArgumentException | ArithmeticException e) {
      // One of the cases is too long to tell, or cannot be.
      return false;
    }
  }

  /** A sum in an extent that is cut off below 0; null where there is none. */
  static Factor.Excess excess(Dim dim) {
    for (List<Factor> product : dim.terms().keySet()) {
      for (Factor factor : product) {
        Factor.Excess found = factor.excess();
        if (found != null) {
          return found;
        }
      }
    }
    return null;
  }

  /** With an extent in place of a sum that is cut off. */
  static Dim replaced(Dim dim, Factor.Excess excess, Dim by) {
    Dim sum = Dim.of(0);
    for (Map.Entry<List<Factor>, Long> term : dim.terms().entrySet()) {
      Dim product = Dim.of(term.getValue());
      for (Factor factor : term.getKey()) {
        product = product.times(factor.replaced(excess, by));
      }
      sum = sum.plus(product);
    }
    return sum;
  }

  /** Of products by their factors. */
  static long of(Map<List<Factor>, Long> products) {
    long sum = 0;
    try {
      for (Map.Entry<List<Factor>, Long> product : products.entrySet()) {
        long least = of(product.getKey());
        boolean number = product.getKey().isEmpty();
        if (!number && (product.getValue() < 0 || least < 0)) {
          return NONE;
        }
        sum = Math.addExact(sum, Math.multiplyExact(product.getValue(), least));
      }
    } catch (ArithmeticException e) {
      return NONE;
    }
    return sum;
  }

  /** Of a product: what is never negative times what is never negative. */
  private static long of(List<Factor> product) {
    long least = 1;
    for (Factor factor : product) {
      long own = factor.least();
      if (own < 0) {
        return NONE;
      }
      least = Math.multiplyExact(least, own);
    }
    return least;
  }
}

package org.sparsevd.tensor;

import java.util.List;
import java.util.Map;

/** What a sum of products cannot be below, as each symbol is 1 or more. */
final class LeastValue {
  /** Not known. */
  static final long NONE = Long.MIN_VALUE;

  private LeastValue() {}

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

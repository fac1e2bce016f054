package org.sparsevd.format;

import java.util.Map;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;

/**
 * What a model may ask for once its symbols are numbers: the limit of binding of {@code FORMAT.md}.
 * A file cannot know the numbers of a call; so a hostile one could make a lot of small ones.
 */
public final class BindingLimit {
  private static final long ELEMENTS = 1L << 32;

  private BindingLimit() {}

  /**
   * Holds the limit, before memory for the values is taken.
   *
   * @param bound the model with numbers in place of symbols
   * @param numbers that were put in
   * @throws IllegalArgumentException naming the node that exceeds it
   */
  public static void check(Model bound, Map<String, Integer> numbers) {
    long elements = 0;
    for (Node node : bound.nodes()) {
      elements += bound.shape(node.name()).size();
      if (elements > ELEMENTS) {
        throw new IllegalArgumentException(
            "node '"
                + node.name()
                + "' exceeds the limit of "
                + ELEMENTS
                + " elements of all values for "
                + numbers);
      }
    }
    Limits.checkWork(bound, factor(numbers));
  }

  /** Callers who ask for more get more: the product of their numbers. */
  private static long factor(Map<String, Integer> numbers) {
    double product = 1;
    for (int number : numbers.values()) {
      product *= number;
    }
    return (long) Math.min(product, Limits.MOST_FACTOR);
  }
}

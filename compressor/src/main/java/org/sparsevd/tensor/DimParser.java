package org.sparsevd.tensor;

import java.util.function.BinaryOperator;

/**
 * Reads what {@link Dim#toString} writes: {@code sum := [-] product {(+|-) product}}, {@code
 * product := factor {* factor}}, {@code factor := number | name | floor(sum, sum) | max(sum, sum)}.
 *
 * @param <T> what is made of it
 */
public final class DimParser<T> {
  /** Characters of a dimension, so that no text takes long to read. */
  public static final int MOST_CHARACTERS = 1000;

  /** Makes extents. */
  private static final DimArithmetic<Dim> DIMS =
      new DimArithmetic<>() {
        @Override
        public Dim number(long number) {
          return Dim.of(number);
        }

        @Override
        public Dim symbol(String name) {
          return Dim.symbol(name);
        }

        @Override
        public Dim plus(Dim a, Dim b) {
          return a.plus(b);
        }

        @Override
        public Dim times(Dim a, Dim b) {
          return a.times(b);
        }

        @Override
        public Dim quotient(Dim dividend, Dim divisor) {
          return dividend.dividedBy(divisor);
        }

        @Override
        public Dim larger(Dim a, Dim b) {
          return a.larger(b);
        }
      };

  private final String text;
  private final DimArithmetic<T> arithmetic;
  private int at;
  private int depth;

  DimParser(String text, DimArithmetic<T> arithmetic) {
    this.text = text;
    this.arithmetic = arithmetic;
  }

  /**
   * The dimension that this text writes.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static Dim parse(String text) {
    if (text.length() > MOST_CHARACTERS) {
      throw new IllegalArgumentException(
          "a dimension of " + text.length() + " characters, at most " + MOST_CHARACTERS);
    }
    try {
      return new DimParser<>(text, DIMS).whole();
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("'" + text + "': " + e.getMessage(), e);
    }
  }

  T whole() {
    T all = sum();
    if (at < text.length()) {
      throw refuse();
    }
    return all;
  }

  private IllegalArgumentException refuse() {
    return new IllegalArgumentException(
        "'" + text + "' is no dimension: unexpected at character " + (at + 1));
  }

  private T sum() {
    T sum = skip('-') ? negative(product()) : product();
    while (true) {
      if (skip('+')) {
        sum = arithmetic.plus(sum, product());
      } else if (skip('-')) {
        sum = arithmetic.plus(sum, negative(product()));
      } else {
        return sum;
      }
    }
  }

  private T negative(T value) {
    return arithmetic.times(value, arithmetic.number(-1));
  }

  private T product() {
    T product = factor();
    while (skip('*')) {
      product = arithmetic.times(product, factor());
    }
    return product;
  }

  private T factor() {
    spaces();
    int start = at;
    while (at < text.length() && isPart(text.charAt(at))) {
      at++;
    }
    String word = text.substring(start, at);
    if (word.equals(Factor.QUOTIENT)) {
      return pair(arithmetic::quotient);
    }
    if (word.equals(Factor.LARGER)) {
      return pair(arithmetic::larger);
    }
    if (word.matches("[0-9]{1,18}")) {
      return arithmetic.number(Long.parseLong(word));
    }
    if (!Dim.isName(word)) {
      at = start;
      throw refuse();
    }
    return arithmetic.symbol(word);
  }

  private T pair(BinaryOperator<T> function) {
    if (++depth > Dim.MOST_DEPTH) {
      throw refuse();
    }
    expect('(');
    T first = sum();
    expect(',');
    T second = sum();
    expect(')');
    depth--;
    return function.apply(first, second);
  }

  private static boolean isPart(char c) {
    return c >= 'a' && c <= 'z'
        || c >= 'A' && c <= 'Z'
        || c >= '0' && c <= '9'
        || c == '_'
        || c == '.';
  }

  private void spaces() {
    while (at < text.length() && text.charAt(at) == ' ') {
      at++;
    }
  }

  private boolean skip(char wanted) {
    spaces();
    if (at < text.length() && text.charAt(at) == wanted) {
      at++;
      return true;
    }
    return false;
  }

  private void expect(char wanted) {
    if (!skip(wanted)) {
      throw refuse();
    }
  }
}

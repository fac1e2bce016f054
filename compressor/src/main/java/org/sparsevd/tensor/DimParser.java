package org.sparsevd.tensor;

/**
 * Reads what {@link Dim#toString} writes: {@code sum := [-] product {(+|-) product}}, {@code
 * product := factor {* factor}}, {@code factor := number | name | floor(sum, sum)}.
 */
public final class DimParser {
  /** Characters of a dimension, so that no text takes long to read. */
  public static final int MOST_CHARACTERS = 1000;

  private final String text;
  private int at;
  private int depth;

  private DimParser(String text) {
    this.text = text;
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
    DimParser parser = new DimParser(text);
    try {
      Dim dim = parser.sum();
      if (parser.at < text.length()) {
        throw parser.refuse();
      }
      return dim;
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("'" + text + "': " + e.getMessage(), e);
    }
  }

  private IllegalArgumentException refuse() {
    return new IllegalArgumentException(
        "'" + text + "' is no dimension: unexpected at character " + (at + 1));
  }

  private Dim sum() {
    Dim sum = skip('-') ? product().times(-1) : product();
    while (true) {
      if (skip('+')) {
        sum = sum.plus(product());
      } else if (skip('-')) {
        sum = sum.minus(product());
      } else {
        return sum;
      }
    }
  }

  private Dim product() {
    Dim product = factor();
    while (skip('*')) {
      product = product.times(factor());
    }
    return product;
  }

  private Dim factor() {
    spaces();
    int start = at;
    while (at < text.length() && isPart(text.charAt(at))) {
      at++;
    }
    String word = text.substring(start, at);
    if (word.equals("floor")) {
      return quotient();
    }
    if (word.matches("[0-9]{1,18}")) {
      return Dim.of(Long.parseLong(word));
    }
    if (!Dim.isName(word)) {
      at = start;
      throw refuse();
    }
    return Dim.symbol(word);
  }

  private Dim quotient() {
    if (++depth > Dim.MOST_DEPTH) {
      throw refuse();
    }
    expect('(');
    Dim dividend = sum();
    expect(',');
    Dim divisor = sum();
    expect(')');
    depth--;
    return dividend.dividedBy(divisor);
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

package org.sparsevd.tensor;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * An extent that may depend on symbols such as {@code batch} or {@code sequence}: a sum of products
 * of whole numbers, symbols and quotients that are rounded down. A symbol stands for any number
 * from 1 on. Two equal ones are equal for all numbers; different ones may be equal, too, for some.
 */
public final class Dim {
  /** More summands than any net has need of. */
  static final int MOST_TERMS = 64;

  /** Symbols, numbers and quotients of one extent, those in quotients among them. */
  static final int MOST_PARTS = 128;

  /** Quotients within quotients. */
  static final int MOST_DEPTH = 16;

  /** The largest magnitude of a number in what depends on symbols. */
  static final long MOST_FACTOR = 999_999_999_999_999_999L;

  private static final List<Atom> ONE = List.of();

  /** Factor of a product: a symbol, or a quotient. */
  private sealed interface Atom extends Comparable<Atom> permits Symbol, Quotient {
    Dim bind(Map<String, Integer> numbers);

    void symbols(Set<String> found);

    int parts();

    int depth();

    @Override
    default int compareTo(Atom other) {
      return toString().compareTo(other.toString());
    }
  }

  private record Symbol(String name) implements Atom {
    @Override
    public Dim bind(Map<String, Integer> numbers) {
      Integer number = numbers.get(name);
      return number == null ? symbol(name) : of(number);
    }

    @Override
    public void symbols(Set<String> found) {
      found.add(name);
    }

    @Override
    public int parts() {
      return 1;
    }

    @Override
    public int depth() {
      return 0;
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private record Quotient(Dim dividend, Dim divisor, String text) implements Atom {
    Quotient(Dim dividend, Dim divisor) {
      this(dividend, divisor, "floor(" + dividend + ", " + divisor + ")");
    }

    @Override
    public Dim bind(Map<String, Integer> numbers) {
      return dividend.bind(numbers).dividedBy(divisor.bind(numbers));
    }

    @Override
    public void symbols(Set<String> found) {
      found.addAll(dividend.symbols());
      found.addAll(divisor.symbols());
    }

    @Override
    public int parts() {
      return dividend.parts + divisor.parts;
    }

    @Override
    public int depth() {
      return 1 + Math.max(dividend.depth, divisor.depth);
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /** Products by their factors, which are sorted; none has the coefficient 0. Null of a number. */
  private final Map<List<Atom>, Long> products;

  /** What it is where it is a number. */
  private final long number;

  private final int parts;
  private final int depth;

  private Dim(Map<List<Atom>, Long> terms) {
    boolean isNumber = terms.isEmpty() || terms.size() == 1 && terms.containsKey(ONE);
    this.products = isNumber ? null : terms;
    this.number = isNumber ? terms.getOrDefault(ONE, 0L) : 0;
    int sum = terms.size();
    int deepest = 0;
    for (Map.Entry<List<Atom>, Long> term : terms.entrySet()) {
      for (Atom factor : term.getKey()) {
        sum += factor.parts();
        deepest = Math.max(deepest, factor.depth());
      }
      if (!isNumber && (term.getValue() > MOST_FACTOR || term.getValue() < -MOST_FACTOR)) {
        throw new IllegalArgumentException("a dimension with the factor " + term.getValue());
      }
    }
    if (terms.size() > MOST_TERMS || sum > MOST_PARTS || deepest > MOST_DEPTH) {
      throw new IllegalArgumentException(
          "a dimension of more than "
              + MOST_PARTS
              + " symbols and numbers, or of quotients "
              + MOST_DEPTH
              + " deep, is not supported");
    }
    this.parts = sum;
    this.depth = deepest;
  }

  private Dim(long number) {
    this.products = null;
    this.number = number;
    this.parts = 1;
    this.depth = 0;
  }

  private Map<List<Atom>, Long> terms() {
    if (products != null) {
      return products;
    }
    TreeMap<List<Atom>, Long> terms = empty();
    if (number != 0) {
      terms.put(ONE, number);
    }
    return terms;
  }

  private static TreeMap<List<Atom>, Long> empty() {
    return new TreeMap<>(Dim::compare);
  }

  private static int compare(List<Atom> a, List<Atom> b) {
    for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
      int order = a.get(i).compareTo(b.get(i));
      if (order != 0) {
        return order;
      }
    }
    // Longer products first, so that a number stands last.
    return b.size() - a.size();
  }

  /** A number. */
  public static Dim of(long number) {
    return new Dim(number);
  }

  /**
   * A symbol.
   *
   * @throws IllegalArgumentException unless it is a name: letters, digits, {@code _} and {@code .},
   *     no digit first, at most 64 of them
   */
  public static Dim symbol(String name) {
    if (!isName(name)) {
      throw new IllegalArgumentException(
          "'" + name + "' cannot name a dimension, expected letters, digits, '_' and '.'");
    }
    TreeMap<List<Atom>, Long> terms = empty();
    terms.put(List.of(new Symbol(name)), 1L);
    return new Dim(terms);
  }

  static boolean isName(String name) {
    return name.length() <= 64 && name.matches("[A-Za-z_][A-Za-z0-9_.]*") && !name.equals("floor");
  }

  public boolean isNumber() {
    return products == null;
  }

  /**
   * The number that it is.
   *
   * @throws IllegalArgumentException if it depends on symbols; the message names it
   */
  public long number() {
    if (!isNumber()) {
      throw new IllegalArgumentException("dimension '" + this + "' is not bound to a number");
    }
    return number;
  }

  /** Whether it is 1 or more, whatever the symbols stand for; false where that is not known. */
  public boolean isPositive() {
    return products == null
        ? number > 0
        : products.entrySet().stream()
            .allMatch(term -> term.getValue() > 0 && isPositive(term.getKey()));
  }

  private static boolean isPositive(List<Atom> product) {
    return product.stream().allMatch(Symbol.class::isInstance);
  }

  public Dim plus(Dim other) {
    if (isNumber() && other.isNumber()) {
      return of(Math.addExact(number, other.number));
    }
    if (other.isNumber() && other.number == 0) {
      return this;
    }
    TreeMap<List<Atom>, Long> sum = empty();
    sum.putAll(terms());
    other.terms().forEach((product, factor) -> add(sum, product, factor));
    return new Dim(sum);
  }

  public Dim plus(long number) {
    return plus(of(number));
  }

  public Dim minus(Dim other) {
    return plus(other.times(of(-1)));
  }

  public Dim times(Dim other) {
    if (isNumber() && other.isNumber()) {
      return of(Math.multiplyExact(number, other.number));
    }
    TreeMap<List<Atom>, Long> product = empty();
    for (Map.Entry<List<Atom>, Long> a : terms().entrySet()) {
      for (Map.Entry<List<Atom>, Long> b : other.terms().entrySet()) {
        List<Atom> factors = new ArrayList<>(a.getKey());
        factors.addAll(b.getKey());
        Collections.sort(factors);
        add(product, List.copyOf(factors), Math.multiplyExact(a.getValue(), b.getValue()));
      }
    }
    return new Dim(product);
  }

  public Dim times(long number) {
    return times(of(number));
  }

  private static void add(Map<List<Atom>, Long> terms, List<Atom> product, long factor) {
    long sum = Math.addExact(terms.getOrDefault(product, 0L), factor);
    if (sum == 0) {
      terms.remove(product);
    } else {
      terms.put(product, sum);
    }
  }

  /**
   * The quotient, rounded down.
   *
   * @throws ArithmeticException if the divisor is 0
   */
  public Dim dividedBy(Dim divisor) {
    if (divisor.isNumber()) {
      return dividedBy(divisor.number());
    }
    TreeMap<List<Atom>, Long> exact = empty();
    if (divisor.terms().size() == 1) {
      Map.Entry<List<Atom>, Long> by = divisor.terms().entrySet().iterator().next();
      for (Map.Entry<List<Atom>, Long> term : terms().entrySet()) {
        List<Atom> left = new ArrayList<>(term.getKey());
        boolean holds = term.getValue() % by.getValue() == 0;
        for (Atom factor : by.getKey()) {
          holds &= left.remove(factor);
        }
        if (!holds) {
          return quotient(divisor);
        }
        add(exact, List.copyOf(left), term.getValue() / by.getValue());
      }
      return new Dim(exact);
    }
    return equals(divisor) ? of(1) : quotient(divisor);
  }

  private Dim quotient(Dim divisor) {
    TreeMap<List<Atom>, Long> terms = empty();
    terms.put(List.of(new Quotient(this, divisor)), 1L);
    return new Dim(terms);
  }

  /** The quotient, rounded down; what divides without rest leaves the quotient. */
  public Dim dividedBy(long divisor) {
    if (divisor == 1) {
      return this;
    }
    if (divisor <= 0) {
      if (divisor == 0 || divisor == Long.MIN_VALUE) {
        throw new ArithmeticException("dimension '" + this + "' divided by " + divisor);
      }
      return times(-1).dividedBy(-divisor);
    }
    TreeMap<List<Atom>, Long> whole = empty();
    TreeMap<List<Atom>, Long> rest = empty();
    for (Map.Entry<List<Atom>, Long> term : terms().entrySet()) {
      add(whole, term.getKey(), Math.floorDiv(term.getValue(), divisor));
      add(rest, term.getKey(), Math.floorMod(term.getValue(), divisor));
    }
    Dim left = new Dim(rest);
    Dim quotient = left.isNumber() ? of(0) : left.quotient(of(divisor));
    return new Dim(whole).plus(quotient);
  }

  /** With numbers in place of the symbols that are given. */
  public Dim bind(Map<String, Integer> numbers) {
    if (isNumber()) {
      return this;
    }
    Dim sum = of(0);
    for (Map.Entry<List<Atom>, Long> term : terms().entrySet()) {
      Dim product = of(term.getValue());
      for (Atom factor : term.getKey()) {
        product = product.times(factor.bind(numbers));
      }
      sum = sum.plus(product);
    }
    return sum;
  }

  /** The symbols on which it depends, sorted. */
  public Set<String> symbols() {
    Set<String> found = new TreeSet<>();
    terms().keySet().forEach(product -> product.forEach(factor -> factor.symbols(found)));
    return found;
  }

  @Override
  public boolean equals(Object other) {
    if (this == other) {
      return true;
    }
    return other instanceof Dim that
        && number == that.number
        && parts == that.parts
        && isNumber() == that.isNumber()
        && (isNumber() || inOrder().equals(that.inOrder()));
  }

  /** Both are sorted, so equal ones are equal one by one; a map would look each one up. */
  private List<Map.Entry<List<Atom>, Long>> inOrder() {
    return new ArrayList<>(products.entrySet());
  }

  @Override
  public int hashCode() {
    return products == null ? Long.hashCode(number) : products.hashCode();
  }

  /** {@code 2*sequence + 1}; {@link DimParser} reads it back. */
  @Override
  public String toString() {
    if (isNumber()) {
      return Long.toString(number);
    }
    StringBuilder text = new StringBuilder();
    for (Map.Entry<List<Atom>, Long> term : terms().entrySet()) {
      long factor = term.getValue();
      text.append(text.length() == 0 ? factor < 0 ? "-" : "" : factor < 0 ? " - " : " + ");
      String number = Long.toString(factor).replace("-", "");
      boolean alone = term.getKey().isEmpty();
      List<String> factors =
          new ArrayList<>(alone || !number.equals("1") ? List.of(number) : List.of());
      term.getKey().forEach(atom -> factors.add(atom.toString()));
      text.append(String.join("*", factors));
    }
    return text.toString();
  }
}

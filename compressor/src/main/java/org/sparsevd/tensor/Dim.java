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
 * of whole numbers, symbols, quotients that are rounded down, and sums of which what is negative is
 * cut off. A symbol stands for any number from 1 on. Two equal ones are equal for all numbers;
 * different ones may be equal, too, for some.
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

  private static final List<String> FUNCTIONS = List.of(Factor.QUOTIENT, Factor.LARGER);

  private static final List<Factor> ONE = List.of();

  /** Products by their factors, which are sorted; none has the coefficient 0. Null of a number. */
  private final Map<List<Factor>, Long> products;

  /** What it is where it is a number. */
  private final long number;

  private final int parts;
  private final int depth;

  private Dim(Map<List<Factor>, Long> terms) {
    boolean isNumber = terms.isEmpty() || terms.size() == 1 && terms.containsKey(ONE);
    this.products = isNumber ? null : terms;
    this.number = isNumber ? terms.getOrDefault(ONE, 0L) : 0;
    int sum = terms.size();
    int deepest = 0;
    for (Map.Entry<List<Factor>, Long> term : terms.entrySet()) {
      for (Factor factor : term.getKey()) {
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
    this.parts = isNumber ? 1 : sum;
    this.depth = deepest;
  }

  private Dim(long number) {
    this.products = null;
    this.number = number;
    this.parts = 1;
    this.depth = 0;
  }

  /** Products by their factors. */
  Map<List<Factor>, Long> terms() {
    if (products != null) {
      return products;
    }
    TreeMap<List<Factor>, Long> terms = empty();
    if (number != 0) {
      terms.put(ONE, number);
    }
    return terms;
  }

  private static TreeMap<List<Factor>, Long> empty() {
    return new TreeMap<>(Dim::compare);
  }

  private static int compare(List<Factor> a, List<Factor> b) {
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
    return single(new Factor.Symbol(name));
  }

  static boolean isName(String name) {
    return name.length() <= 64 && name.matches("[A-Za-z_][A-Za-z0-9_.]*") && !isFunction(name);
  }

  /** Whether a name means a function in the text of an extent, and so no symbol. */
  public static boolean isFunction(String name) {
    return FUNCTIONS.contains(name);
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
    return products == null ? number > 0 : LeastValue.isPositive(this);
  }

  /**
   * At least this, whatever the symbols stand for; {@link LeastValue#NONE} if that is not known.
   */
  long least() {
    return products == null ? number : LeastValue.of(products);
  }

  public Dim plus(Dim other) {
    if (isNumber() && other.isNumber()) {
      return of(Math.addExact(number, other.number));
    }
    if (other.isNumber() && other.number == 0) {
      return this;
    }
    TreeMap<List<Factor>, Long> sum = empty();
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
    TreeMap<List<Factor>, Long> product = empty();
    for (Map.Entry<List<Factor>, Long> a : terms().entrySet()) {
      for (Map.Entry<List<Factor>, Long> b : other.terms().entrySet()) {
        List<Factor> factors = new ArrayList<>(a.getKey());
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

  private static void add(Map<List<Factor>, Long> terms, List<Factor> product, long factor) {
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
    TreeMap<List<Factor>, Long> exact = empty();
    if (divisor.terms().size() == 1) {
      Map.Entry<List<Factor>, Long> by = divisor.terms().entrySet().iterator().next();
      for (Map.Entry<List<Factor>, Long> term : terms().entrySet()) {
        List<Factor> left = new ArrayList<>(term.getKey());
        boolean holds = term.getValue() % by.getValue() == 0;
        for (Factor factor : by.getKey()) {
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
    return single(new Factor.Quotient(this, divisor));
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
    TreeMap<List<Factor>, Long> whole = empty();
    TreeMap<List<Factor>, Long> rest = empty();
    for (Map.Entry<List<Factor>, Long> term : terms().entrySet()) {
      add(whole, term.getKey(), Math.floorDiv(term.getValue(), divisor));
      add(rest, term.getKey(), Math.floorMod(term.getValue(), divisor));
    }
    Dim left = new Dim(rest);
    Dim quotient = left.isNumber() ? of(0) : left.quotient(of(divisor));
    return new Dim(whole).plus(quotient);
  }

  /**
   * What both are where a call makes them equal: the simpler of two formulas of the same symbols
   * that differ in what they round off, such as {@code side} and {@code 2*floor(side + 1, 2)}.
   * Binding a model refuses numbers for which they differ. Null for any others.
   */
  public Dim agreed(Dim other) {
    if (equals(other)) {
      return this;
    }
    boolean cut = LeastValue.excess(this) != null || LeastValue.excess(other) != null;
    if (isNumber() || other.isNumber() || cut) {
      return null;
    }
    Dim difference = minus(other);
    boolean apart =
        difference.isNumber() || difference.isPositive() || difference.times(-1).isPositive();
    if (apart || !symbols().equals(other.symbols())) {
      return null;
    }
    return other.parts() < parts() ? other : this;
  }

  /** The larger of the two. */
  public Dim larger(Dim other) {
    return other.plus(minus(other).excess());
  }

  /** The smaller of the two. */
  public Dim smaller(Dim other) {
    return minus(minus(other).excess());
  }

  /** Itself where it is not negative, else 0. */
  private Dim excess() {
    if (isNumber()) {
      return of(Math.max(0, number));
    }
    if (least() >= 0) {
      return this;
    }
    if (times(-1).least() >= 0) {
      return of(0);
    }
    // Of a sum and its negative one is cut, so that equal extents look alike.
    boolean turned = terms().values().iterator().next() < 0;
    return turned ? times(-1).excess().plus(this) : single(new Factor.Excess(this));
  }

  private static Dim single(Factor factor) {
    TreeMap<List<Factor>, Long> terms = empty();
    terms.put(List.of(factor), 1L);
    return new Dim(terms);
  }

  int parts() {
    return parts;
  }

  int depth() {
    return depth;
  }

  /** With numbers in place of the symbols that are given. */
  public Dim bind(Map<String, Integer> numbers) {
    if (isNumber()) {
      return this;
    }
    Dim sum = of(0);
    for (Map.Entry<List<Factor>, Long> term : terms().entrySet()) {
      Dim product = of(term.getValue());
      for (Factor factor : term.getKey()) {
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
  private List<Map.Entry<List<Factor>, Long>> inOrder() {
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
    for (Map.Entry<List<Factor>, Long> term : terms().entrySet()) {
      long factor = term.getValue();
      text.append(text.length() == 0 ? factor < 0 ? "-" : "" : factor < 0 ? " - " : " + ");
      String number = Long.toString(factor).replace("-", "");
      boolean alone = term.getKey().isEmpty();
      List<String> factors =
          new ArrayList<>(alone || !number.equals("1") ? List.of(number) : List.of());
      term.getKey().forEach(one -> factors.add(one.toString()));
      text.append(String.join("*", factors));
    }
    return text.toString();
  }
}

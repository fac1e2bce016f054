package org.sparsevd.tensor;

import java.util.Map;
import java.util.Set;

/** Factor of a product in a {@link Dim}. */
sealed interface Factor extends Comparable<Factor> {
  /** How {@link Quotient} begins in a text. */
  String QUOTIENT = "floor";

  /** How {@link Excess} begins in a text, and whatever else is the larger of two. */
  String LARGER = "max";

  /** With numbers in place of the symbols that are given. */
  Dim bind(Map<String, Integer> numbers);

  /** Adds the symbols on which it depends. */
  void symbols(Set<String> found);

  /** Symbols and numbers of which it is made. */
  int parts();

  /** How many stand within each other. */
  int depth();

  /** At least this, whatever symbols stand for; {@link LeastValue#NONE} if that is not known. */
  long least();

  /** A sum in it that is cut off below 0; null where there is none. */
  Excess excess();

  /** With an extent in place of a sum that is cut off. */
  Dim replaced(Excess excess, Dim by);

  @Override
  default int compareTo(Factor other) {
    return toString().compareTo(other.toString());
  }

  /** A number from 1 on. */
  record Symbol(String name) implements Factor {
    @Override
    public Dim bind(Map<String, Integer> numbers) {
      Integer number = numbers.get(name);
      return number == null ? Dim.symbol(name) : Dim.of(number);
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
    public long least() {
      return 1;
    }

    @Override
    public Excess excess() {
      return null;
    }

    @Override
    public Dim replaced(Excess excess, Dim by) {
      return Dim.symbol(name);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /** A quotient, rounded down. */
  record Quotient(Dim dividend, Dim divisor, String text) implements Factor {
    Quotient(Dim dividend, Dim divisor) {
      this(dividend, divisor, QUOTIENT + "(" + dividend + ", " + divisor + ")");
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
      return dividend.parts() + divisor.parts();
    }

    @Override
    public int depth() {
      return 1 + Math.max(dividend.depth(), divisor.depth());
    }

    @Override
    public long least() {
      long least = dividend.least();
      if (least == LeastValue.NONE || divisor.least() < 1) {
        return LeastValue.NONE;
      }
      if (divisor.isNumber()) {
        return Math.floorDiv(least, divisor.number());
      }
      return least >= 0 ? 0 : least;
    }

    @Override
    public Excess excess() {
      Excess first = LeastValue.excess(dividend);
      return first != null ? first : LeastValue.excess(divisor);
    }

    @Override
    public Dim replaced(Excess excess, Dim by) {
      return LeastValue.replaced(dividend, excess, by)
          .dividedBy(LeastValue.replaced(divisor, excess, by));
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /** A sum where it is not negative, else 0. */
  record Excess(Dim sum, String text) implements Factor {
    Excess(Dim sum) {
      this(sum, LARGER + "(" + sum + ", 0)");
    }

    @Override
    public Dim bind(Map<String, Integer> numbers) {
      return sum.bind(numbers).larger(Dim.of(0));
    }

    @Override
    public void symbols(Set<String> found) {
      found.addAll(sum.symbols());
    }

    @Override
    public int parts() {
      return sum.parts() + 1;
    }

    @Override
    public int depth() {
      return 1 + sum.depth();
    }

    @Override
    public long least() {
      return Math.max(0, sum.least());
    }

    @Override
    public Excess excess() {
      return this;
    }

    @Override
    public Dim replaced(Excess excess, Dim by) {
      return equals(excess) ? by : LeastValue.replaced(sum, excess, by).larger(Dim.of(0));
    }

    @Override
    public String toString() {
      return text;
    }
  }
}

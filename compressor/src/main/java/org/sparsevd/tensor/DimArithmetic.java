package org.sparsevd.tensor;

/**
 * What a {@link Dim} is computed with, apart from numbers: a graph, say, that computes it.
 *
 * @param <T> what stands for an extent
 */
public interface DimArithmetic<T> {
  T number(long number);

  T symbol(String name);

  T plus(T a, T b);

  T times(T a, T b);

  /** The quotient, rounded down. */
  T quotient(T dividend, T divisor);

  /** The larger of the two. */
  T larger(T a, T b);

  /**
   * The extent by this arithmetic.
   *
   * @throws IllegalArgumentException if the arithmetic does not know a symbol
   */
  default T of(Dim dim) {
    return new DimParser<>(dim.toString(), this).whole();
  }
}

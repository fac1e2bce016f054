package org.sparsevd.codec;

import java.util.Arrays;
import java.util.Optional;
import org.sparsevd.tensor.Shape;
import org.sparsevd.tensor.SparseTensor;
import org.sparsevd.tensor.Step;
import org.sparsevd.tensor.Tensor;

/**
 * A tensor whose values are integer multiples of one step: {@code value = symbol * step}, exactly.
 * Symbols that are not zero lie in compressed sparse rows, as in {@link SparseTensor}.
 */
public final class QuantizedTensor {
  /** The largest magnitude of a symbol. */
  public static final int LARGEST_SYMBOL = MagnitudeModel.MOST;

  private final Shape shape;
  private final Step step;
  private final int[] rowPointers;
  private final int[] columnIndices;
  private final int[] symbols;

  QuantizedTensor(Shape shape, Step step, int[] rowPointers, int[] columnIndices, int[] symbols) {
    this.shape = shape;
    this.step = step;
    this.rowPointers = rowPointers;
    this.columnIndices = columnIndices;
    this.symbols = symbols;
  }

  /**
   * A tensor of these symbols, zeros among them.
   *
   * @param symbols row-major, all elements of the shape
   * @throws IllegalArgumentException if there are more or fewer, or one is too large
   */
  public static QuantizedTensor of(Shape shape, Step step, int[] symbols) {
    if (symbols.length != shape.size()) {
      throw new IllegalArgumentException(
          "shape " + shape + " needs " + shape.size() + " symbols, found " + symbols.length);
    }
    int rows = shape.dim(0);
    int columns = symbols.length / rows;
    int[] pointers = new int[rows + 1];
    int[] indices = new int[symbols.length];
    int[] live = new int[symbols.length];
    int count = 0;
    for (int i = 0; i < symbols.length; i++) {
      if (symbols[i] != 0) {
        if (Math.abs((long) symbols[i]) > LARGEST_SYMBOL) {
          throw new IllegalArgumentException("symbol " + symbols[i] + " is too large");
        }
        indices[count] = i % columns;
        live[count++] = symbols[i];
      }
      pointers[i / columns + 1] = count;
    }
    return new QuantizedTensor(
        shape, step, pointers, Arrays.copyOf(indices, count), Arrays.copyOf(live, count));
  }

  /**
   * The tensor with each value rounded to the nearest multiple of a step.
   *
   * @throws IllegalArgumentException if a value is not finite or too large for the step
   */
  public static QuantizedTensor nearest(Tensor tensor, Step step) {
    float[] values = tensor.toArray();
    int[] symbols = new int[values.length];
    for (int i = 0; i < values.length; i++) {
      double symbol = Math.rint((double) values[i] / step.size());
      if (!(Math.abs(symbol) <= LARGEST_SYMBOL)) {
        throw new IllegalArgumentException(
            "value " + values[i] + " does not fit the step " + step.size());
      }
      symbols[i] = (int) symbol;
    }
    return of(tensor.shape(), step, symbols);
  }

  /**
   * The tensor as multiples of the largest step of which all its values are; empty where there is
   * none.
   *
   * @param known a step of the tensor, from which the largest is told at once. Without one, or
   *     where it is not true, all steps are tried.
   */
  public static Optional<QuantizedTensor> exact(Tensor tensor, Optional<Step> known) {
    boolean holds =
        known.isPresent() && allMultiples(SparseTensor.of(tensor).values(), known.get().size());
    return holds ? Optional.of(nearest(tensor, known.get()).coarsest()) : exact(tensor);
  }

  /** The same values as multiples of the largest step of which all are. */
  private QuantizedTensor coarsest() {
    int divisor = 0;
    for (int symbol : symbols) {
      divisor = greatestCommon(divisor, Math.abs(symbol));
    }
    double unit = (double) divisor * step.size();
    int index = Step.COUNT - 1;
    while (index > step.index() && unit / new Step(index).size() % 1 != 0) {
      index--;
    }
    Step larger = new Step(index);
    int[] fewer = new int[symbols.length];
    for (int i = 0; i < fewer.length; i++) {
      fewer[i] = (int) ((double) symbols[i] * step.size() / larger.size());
    }
    return new QuantizedTensor(shape, larger, rowPointers, columnIndices, fewer);
  }

  private static int greatestCommon(int a, int b) {
    int larger = a;
    int smaller = b;
    while (smaller != 0) {
      int rest = larger % smaller;
      larger = smaller;
      smaller = rest;
    }
    return larger;
  }

  /** {@link #exact(Tensor, Optional)} of a tensor of which no step is known: all are tried. */
  public static Optional<QuantizedTensor> exact(Tensor tensor) {
    float[] values = SparseTensor.of(tensor).values();
    for (int index = Step.COUNT - 1; index >= 0; index--) {
      Step step = new Step(index);
      if (allMultiples(values, step.size())) {
        return Optional.of(nearest(tensor, step));
      }
    }
    return Optional.empty();
  }

  private static boolean allMultiples(float[] values, double step) {
    for (float value : values) {
      double symbol = value / step;
      if (symbol != Math.rint(symbol) || !(Math.abs(symbol) <= LARGEST_SYMBOL)) {
        return false;
      }
    }
    return true;
  }

  public Shape shape() {
    return shape;
  }

  public Step step() {
    return step;
  }

  /** Number of symbols that are not zero. */
  public int nonZeros() {
    return symbols.length;
  }

  /** A new array of all symbols, row-major. */
  public int[] toArray() {
    int[] all = new int[shape.size()];
    int columns = shape.size() / shape.dim(0);
    for (int r = 0; r < shape.dim(0); r++) {
      for (int i = rowPointers[r]; i < rowPointers[r + 1]; i++) {
        all[r * columns + columnIndices[i]] = symbols[i];
      }
    }
    return all;
  }

  /** The values, which float32 holds exactly. */
  public SparseTensor toTensor() {
    float[] values = new float[symbols.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = symbols[i] * step.size();
    }
    return new SparseTensor(shape, rowPointers, columnIndices, values);
  }

  int rows() {
    return shape.dim(0);
  }

  int columns() {
    return shape.size() / shape.dim(0);
  }

  int rowStart(int row) {
    return rowPointers[row];
  }

  int columnIndex(int i) {
    return columnIndices[i];
  }

  int symbol(int i) {
    return symbols[i];
  }
}

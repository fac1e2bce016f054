package org.sparsevd.runtime;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.sparsevd.tensor.Dim;
import org.sparsevd.tensor.ElementType;
import org.sparsevd.tensor.Shape;

/** What the symbols of a model stand for in one call, by the shapes of what it is given. */
final class CallShapes {
  private final boolean batched;
  private final Map<String, Integer> numbers = new TreeMap<>();
  private final Map<String, String> sources = new HashMap<>();
  private String batchSource;
  private int batch = 1;

  private CallShapes(boolean batched) {
    this.batched = batched;
  }

  /**
   * The numbers of a call.
   *
   * @param values of the model's inputs, in order; null where one is not known yet
   * @throws IllegalArgumentException naming the input that does not fit the model, or two that do
   *     not fit each other
   */
  static CallShapes of(SparseModel model, Value[] values) {
    CallShapes shapes = new CallShapes(model.isBatched());
    for (int i = 0; i < values.length; i++) {
      if (values[i] != null) {
        shapes.check(model.inputs().get(i), values[i]);
      }
    }
    for (int i = 0; i < values.length; i++) {
      if (values[i] != null) {
        shapes.solve(model.inputs().get(i), values[i]);
      }
    }
    return shapes;
  }

  /** By symbol. */
  Map<String, Integer> numbers() {
    return numbers;
  }

  /** Inputs of a batch; 1 of a model that is not batched. */
  int batch() {
    return batch;
  }

  /** Whether a type is taken for that of an input: pixels may enter as floats 0 to 255. */
  static boolean takes(ElementType expected, ElementType found) {
    return found == expected || expected == ElementType.FLOAT && found == ElementType.UINT8;
  }

  private void check(ValueInfo input, Value value) {
    if (!takes(input.type(), value.type())) {
      throw wrong(input, value);
    }
    int before = batched ? 1 : 0;
    Shape shape = value.shape();
    if (shape.rank() != input.shape().rank() + before) {
      throw wrong(input, value);
    }
    if (batched) {
      checkBatch(input.name(), shape.dim(0));
    }
    for (int axis = 0; axis < input.shape().rank(); axis++) {
      Dim expected = input.shape().extent(axis);
      int found = shape.dim(axis + before);
      if (expected.isNumber() && expected.number() != found) {
        throw wrong(input, value);
      }
      String symbol = symbol(expected);
      if (symbol != null) {
        put(symbol, found, input.name());
      }
    }
  }

  private static String symbol(Dim dim) {
    Set<String> symbols = dim.symbols();
    boolean pure = symbols.size() == 1 && dim.equals(Dim.symbol(symbols.iterator().next()));
    return pure ? symbols.iterator().next() : null;
  }

  private void checkBatch(String input, int found) {
    if (batchSource != null && found != batch) {
      throw new IllegalArgumentException(
          "input '"
              + batchSource
              + "' has a batch of "
              + batch
              + ", input '"
              + input
              + "' of "
              + found);
    }
    batch = found;
    batchSource = input;
  }

  private void put(String symbol, int number, String input) {
    Integer known = numbers.putIfAbsent(symbol, number);
    if (known != null && known != number) {
      throw new IllegalArgumentException(
          "'"
              + symbol
              + "' is "
              + known
              + " by input '"
              + sources.get(symbol)
              + "', but "
              + number
              + " by input '"
              + input
              + "'");
    }
    sources.putIfAbsent(symbol, input);
  }

  /** Extents that are more than a symbol, such as {@code 2*length + 1}. */
  private void solve(ValueInfo input, Value value) {
    for (int axis = 0; axis < input.shape().rank(); axis++) {
      Dim expected = input.shape().extent(axis);
      int found = value.shape().dim(axis + (batched ? 1 : 0));
      Dim rest = expected.bind(numbers);
      if (rest.symbols().size() == 1) {
        String symbol = rest.symbols().iterator().next();
        long first = at(rest, symbol, 1);
        long step = at(rest, symbol, 2) - first;
        long number = step == 0 ? 0 : 1 + (found - first) / step;
        if (number >= 1 && number <= Integer.MAX_VALUE) {
          put(symbol, (int) number, input.name());
          rest = rest.bind(numbers);
        }
      }
      if (!rest.isNumber() || rest.number() != found) {
        throw new IllegalArgumentException(
            "input '"
                + input.name()
                + "': dimension "
                + axis
                + " is "
                + expected
                + ", which cannot be "
                + found
                + (numbers.isEmpty() ? "" : " for " + numbers));
      }
    }
  }

  private static long at(Dim dim, String symbol, int number) {
    return dim.bind(Map.of(symbol, number)).number();
  }

  private IllegalArgumentException wrong(ValueInfo input, Value found) {
    String shape = input.shape().toString();
    String batch = input.shape().rank() == 0 ? "[batch" : "[batch, ";
    return new IllegalArgumentException(
        "input '"
            + input.name()
            + "' takes "
            + input.type()
            + " "
            + (batched ? batch + shape.substring(1) : shape)
            + ", found "
            + found);
  }
}

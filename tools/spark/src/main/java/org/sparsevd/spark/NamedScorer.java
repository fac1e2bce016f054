package org.sparsevd.spark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.sparsevd.runtime.Session;
import org.sparsevd.runtime.SparseModel;
import org.sparsevd.runtime.Value;
import org.sparsevd.runtime.ValueInfo;
import org.sparsevd.tensor.ElementType;

/** Nets of several inputs or outputs of fixed shapes, or of whole numbers: a row a call. */
final class NamedScorer implements Scorer {
  private final SparseModel model;
  private final Session session;

  NamedScorer(SparseModel model) {
    if (!model.symbols().isEmpty()) {
      throw new IllegalArgumentException(
          "shapes of the net's inputs depend on "
              + model.symbols()
              + ", expected a net of fixed shapes, or of texts with its vocabulary");
    }
    this.model = model;
    this.session = model.newSession();
  }

  @Override
  public List<Scored> score(List<Object[]> rows) {
    List<Scored> results = new ArrayList<>(rows.size());
    for (Object[] row : rows) {
      results.add(score(row));
    }
    return results;
  }

  private Scored score(Object[] row) {
    try {
      Map<String, Value> call = new LinkedHashMap<>();
      for (int i = 0; i < row.length; i++) {
        ValueInfo input = model.inputs().get(i);
        call.put(input.name(), value(input, row[i]));
      }
      Map<String, Value> found = session.run(call);
      return Scored.of(found.values().stream().map(Value::floats).toArray(float[][]::new));
    } catch (Cells.Unfit | IllegalArgumentException | ArithmeticException e) {
      return Scored.none(e.getMessage());
    }
  }

  private Value value(ValueInfo input, Object cell) throws Cells.Unfit {
    double[] numbers = new double[input.shape().size()];
    try {
      Cells.read(cell, numbers.length, (i, number) -> numbers[i] = checked(input.type(), number));
    } catch (Cells.Unfit e) {
      throw new Cells.Unfit(input.name() + ": " + e.getMessage());
    }
    int[] dims = dims(input);
    switch (input.type()) {
      case FLOAT:
        float[] floats = new float[numbers.length];
        for (int i = 0; i < floats.length; i++) {
          floats[i] = (float) numbers[i];
        }
        return Value.of(floats, dims);
      case INT64:
        return Value.of(Arrays.stream(numbers).mapToLong(number -> (long) number).toArray(), dims);
      case INT32:
        return Value.of(Arrays.stream(numbers).mapToInt(number -> (int) number).toArray(), dims);
      case UINT8:
        byte[] bytes = new byte[numbers.length];
        for (int i = 0; i < bytes.length; i++) {
          bytes[i] = (byte) (int) numbers[i];
        }
        return Value.of(bytes, dims);
      case BOOL:
        boolean[] truths = new boolean[numbers.length];
        for (int i = 0; i < truths.length; i++) {
          truths[i] = numbers[i] != 0;
        }
        return Value.of(truths, dims);
    }
    throw new IllegalStateException(input.toString());
  }

  /** Whole numbers are refused where they are none, or beyond what the runtime computes exactly. */
  private static double checked(ElementType type, double number) throws Cells.Unfit {
    if (type.isWhole()) {
      double least = type == ElementType.UINT8 ? 0 : -ElementType.MOST_WHOLE;
      double most = type == ElementType.UINT8 ? 255 : ElementType.MOST_WHOLE;
      if (Math.rint(number) != number || number < least || number > most) {
        throw new Cells.Unfit(
            String.format("%s, expected a whole number from %.0f to %.0f", number, least, most));
      }
    }
    return number;
  }

  /** Shapes of batched models leave the batch out. */
  private int[] dims(ValueInfo input) {
    int[] shape = input.shape().toArray();
    return model.isBatched()
        ? IntStream.concat(IntStream.of(1), IntStream.of(shape)).toArray()
        : shape;
  }
}

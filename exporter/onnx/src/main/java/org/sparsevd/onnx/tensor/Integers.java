package org.sparsevd.onnx.tensor;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.sparsevd.onnx.OnnxException;

/**
 * Integers of a graph: extents, axes, indices. One of them may be {@link #BATCH}.
 *
 * @param real whether the graph has cast them to a float type, in which a division rounds nothing
 */
public record Integers(int[] dims, long[] values, boolean real) implements Literal {
  /** Stands for the size of the batch, which nobody knows. */
  public static final long BATCH = Long.MIN_VALUE;

  public Integers(int[] dims, long[] values) {
    this(dims, values, false);
  }

  /** A list. */
  public static Integers list(long... values) {
    return new Integers(new int[] {values.length}, values);
  }

  public boolean areKnown() {
    return Arrays.stream(values).noneMatch(value -> value == BATCH);
  }

  /** The same, cast to a float type or back. */
  public Integers cast(boolean toReal) {
    return new Integers(dims, values, toReal);
  }

  /** The numbers in float32. */
  public Constant toFloats(ImportLimit budget) throws OnnxException {
    budget.take(values.length);
    float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      if (values[i] == BATCH) {
        throw OnnxException.unsupported("computes with the size of the batch, which is free");
      }
      floats[i] = values[i];
    }
    return Constant.dense(dims, floats);
  }

  @Override
  public Integers withDims(int... other) {
    return new Integers(other, values, real);
  }

  @Override
  public Integers pick(int[] other, int[] sources, ImportLimit budget) throws OnnxException {
    budget.take(2L * sources.length);
    long[] picked = new long[sources.length];
    for (int i = 0; i < picked.length; i++) {
      picked[i] = values[sources[i]];
    }
    return new Integers(other, picked, real);
  }

  @Override
  public Literal followedBy(Literal other, ImportLimit budget) throws OnnxException {
    if (!(other instanceof Integers next)) {
      return null;
    }
    budget.take(2L * (values.length + next.values.length));
    long[] all = Arrays.copyOf(values, values.length + next.values.length);
    System.arraycopy(next.values, 0, all, values.length, next.values.length);
    return new Integers(new int[] {all.length}, all, real);
  }

  /** {@code [batch, 3, -1]}. */
  public static String text(long... values) {
    return Arrays.stream(values)
        .mapToObj(value -> value == BATCH ? "batch" : Long.toString(value))
        .collect(Collectors.joining(", ", "[", "]"));
  }
}

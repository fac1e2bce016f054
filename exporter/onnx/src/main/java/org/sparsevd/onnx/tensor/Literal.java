package org.sparsevd.onnx.tensor;

import java.util.Arrays;
import org.sparsevd.onnx.OnnxException;

/** A constant of a graph: numbers in row-major order under dimensions, none for a single number. */
public sealed interface Literal permits Constant, Integers {
  int[] dims();

  /** The same numbers under other dimensions of as many elements. */
  Literal withDims(int... dims);

  /**
   * Other dimensions, where element {@code i} is this one's element {@code sources[i]}.
   *
   * @throws OnnxException if the file is too small for so many
   */
  Literal pick(int[] dims, int[] sources, ImportLimit budget) throws OnnxException;

  /** All numbers of this and then all of that, flattened; null where they are of another kind. */
  Literal followedBy(Literal other, ImportLimit budget) throws OnnxException;

  default int rank() {
    return dims().length;
  }

  /** How many numbers there are. */
  default long size() {
    return Arrays.stream(dims()).asLongStream().reduce(1, (a, b) -> a * b);
  }

  /** {@code [300, 784]}. */
  default String shape() {
    return Arrays.toString(dims());
  }
}

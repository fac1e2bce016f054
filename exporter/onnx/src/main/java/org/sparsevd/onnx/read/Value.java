package org.sparsevd.onnx.read;

import ai.onnx.proto.OnnxMl.SparseTensorProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.sparsevd.model.Shape;

/** What a name of an ONNX graph stands for while it is read. */
sealed interface Value {

  /**
   * A value that depends on the model's input.
   *
   * @param name of the model's node, or of its input
   * @param shape without the batch dimension, which ONNX has in front
   */
  record Activation(String name, Shape shape) implements Value {}

  /** A constant; decoded where it is used, because only that place knows as what. */
  record Stored(TensorProto tensor) implements Value {}

  /** A constant that stores its non-zeros. */
  record StoredSparse(SparseTensorProto tensor) implements Value {}

  /**
   * Part of a shape, as the graph computes with it: flattened, the batch as a symbol.
   *
   * @param columns of a matrix of extents; 0 where it is none
   */
  record Extents(long[] values, int columns) implements Value {
    Extents(long... values) {
      this(values, 0);
    }

    /** Stands for the batch, whose size nobody knows. */
    static final long BATCH = Long.MIN_VALUE;

    boolean areKnown() {
      return Arrays.stream(values).noneMatch(value -> value == BATCH);
    }

    /** {@code [batch, 3, -1]}. */
    @Override
    public String toString() {
      return Arrays.stream(values)
          .mapToObj(value -> value == BATCH ? "batch" : Long.toString(value))
          .collect(Collectors.joining(", ", "[", "]"));
    }
  }

  /** The output of a node that was refused. */
  record Unknown() implements Value {}
}

package org.sparsevd.onnx.read;

import ai.onnx.proto.OnnxMl.SparseTensorProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import org.sparsevd.onnx.tensor.Literal;
import org.sparsevd.tensor.Shape;

/** What a name of an ONNX graph stands for while it is read. */
sealed interface Value {

  /**
   * A value that depends on the model's input.
   *
   * @param name of the model's node, or of its input
   * @param shape without the batch dimension, which ONNX has in front
   */
  record Activation(String name, Shape shape) implements Value {}

  /**
   * A value that depends on the model's input and has no dimensions behind the batch. The model
   * holds it as one of shape {@code [1]}.
   */
  record Single(String name) implements Value {
    static final Shape SHAPE = Shape.of(1);
  }

  /**
   * The model's input where the file takes unsigned bytes: of use once it is cast to floats, which
   * the model takes in their place.
   */
  record Pixels(Activation asFloats) implements Value {}

  /**
   * A value rounded to 8 bits, until it is turned back.
   *
   * @param steps with which it was rounded and must be turned back
   */
  record Rounded(Activation value, ByteOperators.Steps steps) implements Value {}

  /** A constant of the file; decoded where it is used. */
  record Stored(TensorProto tensor) implements Value {}

  /** A constant that stores its non-zeros. */
  record StoredSparse(SparseTensorProto tensor) implements Value {}

  /** A constant that the graph computes, or a shape in which the batch may be a symbol. */
  record Known(Literal literal) implements Value {}

  /** Whether it is known while the file is read, but for the batch. */
  default boolean isConstant() {
    return this instanceof Stored || this instanceof StoredSparse || this instanceof Known;
  }

  /** The output of a node that was refused. */
  record Unknown() implements Value {}
}

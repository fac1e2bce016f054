package org.sparsevd.onnx;

import ai.onnx.proto.OnnxMl.SparseTensorProto;
import ai.onnx.proto.OnnxMl.TensorProto;
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

  /** The output of a node that was refused. */
  record Unknown() implements Value {}
}

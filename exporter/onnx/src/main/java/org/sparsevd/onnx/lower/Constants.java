package org.sparsevd.onnx.lower;

import ai.onnx.proto.OnnxMl.TensorProto;
import org.sparsevd.onnx.OnnxException;
import org.sparsevd.onnx.tensor.Constant;
import org.sparsevd.onnx.tensor.Literal;
import org.sparsevd.onnx.tensor.TensorReader;
import org.sparsevd.tensor.ElementType;

/** Tensors that stand in a file, as what they are known to be. */
final class Constants {
  private Constants() {}

  static Term read(TensorProto tensor, TensorReader tensors) throws OnnxException {
    ElementType type = Declarations.type("tensor '" + tensor.getName() + "'", tensor.getDataType());
    Literal literal = tensors.literal(tensor);
    if (literal instanceof Constant floats) {
      return new Term.Floats(floats);
    }
    return Term.Wholes.of(type, literal.dims(), tensors.integers(tensor));
  }
}

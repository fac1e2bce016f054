package org.sparsevd.onnx.lower;

import ai.onnx.proto.OnnxMl.TensorProto;
import org.sparsevd.onnx.OnnxException;
import org.sparsevd.onnx.tensor.Constant;
import org.sparsevd.onnx.tensor.Integers;
import org.sparsevd.onnx.tensor.Literal;
import org.sparsevd.onnx.tensor.TensorReader;
import org.sparsevd.tensor.Dim;
import org.sparsevd.tensor.ElementType;
import org.sparsevd.tensor.Shape;

/** What a name of a graph stands for while it is read. */
sealed interface Term {

  /** A tensor that stands in a file. */
  static Term of(TensorProto tensor, TensorReader tensors) throws OnnxException {
    ElementType type = Declarations.type("tensor '" + tensor.getName() + "'", tensor.getDataType());
    Literal literal = tensors.literal(tensor);
    if (literal instanceof Constant floats) {
      return new Floats(floats);
    }
    Integers wholes = (Integers) literal;
    return Wholes.of(type, wholes.dims(), wholes.values());
  }

  /** A value of the model. */
  record Live(String name, Shape shape, ElementType type) implements Term {}

  /** Floats that are known. */
  record Floats(Constant constant) implements Term {
    @Override
    public int[] dims() {
      return constant.dims();
    }
  }

  /**
   * Whole numbers or truth values that are known, but for symbols that stand for extents.
   *
   * @param type what the file takes them for; {@link ElementType#FLOAT} where it has cast them
   */
  record Wholes(ElementType type, int[] dims, Dim[] values) implements Term {
    static Wholes list(Dim... values) {
      return new Wholes(ElementType.INT64, new int[] {values.length}, values);
    }

    static Wholes of(ElementType type, int[] dims, long[] values) {
      Dim[] all = new Dim[values.length];
      for (int i = 0; i < all.length; i++) {
        all[i] = Dim.of(values[i]);
      }
      return new Wholes(type, dims, all);
    }

    /** Whether none depends on symbols. */
    boolean areNumbers() {
      for (Dim value : values) {
        if (!value.isNumber()) {
          return false;
        }
      }
      return true;
    }
  }

  /** Dimensions of what is known; there may be zeros among them. */
  default int[] dims() {
    throw new AssertionError("not known: " + this);
  }

  default boolean isKnown() {
    return !(this instanceof Live);
  }

  /** What its elements are. */
  default ElementType type() {
    return ElementType.FLOAT;
  }
}

package org.sparsevd.onnx.lower.term;

import ai.onnx.proto.OnnxMl.TensorProto;
import org.sparsevd.onnx.OnnxException;
import org.sparsevd.onnx.tensor.Constant;
import org.sparsevd.onnx.tensor.TensorReader;
import org.sparsevd.tensor.Dim;
import org.sparsevd.tensor.ElementType;
import org.sparsevd.tensor.Shape;

/** What a name of a graph stands for while it is read. */
public sealed interface Term {

  /** A tensor that stands in a file. */
  static Term of(TensorProto tensor, TensorReader tensors) throws OnnxException {
    if (TensorReader.holdsFloats(tensor)) {
      return new Floats(tensors.floats(tensor));
    }
    long[] values = tensors.integers(tensor);
    ElementType type = Declarations.type("tensor '" + tensor.getName() + "'", tensor.getDataType());
    return Wholes.of(type, TensorReader.dims(tensor), values);
  }

  /** A value of the model. */
  record Live(String name, Shape shape, ElementType type) implements Term {}

  /**
   * Integers of few bits, less their zero points.
   *
   * @param value levels, which are whole numbers
   * @param zero what the file has added to them: known floats, or a scalar of the model
   */
  record Levels(Live value, Term zero, Integers range) implements Term {}

  /** Sums of products of levels, before they are turned into floats. */
  record Sums(Live value, boolean exact) implements Term {}

  /** Entries of a table of integers of few bits, whose steps are not known yet. */
  record Picked(Rounded table, Term indices, int axis) implements Term {}

  /** Integers of few bits that are known, zero points included. */
  record Rounded(Constant constant, Integers range) implements Term {}

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
    public static Wholes list(Dim... values) {
      return new Wholes(ElementType.INT64, new int[] {values.length}, values);
    }

    public static Wholes of(ElementType type, int[] dims, long[] values) {
      Dim[] all = new Dim[values.length];
      for (int i = 0; i < all.length; i++) {
        all[i] = Dim.of(values[i]);
      }
      return new Wholes(type, dims, all);
    }

    /** Whether none depends on symbols. */
    public boolean areNumbers() {
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
    return this instanceof Floats || this instanceof Wholes;
  }

  /** What its elements are. */
  default ElementType type() {
    return ElementType.FLOAT;
  }
}

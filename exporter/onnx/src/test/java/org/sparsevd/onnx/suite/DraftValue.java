package org.sparsevd.onnx.suite;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.List;

/**
 * A value of a graph that is being drawn.
 *
 * @param tensor its name, and what it is for the drawn inputs
 * @param exact whether no rounding went into it, so that all implementations agree on every bit
 */
record DraftValue(SuiteTensor tensor, boolean exact) {
  DataType type() {
    return tensor.type();
  }

  List<Long> dims() {
    return tensor.dims();
  }

  int rank() {
    return tensor.dims().size();
  }

  long dim(int axis) {
    return tensor.dims().get(axis);
  }

  boolean isFloat() {
    return type() == DataType.FLOAT;
  }

  /** By the rule of NumPy: aligned at the end, equal or 1. */
  boolean broadcastsWith(List<Long> other) {
    int shared = Math.min(rank(), other.size());
    for (int i = 1; i <= shared; i++) {
      long own = dim(rank() - i);
      long theirs = other.get(other.size() - i);
      if (own != theirs && own != 1 && theirs != 1) {
        return false;
      }
    }
    return true;
  }
}

package org.sparsevd.onnx.lower;

import java.util.List;
import org.sparsevd.onnx.OnnxException;

/** How nodes of one ONNX operator become part of a model. */
@FunctionalInterface
interface Rule {
  /**
   * The values of the node's outputs, as many as the rule knows.
   *
   * @throws OnnxException if a model cannot hold the node
   * @throws IllegalArgumentException if an operator of the model refuses its shapes or types
   */
  List<Term> read(Call call) throws OnnxException;

  /** A rule of one output. */
  @FunctionalInterface
  interface Single {
    Term read(Call call) throws OnnxException;
  }

  static Rule single(Single rule) {
    return call -> List.of(rule.read(call));
  }
}

package org.sparsevd.onnx;

/** How an exported file stores its weights. What it computes is the same. */
public enum OnnxProfile {
  /** Every value stored, zeros too: runs in anything that reads ONNX. */
  DENSE,
  /**
   * Weights as {@code sparse_initializer} where that is smaller: linear INT64 indices as packed
   * varints, so small files. ONNX Runtime makes them dense when it loads the file: smaller on disk
   * there, not faster. ONNX's checker and shape inference accept such files; only its optional type
   * check ({@code full_check}) knows no operator that takes any sparse initializer.
   */
  SPARSE
}

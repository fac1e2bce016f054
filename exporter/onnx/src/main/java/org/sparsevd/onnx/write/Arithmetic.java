package org.sparsevd.onnx.write;

/** What ONNX Runtime does with an operator between 8-bit values. */
enum Arithmetic {
  /** Computes in integers. */
  INTEGERS,
  /** Moves or picks the bytes, which keep their scale. */
  MOVES,
  /** Computes in floats. */
  FLOATS
}

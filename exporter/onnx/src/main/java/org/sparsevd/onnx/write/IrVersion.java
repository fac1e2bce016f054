package org.sparsevd.onnx.write;

/** Which IR version belongs to an operator set. */
final class IrVersion {
  private IrVersion() {}

  /** The IR version of the ONNX release that brought the operator set, 10 at most. */
  static int of(int opset) {
    if (opset < 15) {
      return 7;
    }
    if (opset < 19) {
      return 8;
    }
    return opset < 21 ? 9 : 10;
  }
}

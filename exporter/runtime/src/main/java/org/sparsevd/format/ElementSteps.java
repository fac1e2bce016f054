package org.sparsevd.format;

import org.sparsevd.model.Op;
import org.sparsevd.model.Window;

/**
 * How many steps an element of an operator's output takes, as far as the work limit counts them. A
 * class of its own, since only operators with a window need it loaded.
 */
final class ElementSteps implements Op.Pooling.Reader<Long> {
  private ElementSteps() {}

  static long of(Op op) {
    return op.accept(new ElementSteps());
  }

  @Override
  public Long weighted(Op.Weighted op) {
    return (long) op.weight().columns();
  }

  @Override
  public Long perChannel(Op.PerChannel op) {
    return 0L;
  }

  @Override
  public Long pointwise(Op.Pointwise op) {
    return 0L;
  }

  @Override
  public Long movement(Op.Movement op) {
    return 0L;
  }

  @Override
  public Long join(Op.Join op) {
    return 0L;
  }

  @Override
  public Long overChannels(Op.OverChannels op) {
    return 0L;
  }

  @Override
  public Long general(Op.General op) {
    return 0L;
  }

  @Override
  public Long maxPool2d(Op.MaxPool2d op) {
    return area(op.window());
  }

  @Override
  public Long avgPool2d(Op.AvgPool2d op) {
    return area(op.window());
  }

  @Override
  public Long globalAvgPool2d(Op.GlobalAvgPool2d op) {
    return 0L;
  }

  private static long area(Window window) {
    return (long) window.kernelHeight() * window.kernelWidth();
  }
}

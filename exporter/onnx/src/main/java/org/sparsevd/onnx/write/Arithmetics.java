package org.sparsevd.onnx.write;

import org.sparsevd.model.Op;

/** The {@link Arithmetic} of each operator. */
final class Arithmetics
    implements Op.Pooling.Reader<Arithmetic>,
        Op.Movement.Reader<Arithmetic>,
        Op.Join.Reader<Arithmetic> {
  @Override
  public Arithmetic weighted(Op.Weighted op) {
    return Arithmetic.INTEGERS;
  }

  @Override
  public Arithmetic perChannel(Op.PerChannel op) {
    return Arithmetic.FLOATS;
  }

  @Override
  public Arithmetic pointwise(Op.Pointwise op) {
    return Arithmetic.FLOATS;
  }

  @Override
  public Arithmetic overChannels(Op.OverChannels op) {
    return Arithmetic.FLOATS;
  }

  @Override
  public Arithmetic maxPool2d(Op.MaxPool2d op) {
    return Arithmetic.MOVES;
  }

  @Override
  public Arithmetic avgPool2d(Op.AvgPool2d op) {
    return Arithmetic.INTEGERS;
  }

  @Override
  public Arithmetic globalAvgPool2d(Op.GlobalAvgPool2d op) {
    return Arithmetic.INTEGERS;
  }

  @Override
  public Arithmetic general(Op.General op) {
    return Arithmetic.FLOATS;
  }

  @Override
  public Arithmetic flatten(Op.Flatten op) {
    return Arithmetic.MOVES;
  }

  @Override
  public Arithmetic reshape(Op.Reshape op) {
    return Arithmetic.MOVES;
  }

  @Override
  public Arithmetic transpose(Op.Transpose op) {
    return Arithmetic.MOVES;
  }

  @Override
  public Arithmetic pad2d(Op.Pad2d op) {
    return Arithmetic.FLOATS;
  }

  @Override
  public Arithmetic upsample2d(Op.Upsample2d op) {
    return Arithmetic.FLOATS;
  }

  @Override
  public Arithmetic add(Op.Add op) {
    return Arithmetic.INTEGERS;
  }

  @Override
  public Arithmetic mul(Op.Mul op) {
    return Arithmetic.FLOATS;
  }

  @Override
  public Arithmetic concat(Op.Concat op) {
    return Arithmetic.INTEGERS;
  }
}

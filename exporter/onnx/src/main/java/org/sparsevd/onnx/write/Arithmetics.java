package org.sparsevd.onnx.write;

import org.sparsevd.model.Op;

/** The {@link Arithmetic} of each operator. */
final class Arithmetics
    implements Op.Visitor<Arithmetic>,
        Op.Pooling.Cases<Arithmetic>,
        Op.Movement.Cases<Arithmetic>,
        Op.Join.Cases<Arithmetic> {
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
  public Arithmetic pooling(Op.Pooling op) {
    return op.match(this);
  }

  @Override
  public Arithmetic movement(Op.Movement op) {
    return op.match(this);
  }

  @Override
  public Arithmetic join(Op.Join op) {
    return op.match(this);
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

package org.sparsevd.format;

import org.sparsevd.model.Op;

/** The operators' numbers in a file. */
enum OpCode {
  DENSE(1, 1, Op.Dense.class),
  CONV_2D(2, 1, Op.Conv2d.class),
  MAX_POOL_2D(3, 1, Op.MaxPool2d.class),
  AVG_POOL_2D(4, 1, Op.AvgPool2d.class),
  GLOBAL_AVG_POOL_2D(5, 1, Op.GlobalAvgPool2d.class),
  BATCH_NORM(6, 1, Op.BatchNorm.class),
  AFFINE(7, 1, Op.Affine.class),
  RELU(8, 1, Op.Relu.class),
  ADD(9, 2, Op.Add.class),
  CONCAT(10, -1, Op.Concat.class),
  FLATTEN(11, 1, Op.Flatten.class),
  SOFTMAX(12, 1, Op.Softmax.class);

  private final int number;
  private final int arity;
  private final Class<? extends Op> type;

  OpCode(int number, int arity, Class<? extends Op> type) {
    this.number = number;
    this.arity = arity;
    this.type = type;
  }

  int number() {
    return number;
  }

  /** Number of inputs; -1 where the file states it. */
  int arity() {
    return arity;
  }

  static OpCode of(Op op) {
    for (OpCode code : values()) {
      if (code.type.isInstance(op)) {
        return code;
      }
    }
    throw new AssertionError("operator without number: " + op);
  }

  /** The operator of this number, or null. */
  static OpCode of(int number) {
    for (OpCode code : values()) {
      if (code.number == number) {
        return code;
      }
    }
    return null;
  }
}

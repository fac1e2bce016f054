package org.sparsevd.format;

import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
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
  SOFTMAX(12, 1, Op.Softmax.class),
  LEAKY_RELU(13, 1, Op.LeakyRelu.class),
  P_RELU(14, 1, Op.PRelu.class),
  CLIP(15, 1, Op.Clip.class),
  SIGMOID(16, 1, Op.Sigmoid.class),
  TANH(17, 1, Op.Tanh.class),
  HARD_SIGMOID(18, 1, Op.HardSigmoid.class),
  HARD_SWISH(19, 1, Op.HardSwish.class),
  MUL(20, 2, Op.Mul.class),
  RESHAPE(21, 1, Op.Reshape.class),
  TRANSPOSE(22, 1, Op.Transpose.class),
  PAD_2D(23, 1, Op.Pad2d.class),
  UPSAMPLE_2D(24, 1, Op.Upsample2d.class),
  LOG_SOFTMAX(25, 1, Op.LogSoftmax.class);

  /** The largest number of versions 1 and 2. */
  private static final int FIRST_VERSIONS = 12;

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

  /** Whether the operator came with version 3. */
  boolean isAddition() {
    return number > FIRST_VERSIONS;
  }

  /** Whether a file of version 1 or 2 cannot hold the model. */
  static boolean needAdditions(Model model) {
    for (Node node : model.nodes()) {
      boolean image = model.shape(node.name()).rank() > 1;
      if (of(node.op()).isAddition() || node.op() instanceof Op.Softmax && image) {
        return true;
      }
    }
    return false;
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

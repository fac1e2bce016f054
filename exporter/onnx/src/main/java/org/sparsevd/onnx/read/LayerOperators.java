package org.sparsevd.onnx.read;

import java.util.Arrays;
import java.util.Map;
import org.sparsevd.model.Op;
import org.sparsevd.model.Window;
import org.sparsevd.onnx.OnnxException;
import org.sparsevd.onnx.tensor.Constant;

/** Operators with weights. */
final class LayerOperators {
  private LayerOperators() {}

  static void register(Map<String, OperatorReader> all) {
    all.put("Gemm", OperatorReader.of(LayerOperators::gemm, "alpha", "beta", "transA", "transB"));
    all.put("MatMul", OperatorReader.of(LayerOperators::matMul));
    all.put(
        "Conv",
        OperatorReader.of(
            LayerOperators::conv,
            "auto_pad",
            "dilations",
            "group",
            "kernel_shape",
            "pads",
            "strides"));
    all.put(
        "BatchNormalization",
        OperatorReader.of(LayerOperators::batchNorm, "epsilon", "momentum", "training_mode"));
  }

  /** {@code alpha * x * W + beta * C}, the batch in the rows of x. */
  private static Value gemm(NodeView node) throws OnnxException {
    node.require("transA", 0);
    Constant weight = matrix(node, node.integer("transB", 0) != 0);
    node.budget().take(weight.dims()[0]);
    float[] bias = new float[weight.dims()[0]];
    if (node.has(2)) {
      bias = bias(node, bias.length);
      float beta = node.real("beta", 1);
      for (int i = 0; beta != 1 && i < bias.length; i++) {
        bias[i] *= beta;
      }
    }
    Constant scaled = weight.times(node.real("alpha", 1), node.budget());
    return node.emit(new Op.Dense(scaled.toTensor(node.budget()), bias), node.activation(0));
  }

  private static Value matMul(NodeView node) throws OnnxException {
    Constant weight = matrix(node, false);
    node.budget().take(weight.dims()[0]);
    float[] bias = new float[weight.dims()[0]];
    return node.emit(new Op.Dense(weight.toTensor(node.budget()), bias), node.activation(0));
  }

  /** Input 1 as {@code [outputs, inputs]}. */
  private static Constant matrix(NodeView node, boolean isTransposed) throws OnnxException {
    node.activation(0);
    Constant weight = node.floats(1);
    if (weight.rank() != 2) {
      throw new OnnxException(
          "the weight has shape " + weight.shape() + ", expected two dimensions");
    }
    return isTransposed ? weight : weight.transposed(node.budget());
  }

  /** Input 2 of Gemm, which may be one value or a row for the whole batch. */
  private static float[] bias(NodeView node, int outputs) throws OnnxException {
    Constant bias = node.floats(2);
    boolean isRow = bias.rank() <= 1 || bias.rank() == 2 && bias.dims()[0] == 1;
    if (!isRow || bias.size() != outputs && bias.size() != 1) {
      throw new OnnxException(
          "the bias has shape " + bias.shape() + ", expected [" + outputs + "]");
    }
    float[] values = bias.toArray(node.budget());
    if (values.length == outputs) {
      return values;
    }
    node.budget().take(outputs);
    float[] spread = new float[outputs];
    Arrays.fill(spread, values[0]);
    return spread;
  }

  private static Value conv(NodeView node) throws OnnxException {
    Value.Activation in = node.activation(0);
    Constant weight = node.floats(1);
    if (weight.rank() != 4) {
      throw new OnnxException(
          "the weight has shape " + weight.shape() + ", expected [outputs, inputs, height, width]");
    }
    int[] kernel = Windows.kernel(node, weight);
    Window window = Windows.read(node, in.shape(), kernel);
    node.budget().take(weight.dims()[0]);
    float[] bias = node.has(2) ? node.vector(2, weight.dims()[0]) : new float[weight.dims()[0]];
    int groups = Windows.toInt("group", node.integer("group", 1));
    return node.emit(new Op.Conv2d(weight.toTensor(node.budget()), bias, window, groups), in);
  }

  private static Value batchNorm(NodeView node) throws OnnxException {
    node.require("training_mode", 0);
    Value.Activation in = node.activation(0);
    int channels = in.shape().dim(0);
    return node.emit(
        new Op.BatchNorm(
            node.vector(1, channels),
            node.vector(2, channels),
            node.vector(3, channels),
            node.vector(4, channels),
            node.real("epsilon", 1e-5f)),
        in);
  }
}

package org.sparsevd.onnx.read;

import java.util.Arrays;
import org.sparsevd.onnx.OnnxException;
import org.sparsevd.onnx.tensor.Constant;
import org.sparsevd.onnx.tensor.ImportLimit;
import org.sparsevd.tensor.Shape;

/** Constants spread over a value as ONNX does it, from the last dimension on. */
final class Broadcast {
  private Broadcast() {}

  /** Input {@code input} as one number per channel where that says it, else one per element. */
  static float[] read(NodeView node, int input, Shape shape) throws OnnxException {
    Constant constant = node.floats(input);
    int rank = shape.rank();
    int[] dims = new int[rank + 1];
    Arrays.fill(dims, 1);
    boolean fits = constant.rank() <= rank + 1;
    for (int i = 0; fits && i < constant.rank(); i++) {
      int axis = rank + 1 - constant.rank() + i;
      dims[axis] = constant.dims()[i];
      fits = dims[axis] == 1 || axis > 0 && dims[axis] == shape.dim(axis - 1);
    }
    if (!fits) {
      throw new OnnxException(
          "the constant of shape " + constant.shape() + " does not fit [batch] + " + shape);
    }
    float[] values = constant.toArray(node.budget());
    boolean perChannel = Arrays.stream(dims, 2, rank + 1).allMatch(dim -> dim == 1);
    int[] target = shape.toArray();
    if (perChannel) {
      Arrays.fill(target, 1, rank, 1);
    }
    return spread(values, dims, Shape.of(target), node.budget());
  }

  /**
   * @param dims of the values, the batch in front; each 1 or that of the target
   */
  private static float[] spread(float[] values, int[] dims, Shape target, ImportLimit budget)
      throws OnnxException {
    if (values.length == target.size()) {
      return values;
    }
    budget.take(target.size());
    float[] result = new float[target.size()];
    for (int i = 0; i < result.length; i++) {
      int rest = i;
      int from = 0;
      int stride = 1;
      for (int axis = target.rank() - 1; axis >= 0; axis--) {
        from += rest % target.dim(axis) % dims[axis + 1] * stride;
        rest /= target.dim(axis);
        stride *= dims[axis + 1];
      }
      result[i] = values[from];
    }
    return result;
  }
}

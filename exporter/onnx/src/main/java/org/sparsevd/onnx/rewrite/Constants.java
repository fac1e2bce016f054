package org.sparsevd.onnx.rewrite;

import java.util.Arrays;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.onnx.OnnxException;
import org.sparsevd.onnx.tensor.ImportLimit;
import org.sparsevd.tensor.Shape;

/** Values of a model that do not depend on its input. */
final class Constants {
  private final Rewriting draft;
  private final ImportLimit limit;

  Constants(Rewriting draft, ImportLimit limit) {
    this.draft = draft;
    this.limit = limit;
  }

  /** The elements of a constant, only to be read; null where the value is none. */
  float[] of(String value) {
    Node source = draft.source(value);
    if (source != null && source.op() instanceof Op.Constant constant) {
      return constant.values().values();
    }
    boolean shaped =
        source != null && (source.op() instanceof Op.Reshape || source.op() instanceof Op.Flatten);
    return shaped ? of(source.inputs().get(0)) : null;
  }

  /**
   * A constant as one number for each channel of a value, where that says it, else for each
   * element; null where the value is no constant, does not fit, or the file is too small for it.
   */
  float[] vector(String value, Shape out) {
    float[] values = of(value);
    Shape own = draft.shape(value);
    if (values == null || own.rank() > out.rank() || out.rank() == 0) {
      return null;
    }
    int[] dims = new int[out.rank()];
    Arrays.fill(dims, 1);
    System.arraycopy(own.toArray(), 0, dims, dims.length - own.rank(), own.rank());
    boolean perChannel = true;
    for (int axis = 0; axis < dims.length; axis++) {
      if (dims[axis] != 1 && dims[axis] != out.dim(axis)) {
        return null;
      }
      perChannel &= axis == 0 || dims[axis] == 1;
    }
    int[] target = out.toArray();
    if (perChannel) {
      Arrays.fill(target, 1, target.length, 1);
    }
    return spread(values, dims, target);
  }

  /** The values repeated along dimensions of 1, in an array of its own. */
  private float[] spread(float[] values, int[] dims, int[] target) {
    int size = Shape.of(target).size();
    try {
      // One more vector stands beside it in most operators.
      limit.take(2L * size);
    } catch (OnnxException e) {
      return null;
    }
    if (values.length == size) {
      return values.clone();
    }
    float[] result = new float[size];
    for (int i = 0; i < size; i++) {
      int rest = i;
      int from = 0;
      int stride = 1;
      for (int axis = target.length - 1; axis >= 0; axis--) {
        from += rest % target[axis] % dims[axis] * stride;
        rest /= target[axis];
        stride *= dims[axis];
      }
      result[i] = values[from];
    }
    return result;
  }
}

package org.sparsevd.onnx.fold;

import java.util.Arrays;
import java.util.List;
import org.sparsevd.onnx.OnnxException;
import org.sparsevd.onnx.tensor.Constant;
import org.sparsevd.onnx.tensor.ImportLimit;
import org.sparsevd.onnx.tensor.Literal;

/** Constants whose numbers move: transposed, cut, joined, repeated, picked. */
public final class Movement {
  private Movement() {}

  /** Dimension {@code i} taken from {@code order[i]}. */
  public static Literal transpose(Literal from, int[] order, ImportLimit budget)
      throws OnnxException {
    if (from instanceof Constant matrix && Arrays.equals(order, new int[] {1, 0})) {
      return matrix.transposed(budget);
    }
    int[] dims = new int[order.length];
    int[] strides = new int[order.length];
    int[] all = strides(from.dims());
    for (int i = 0; i < order.length; i++) {
      dims[i] = from.dims()[order[i]];
      strides[i] = all[order[i]];
    }
    return from.pick(dims, walk(dims, strides, 0, budget), budget);
  }

  /**
   * A part: along each axis {@code counts} elements from {@code starts} on, {@code steps} apart.
   */
  public static Literal slice(
      Literal from, int[] starts, int[] steps, int[] counts, ImportLimit budget)
      throws OnnxException {
    int[] strides = strides(from.dims());
    int first = 0;
    for (int i = 0; i < strides.length; i++) {
      first += counts[i] == 0 ? 0 : starts[i] * strides[i];
      strides[i] *= steps[i];
    }
    return from.pick(counts, walk(counts, strides, first, budget), budget);
  }

  /**
   * Repeated along dimensions of 1 as ONNX broadcasts, from the last dimension on.
   *
   * @param dims as many as the constant has, or more
   */
  public static Literal broadcast(Literal from, int[] dims, ImportLimit budget)
      throws OnnxException {
    if (Arrays.equals(from.dims(), dims)) {
      return from;
    }
    int[] own = strides(from.dims());
    int[] strides = new int[dims.length];
    for (int i = 0; i < own.length; i++) {
      boolean repeated = from.dims()[i] == 1;
      strides[strides.length - own.length + i] = repeated ? 0 : own[i];
    }
    return from.pick(dims, walk(dims, strides, 0, budget), budget);
  }

  /**
   * Whole entries of one dimension, in the order of the indices.
   *
   * @param shape of the indices, which takes that dimension's place; none for a single index
   * @param indices from 0 on
   */
  public static Literal gather(
      Literal from, int axis, int[] shape, int[] indices, ImportLimit budget) throws OnnxException {
    int[] dims = new int[from.rank() - 1 + shape.length];
    System.arraycopy(from.dims(), 0, dims, 0, axis);
    System.arraycopy(shape, 0, dims, axis, shape.length);
    int behind = from.rank() - axis - 1;
    System.arraycopy(from.dims(), axis + 1, dims, axis + shape.length, behind);
    int inner = strides(from.dims())[axis];
    int extent = from.dims()[axis];
    int[] sources = room(dims, budget);
    for (int i = 0; i < sources.length; i++) {
      int outer = i / inner / indices.length;
      sources[i] = (outer * extent + indices[i / inner % indices.length]) * inner + i % inner;
    }
    return from.pick(dims, sources, budget);
  }

  /** Joined along one dimension; the others must be equal. */
  public static Literal concat(List<Literal> parts, int axis, ImportLimit budget)
      throws OnnxException {
    int[] dims = parts.get(0).dims().clone();
    dims[axis] = 0;
    Literal flat = null;
    for (Literal part : parts) {
      int[] others = part.dims().clone();
      if (others.length == dims.length) {
        others[axis] = dims[axis];
      }
      if (!Arrays.equals(others, dims)) {
        throw new OnnxException(
            "shapes " + parts.get(0).shape() + " and " + part.shape() + " do not fit together");
      }
      dims[axis] = Math.addExact(dims[axis], part.dims()[axis]);
      flat = flat == null ? part : flat.followedBy(part, budget);
      if (flat == null) {
        throw new OnnxException("floats and integers do not fit together");
      }
    }
    int[] sources = room(dims, budget);
    int inner = strides(dims)[axis];
    int first = 0;
    int place = 0;
    for (Literal part : parts) {
      int run = part.dims()[axis] * inner;
      for (int i = 0; i < part.size(); i++) {
        sources[place + i / run * dims[axis] * inner + i % run] = first + i;
      }
      first += (int) part.size();
      place += run;
    }
    return flat.pick(dims, sources, budget);
  }

  /** Elements between neighbours of each dimension. */
  private static int[] strides(int[] dims) {
    int[] strides = new int[dims.length];
    int stride = 1;
    for (int axis = dims.length - 1; axis >= 0; axis--) {
      strides[axis] = stride;
      stride *= Math.max(1, dims[axis]);
    }
    return strides;
  }

  private static int[] walk(int[] dims, int[] strides, int first, ImportLimit budget)
      throws OnnxException {
    int[] sources = room(dims, budget);
    for (int i = 0; i < sources.length; i++) {
      int rest = i;
      int source = first;
      for (int axis = dims.length - 1; axis >= 0; axis--) {
        source += rest % dims[axis] * strides[axis];
        rest /= dims[axis];
      }
      sources[i] = source;
    }
    return sources;
  }

  /** One index for each element. */
  private static int[] room(int[] dims, ImportLimit budget) throws OnnxException {
    long size = 1;
    for (int dim : dims) {
      size *= dim;
      if (size > Integer.MAX_VALUE) {
        throw new OnnxException("a constant of shape " + Arrays.toString(dims) + " is too large");
      }
    }
    budget.take(size);
    return new int[(int) size];
  }
}

package org.sparsevd.compress.flow;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.sparsevd.model.Op;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.Dim;
import org.sparsevd.tensor.Shape;
import org.sparsevd.tensor.Tensor;

/**
 * An operator over those indices of its inputs and output that are present. Only operators that
 * state extents, or have tensors, change.
 *
 * @param inputs sets by input and axis; null along axes whose extent depends on symbols
 * @param output sets by axis
 */
record Cut(List<boolean[][]> inputs, boolean[][] output) {
  private static final Map<Class<?>, Rule<Op>> RULES = new HashMap<>();

  static {
    put(
        Op.Constant.class,
        (op, cut) -> new Op.Constant(op.type(), tensor(op.values(), cut.output)));
    put(Op.Reshape.class, (op, cut) -> new Op.Reshape(cut.target(op.target())));
    put(Op.Expand.class, (op, cut) -> new Op.Expand(cut.target(op.target())));
    put(Op.Slice.class, Cut::slice);
    put(Op.Attention.class, Cut::attention);
    put(Op.Affine.class, (op, cut) -> cut.vectors(op));
    put(Op.BatchNorm.class, (op, cut) -> cut.vectors(op));
    put(Op.PRelu.class, (op, cut) -> cut.vectors(op));
    put(
        Op.Recurrent.class,
        (op, cut) -> new RecurrentUnits(op).select(cut.output[2], cut.inputs.get(0)[2]));
  }

  /** What becomes of an operator. */
  private interface Rule<O> {
    Op of(O op, Cut cut);
  }

  private static <O extends Op> void put(Class<O> type, Rule<O> rule) {
    RULES.put(type, (op, cut) -> rule.of(type.cast(op), cut));
  }

  /** The operator, which is no layer, over what is present. */
  Op of(Op op) {
    Rule<Op> rule = RULES.get(op.getClass());
    return rule == null ? op : rule.of(op, this);
  }

  private Shape target(Shape target) {
    Dim[] dims = target.extents();
    for (int axis = 0; axis < dims.length; axis++) {
      dims[axis] = output[axis] == null ? dims[axis] : Dim.of(Slices.count(output[axis]));
    }
    return Shape.of(dims);
  }

  private static Op slice(Op.Slice op, Cut cut) {
    List<Dim> starts = new ArrayList<>(op.starts());
    List<Dim> sizes = new ArrayList<>(op.sizes());
    for (int axis = 0; axis < sizes.size(); axis++) {
      boolean[] in = cut.inputs.get(0)[axis];
      boolean[] out = cut.output[axis];
      boolean known = in != null && out != null && starts.get(axis).isNumber();
      if (known && Slices.count(in) < in.length) {
        int first = (int) starts.get(axis).number();
        int step = op.steps().get(axis);
        int at = 0;
        while (!out[at]) {
          at++;
        }
        starts.set(axis, Dim.of(before(in, first + at * step)));
        sizes.set(axis, Dim.of(Slices.count(out)));
      }
    }
    return new Op.Slice(starts, sizes, op.steps());
  }

  /** With fewer heads; one alone may have fewer elements. */
  private static Op attention(Op.Attention op, Cut cut) {
    boolean[] out = cut.output[cut.output.length - 1];
    if (out == null || op.heads() == 1) {
      return op;
    }
    int each = out.length / op.heads();
    return new Op.Attention(Slices.count(out) / each, op.mask(), op.causal(), op.scale());
  }

  private static int before(boolean[] set, int index) {
    int count = 0;
    for (int i = 0; i < index; i++) {
      count += set[i] ? 1 : 0;
    }
    return count;
  }

  /** Vectors that have a value for each channel, or for each element of one. */
  private Op vectors(Op op) {
    List<Tensor> selected = new ArrayList<>();
    for (Tensor vector : op.tensors()) {
      float[] values = ChannelSets.select(vector.toArray(), inputs.get(0)[0]);
      selected.add(new DenseTensor(Shape.of(1, values.length), values));
    }
    return op.withTensors(selected);
  }

  /** The elements of a tensor whose index is in the set along every axis. */
  static DenseTensor tensor(Tensor tensor, boolean[][] sets) {
    float[] values = tensor.toArray();
    int[] strides = tensor.shape().strides();
    int[] dims = new int[sets.length];
    for (int axis = 0; axis < dims.length; axis++) {
      dims[axis] = Slices.count(sets[axis]);
    }
    Shape shape = Shape.of(dims);
    float[] kept = new float[shape.size()];
    int count = 0;
    for (int i = 0; i < values.length; i++) {
      boolean member = true;
      for (int axis = 0; axis < sets.length && member; axis++) {
        member = sets[axis][i / strides[axis] % sets[axis].length];
      }
      if (member) {
        kept[count++] = values[i];
      }
    }
    return new DenseTensor(shape, kept);
  }

  /** Indices of what is gathered, counted among those that are present. */
  static DenseTensor indices(DenseTensor indices, boolean[] data) {
    float[] values = indices.toArray();
    for (int i = 0; i < values.length; i++) {
      int index = (int) values[i];
      values[i] = before(data, index < 0 ? index + data.length : index);
    }
    return new DenseTensor(indices.shape(), values);
  }
}

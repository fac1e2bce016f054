package org.sparsevd.onnx.lower;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.sparsevd.model.Op;
import org.sparsevd.onnx.OnnxException;
import org.sparsevd.onnx.lower.term.Term;
import org.sparsevd.tensor.Dim;
import org.sparsevd.tensor.ElementType;
import org.sparsevd.tensor.Shape;

/** Operators whose elements depend on many elements of their inputs. */
final class ReductionRules {
  private ReductionRules() {}

  static void register(Map<String, Rule> all) {
    reduce(all, "ReduceSum", Op.Fold.SUM);
    reduce(all, "ReduceMean", Op.Fold.MEAN);
    reduce(all, "ReduceProd", Op.Fold.PRODUCT);
    reduce(all, "ReduceMax", Op.Fold.LARGEST);
    reduce(all, "ReduceMin", Op.Fold.SMALLEST);
    reduce(all, "ReduceL1", Op.Fold.L1);
    reduce(all, "ReduceL2", Op.Fold.L2);
    reduce(all, "ReduceSumSquare", Op.Fold.SUM_OF_SQUARES);
    reduce(all, "ReduceLogSum", Op.Fold.LOG_SUM);
    reduce(all, "ReduceLogSumExp", Op.Fold.LOG_SUM_EXP);
    all.put("ArgMax", Rule.single(call -> extreme(call, true)));
    all.put("ArgMin", Rule.single(call -> extreme(call, false)));
    all.put("Softmax", Rule.single(call -> along(call, Op.Line.SOFTMAX)));
    all.put("LogSoftmax", Rule.single(call -> along(call, Op.Line.LOG_SOFTMAX)));
    all.put("Hardmax", Rule.single(call -> along(call, Op.Line.HARDMAX)));
    all.put("LpNormalization", Rule.single(ReductionRules::lpNormalization));
    all.put("CumSum", Rule.single(ReductionRules::cumSum));
    all.put("LayerNormalization", Rule.single(ReductionRules::layerNorm));
    all.put("RMSNormalization", Rule.single(ReductionRules::rmsNorm));
  }

  private static void reduce(Map<String, Rule> all, String name, Op.Fold fold) {
    all.put(name, Rule.single(call -> reduce(call, fold)));
  }

  private static Term reduce(Call call, Op.Fold fold) throws OnnxException {
    Shape in = call.shape(0);
    long[] stated = ShapeRules.axes(call);
    boolean keep = call.flag("keepdims", true);
    boolean none = call.flag("noop_with_empty_axes", false);
    TreeSet<Integer> axes = new TreeSet<>();
    for (int i = 0; stated != null && i < stated.length; i++) {
      axes.add(Call.axis(stated[i], in.rank()));
    }
    if (axes.isEmpty()) {
      if (none) {
        return call.input(0);
      }
      for (int axis = 0; axis < in.rank(); axis++) {
        axes.add(axis);
      }
    }
    Term reduced = reduced(call, new Op.Reduce(fold, List.copyOf(axes)));
    return keep ? reduced : call.reshape(reduced, ShapeRules.without(in, List.copyOf(axes)));
  }

  /** Sums of whole numbers are taken of floats, and refused where they have no exact one. */
  private static Term reduced(Call call, Op.Reduce op) throws OnnxException {
    Term value = call.input(0);
    boolean sums = op.fold() == Op.Fold.SUM || op.fold() == Op.Fold.PRODUCT;
    if (value.isKnown() || !value.type().isWhole() || !sums) {
      return call.emit(op, value);
    }
    Term floats = call.emit("_floats", new Op.Cast(ElementType.FLOAT), value);
    return call.emit(new Op.Cast(value.type()), call.emit("_sum", op, floats));
  }

  private static Term extreme(Call call, boolean largest) throws OnnxException {
    Shape in = call.shape(0);
    int axis = Call.axis(call.integer("axis", 0), in.rank());
    boolean last = call.flag("select_last_index", false);
    boolean keep = call.flag("keepdims", true);
    Term found = call.emit(new Op.ArgExtreme(axis, largest, last), call.input(0));
    return keep ? found : call.reshape(found, ShapeRules.without(in, List.of(axis)));
  }

  /** Before operator set 13 all axes from the stated one on are one. */
  private static Term along(Call call, Op.Line function) throws OnnxException {
    Term value = call.input(0);
    Shape in = call.graph().shape(value);
    boolean old = call.opset() < 13;
    int axis = Call.axis(call.integer("axis", old ? 1 : -1), in.rank());
    if (!old || axis == in.rank() - 1) {
      return call.emit(new Op.Along(function, axis), value);
    }
    List<Dim> dims = new ArrayList<>();
    Dim after = Dim.of(1);
    for (int a = 0; a < in.rank(); a++) {
      if (a < axis) {
        dims.add(in.extent(a));
      } else {
        after = after.times(in.extent(a));
      }
    }
    dims.add(after);
    Term flat = call.reshape(value, Shape.of(dims.toArray(new Dim[0])));
    return call.reshape(call.emit(new Op.Along(function, axis), flat), in);
  }

  private static Term lpNormalization(Call call) throws OnnxException {
    Shape in = call.shape(0);
    int axis = Call.axis(call.integer("axis", -1), in.rank());
    long p = call.integer("p", 2);
    if (p != 1 && p != 2) {
      throw new OnnxException("attribute 'p' is " + p + ", expected 1 or 2");
    }
    return call.emit(new Op.Along(p == 2 ? Op.Line.BY_L2 : Op.Line.BY_L1, axis), call.input(0));
  }

  private static Term cumSum(Call call) throws OnnxException {
    boolean exclusive = call.flag("exclusive", false);
    boolean reverse = call.flag("reverse", false);
    Shape in = call.shape(0);
    int axis = Call.axis(call.numbers(1)[0], in.rank());
    Term value = reverse ? turned(call, "_turned", call.input(0), in, axis) : call.input(0);
    if (exclusive) {
      // Zero first, and the last element left out: nothing is subtracted, so nothing cancels.
      Dim[] before = new Dim[in.rank()];
      Dim[] after = new Dim[in.rank()];
      Arrays.fill(before, Dim.of(0));
      Arrays.fill(after, Dim.of(0));
      before[axis] = Dim.of(1);
      after[axis] = Dim.of(-1);
      Op shift = new Op.Pad(List.of(before), List.of(after), Op.Border.CONSTANT, 0);
      value = call.emit("_before", shift, value);
    }
    Term sum = call.emit("_sum", new Op.Along(Op.Line.RUNNING_SUM, axis), value);
    return reverse ? turned(call, "", sum, in, axis) : sum;
  }

  /** The value with the elements along an axis in reverse order. */
  private static Term turned(Call call, String suffix, Term value, Shape in, int axis)
      throws OnnxException {
    Dim[] starts = new Dim[in.rank()];
    Integer[] steps = new Integer[in.rank()];
    Arrays.fill(starts, Dim.of(0));
    Arrays.fill(steps, 1);
    starts[axis] = in.extent(axis).plus(-1);
    steps[axis] = -1;
    List<Dim> sizes = List.of(in.extents());
    return call.emit(suffix, new Op.Slice(List.of(starts), sizes, List.of(steps)), value);
  }

  private static Term layerNorm(Call call) throws OnnxException {
    call.ignore("stash_type");
    if (call.needs(1) || call.needs(2)) {
      throw new OnnxException("outputs other than the first are not supported");
    }
    Term scaled = scaled(call, true);
    return call.hasInput(2)
        ? call.emit("_bias", new Op.Binary(Op.BinaryFunction.PLUS), scaled, call.input(2))
        : scaled;
  }

  private static Term rmsNorm(Call call) throws OnnxException {
    call.ignore("stash_type");
    return scaled(call, false);
  }

  private static Term scaled(Call call, boolean centred) throws OnnxException {
    int axis = Call.axis(call.integer("axis", -1), call.shape(0).rank());
    float epsilon = call.real("epsilon", 1e-5f);
    Term normal = call.emit("_normal", new Op.Normalise(axis, centred, epsilon), call.input(0));
    return call.emit(new Op.Binary(Op.BinaryFunction.TIMES), normal, call.input(1));
  }
}

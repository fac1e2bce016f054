package org.sparsevd.onnx.lower;

import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.sparsevd.model.Op;
import org.sparsevd.onnx.OnnxException;
import org.sparsevd.onnx.lower.term.Term;
import org.sparsevd.onnx.tensor.Constant;
import org.sparsevd.tensor.Dim;
import org.sparsevd.tensor.ElementType;
import org.sparsevd.tensor.Shape;

/** Operators that give a value another shape, or make values of shapes. */
final class ShapeRules {
  /** Far beyond what shape arithmetic has need of. */
  private static final long MOST_ELEMENTS = 1 << 20;

  private ShapeRules() {}

  static void register(Map<String, Rule> all) {
    all.put("Constant", Rule.single(ShapeRules::constant));
    all.put("ConstantOfShape", Rule.single(ShapeRules::constantOfShape));
    all.put("Shape", Rule.single(ShapeRules::shape));
    all.put(
        "Size",
        Rule.single(
            call ->
                new Term.Wholes(
                    ElementType.INT64, new int[0], new Dim[] {call.shape(0).elements()})));
    all.put("Reshape", Rule.single(ShapeRules::reshape));
    all.put("Flatten", Rule.single(ShapeRules::flatten));
    all.put("Squeeze", Rule.single(ShapeRules::squeeze));
    all.put("Unsqueeze", Rule.single(ShapeRules::unsqueeze));
    all.put("Expand", Rule.single(ShapeRules::expand));
    all.put("Range", Rule.single(ShapeRules::range));
    all.put("Transpose", Rule.single(ShapeRules::transpose));
    all.put("DepthToSpace", Rule.single(ShapeRules::depthToSpace));
    all.put("SpaceToDepth", Rule.single(ShapeRules::spaceToDepth));
  }

  private static Term constant(Call call) throws OnnxException {
    TensorProto tensor = call.tensor("value");
    if (tensor != null) {
      return Term.of(tensor, call.graph().tensors());
    }
    if (call.has("value_float")) {
      return ElementRules.number(call.real("value_float", 0));
    }
    if (call.has("value_floats")) {
      float[] values = call.reals("value_floats");
      return new Term.Floats(Constant.dense(new int[] {values.length}, values));
    }
    if (call.has("value_int")) {
      return Term.Wholes.of(
          ElementType.INT64, new int[0], new long[] {call.integer("value_int", 0)});
    }
    long[] values = call.integers("value_ints");
    if (values == null) {
      throw new OnnxException("has no value that is supported");
    }
    return Term.Wholes.of(ElementType.INT64, new int[] {values.length}, values);
  }

  private static Term constantOfShape(Call call) throws OnnxException {
    Dim[] dims = call.wholes(0);
    TensorProto tensor = call.tensor("value");
    Term value = tensor == null ? ElementRules.number(0) : Term.of(tensor, call.graph().tensors());
    if (value instanceof Term.Floats floats) {
      Shape shape = Shape.of(dims);
      if (shape.isFixed()) {
        return filled(call, shape, floats.constant().spread(call.graph().limit())[0]);
      }
      value = new Term.Floats(floats.constant().withDims());
    } else {
      value = new Term.Wholes(value.type(), new int[0], ((Term.Wholes) value).values());
    }
    return expanded(call, value, Shape.of(dims));
  }

  /** Such as weights that a file leaves out. */
  private static Term filled(Call call, Shape shape, float value) throws OnnxException {
    call.graph().limit().take(shape.size());
    float[] values = new float[shape.size()];
    Arrays.fill(values, value);
    return new Term.Floats(Constant.dense(shape.toArray(), values));
  }

  private static Term shape(Call call) throws OnnxException {
    Term value = call.input(0);
    Dim[] dims = value.isKnown() ? known(value.dims()) : call.shape(0).extents();
    int rank = dims.length;
    int from = clamped(call.integer("start", 0), rank);
    int to = clamped(call.integer("end", rank), rank);
    return Term.Wholes.list(from < to ? Arrays.copyOfRange(dims, from, to) : new Dim[0]);
  }

  private static Dim[] known(int[] dims) {
    return Arrays.stream(dims).mapToObj(Dim::of).toArray(Dim[]::new);
  }

  private static int clamped(long stated, int rank) {
    return (int) Math.max(0, Math.min(rank, stated < 0 ? stated + rank : stated));
  }

  private static Term reshape(Call call) throws OnnxException {
    call.ignore("consumed_inputs");
    long[] stated = call.integers("shape");
    Dim[] target =
        stated == null
            ? call.wholes(1)
            : Term.Wholes.of(ElementType.INT64, new int[] {stated.length}, stated).values();
    boolean zeros = call.flag("allowzero", false);
    Term value = call.input(0);
    Shape in = call.graph().shape(value);
    return call.reshape(value, target(in, target, zeros));
  }

  private static Shape target(Shape in, Dim[] stated, boolean zeros) throws OnnxException {
    Dim[] dims = stated.clone();
    Dim rest = in.elements();
    int open = -1;
    for (int axis = 0; axis < dims.length; axis++) {
      if (is(dims[axis], 0) && !zeros) {
        if (axis >= in.rank()) {
          throw new OnnxException("keeps dimension " + axis + " of " + in);
        }
        dims[axis] = in.extent(axis);
      }
      if (is(dims[axis], -1)) {
        if (open >= 0) {
          throw new OnnxException("leaves two dimensions open in " + Arrays.toString(stated));
        }
        open = axis;
      }
    }
    for (int axis = 0; axis < dims.length; axis++) {
      if (axis != open) {
        if (is(dims[axis], 0)) {
          throw new OnnxException("makes an empty value");
        }
        rest = rest.dividedBy(dims[axis]);
      }
    }
    if (open >= 0) {
      dims[open] = rest;
    }
    return Shape.of(dims);
  }

  private static boolean is(Dim dim, long number) {
    return dim.isNumber() && dim.number() == number;
  }

  private static Term flatten(Call call) throws OnnxException {
    Shape in = call.shape(0);
    long stated = call.integer("axis", 1);
    int axis = stated == in.rank() ? in.rank() : Call.axis(stated, in.rank());
    Dim before = Dim.of(1);
    Dim after = Dim.of(1);
    for (int a = 0; a < in.rank(); a++) {
      before = a < axis ? before.times(in.extent(a)) : before;
      after = a < axis ? after : after.times(in.extent(a));
    }
    return call.reshape(call.input(0), Shape.of(before, after));
  }

  /** Axes that are an attribute in old operator sets and an input since 13; null where neither. */
  static long[] axes(Call call) throws OnnxException {
    long[] attribute = call.integers("axes");
    return attribute != null || !call.hasInput(1) ? attribute : call.numbers(1);
  }

  private static Term squeeze(Call call) throws OnnxException {
    Shape in = call.shape(0);
    long[] stated = axes(call);
    List<Integer> gone = new ArrayList<>();
    for (int axis = 0; stated == null && axis < in.rank(); axis++) {
      if (!in.extent(axis).isNumber() && axis > 0) {
        throw new OnnxException(
            "of all axes with one element needs their extents; --input-shape fixes them");
      }
      if (in.is(axis, 1)) {
        gone.add(axis);
      }
    }
    for (int i = 0; stated != null && i < stated.length; i++) {
      int axis = Call.axis(stated[i], in.rank());
      if (!in.is(axis, 1) || gone.contains(axis)) {
        throw new OnnxException(
            "axis " + axis + " of " + in + " has not one element, or is named twice");
      }
      if (gone.contains(axis)) {
        throw new OnnxException("names axis " + axis + " twice");
      }
      gone.add(axis);
    }
    return call.reshape(call.input(0), without(in, gone));
  }

  /** The shape without some axes. */
  static Shape without(Shape in, List<Integer> gone) {
    List<Dim> kept = new ArrayList<>();
    for (int axis = 0; axis < in.rank(); axis++) {
      if (!gone.contains(axis)) {
        kept.add(in.extent(axis));
      }
    }
    return Shape.of(kept.toArray(new Dim[0]));
  }

  private static Term unsqueeze(Call call) throws OnnxException {
    Term value = call.input(0);
    Shape in = call.graph().shape(value);
    long[] stated = axes(call);
    if (stated == null) {
      throw new OnnxException("has no axes");
    }
    Dim[] dims = new Dim[in.rank() + stated.length];
    for (long axis : stated) {
      dims[Call.axis(axis, dims.length)] = Dim.of(1);
    }
    int next = 0;
    for (int axis = 0; axis < dims.length; axis++) {
      if (dims[axis] == null) {
        if (next == in.rank()) {
          throw new OnnxException("names an axis twice: " + Arrays.toString(stated));
        }
        dims[axis] = in.extent(next++);
      }
    }
    return call.reshape(value, Shape.of(dims));
  }

  private static Term expand(Call call) throws OnnxException {
    Shape in = call.shape(0);
    Dim[] stated = call.wholes(1);
    Dim[] target = new Dim[Math.max(in.rank(), stated.length)];
    for (int axis = 0; axis < target.length; axis++) {
      int own = axis - (target.length - in.rank());
      int other = axis - (target.length - stated.length);
      Dim have = own < 0 ? Dim.of(1) : in.extent(own);
      Dim want = other < 0 ? Dim.of(1) : stated[other];
      target[axis] = is(want, 1) ? have : want;
    }
    return expanded(call, call.input(0), Shape.of(target));
  }

  /** The value repeated to a shape; known ones stay known where that is small and fixed. */
  static Term expanded(Call call, Term value, Shape target) throws OnnxException {
    if (call.graph().shape(value).equals(target)) {
      return value;
    }
    boolean small = target.isFixed() && target.size() <= MOST_ELEMENTS;
    if (value.isKnown() && !small) {
      return call.emit(new Op.Expand(target), call.graph().live(value));
    }
    return call.emit(new Op.Expand(target), value);
  }

  private static Term range(Call call) throws OnnxException {
    if (call.input(0) instanceof Term.Floats) {
      return floatRange(call);
    }
    long[] delta = call.numbers(2);
    if (delta[0] == 0) {
      throw new OnnxException("steps by 0");
    }
    Dim span = call.wholes(1)[0].minus(call.wholes(0)[0]);
    if (!span.isNumber()) {
      return openRange(call, span.times(Long.signum(delta[0])), delta[0]);
    }
    long[] start = call.numbers(0);
    long[] limit = call.numbers(1);
    long count = Math.max(0, (limit[0] - start[0] + delta[0] - Long.signum(delta[0])) / delta[0]);
    checkSmall(count);
    long[] values = new long[(int) count];
    for (int i = 0; i < values.length; i++) {
      values[i] = start[0] + i * delta[0];
    }
    return Term.Wholes.of(call.input(0).type(), new int[] {values.length}, values);
  }

  /** As many numbers as a call says; none is refused by the call. */
  private static Term openRange(Call call, Dim span, long delta) throws OnnxException {
    long step = Math.abs(delta);
    Term start = call.input(0);
    Term places = call.graph().model().counting(span.plus(step - 1).dividedBy(step));
    if (start.type() != ElementType.FLOAT) {
      places = call.emit("_places", new Op.Cast(start.type()), places);
    }
    boolean whole = start.type().isWhole();
    if (delta != 1) {
      Term by = Term.Wholes.of(start.type(), new int[0], new long[] {delta});
      places = call.emit("_steps", new Op.Binary(Op.BinaryFunction.TIMES, whole), places, by);
    }
    Dim first = call.wholes(0)[0];
    return is(first, 0)
        ? places
        : call.emit(new Op.Binary(Op.BinaryFunction.PLUS, whole), places, start);
  }

  private static Term floatRange(Call call) throws OnnxException {
    float start = call.floats(0).values()[0];
    float limit = call.floats(1).values()[0];
    float delta = call.floats(2).values()[0];
    double count = Math.max(0, Math.ceil(((double) limit - start) / delta));
    checkSmall(Double.isFinite(count) ? (long) count : Long.MAX_VALUE);
    float[] values = new float[(int) count];
    for (int i = 0; i < values.length; i++) {
      values[i] = start + i * delta;
    }
    return new Term.Floats(Constant.dense(new int[] {values.length}, values));
  }

  private static void checkSmall(long count) throws OnnxException {
    if (count > MOST_ELEMENTS) {
      throw new OnnxException("makes " + count + " numbers, at most " + MOST_ELEMENTS);
    }
  }

  private static Term transpose(Call call) throws OnnxException {
    int rank = call.shape(0).rank();
    long[] stated = call.integers("perm");
    List<Integer> order = new ArrayList<>();
    for (int axis = 0; axis < rank; axis++) {
      order.add(stated == null ? rank - 1 - axis : Call.axis(stated[axis], rank));
    }
    return call.emit(new Op.MoveAxes(order), call.input(0));
  }

  private static Term depthToSpace(Call call) throws OnnxException {
    long block = call.integer("blocksize", 0);
    boolean columns = call.text("mode", "DCR").equals("CRD");
    Shape in = call.shape(0);
    Dim b = Dim.of(block);
    Dim c = in.extent(1).dividedBy(block * block);
    Shape split =
        columns
            ? Shape.of(in.extent(0), c, b, b, in.extent(2), in.extent(3))
            : Shape.of(in.extent(0), b, b, c, in.extent(2), in.extent(3));
    List<Integer> order = columns ? List.of(0, 1, 4, 2, 5, 3) : List.of(0, 3, 4, 1, 5, 2);
    Term moved = call.emit("_moved", new Op.MoveAxes(order), call.reshape(call.input(0), split));
    return call.reshape(
        moved, Shape.of(in.extent(0), c, in.extent(2).times(block), in.extent(3).times(block)));
  }

  private static Term spaceToDepth(Call call) throws OnnxException {
    long block = call.integer("blocksize", 0);
    Shape in = call.shape(0);
    Dim b = Dim.of(block);
    Dim height = in.extent(2).dividedBy(block);
    Dim width = in.extent(3).dividedBy(block);
    Shape split = Shape.of(in.extent(0), in.extent(1), height, b, width, b);
    Term moved =
        call.emit(
            "_moved",
            new Op.MoveAxes(List.of(0, 3, 5, 1, 2, 4)),
            call.reshape(call.input(0), split));
    return call.reshape(
        moved, Shape.of(in.extent(0), in.extent(1).times(block * block), height, width));
  }
}

package org.sparsevd.onnx.lower;

import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.sparsevd.model.Op;
import org.sparsevd.onnx.OnnxException;
import org.sparsevd.onnx.lower.graph.Bounds;
import org.sparsevd.onnx.lower.term.Integers;
import org.sparsevd.onnx.lower.term.Term;
import org.sparsevd.onnx.tensor.Constant;
import org.sparsevd.tensor.Dim;
import org.sparsevd.tensor.ElementType;
import org.sparsevd.tensor.Shape;

/** Operators that take parts of values, repeat them, or put them beside each other. */
final class PartRules {
  private PartRules() {}

  static void register(Map<String, Rule> all) {
    all.put("Concat", Rule.single(PartRules::concat));
    all.put("Split", PartRules::split);
    all.put("Slice", Rule.single(PartRules::slice));
    all.put("Gather", Rule.single(PartRules::gather));
    all.put("Tile", Rule.single(PartRules::tile));
    all.put("Pad", Rule.single(PartRules::pad));
  }

  private static Term concat(Call call) throws OnnxException {
    int axis = Call.axis(call.integer("axis", 1), rank(call.input(0)));
    List<Term> parts = new ArrayList<>();
    for (int i = 0; i < call.inputs(); i++) {
      Term part = call.input(i);
      if (!(part.isKnown() && part.dims()[axis] == 0)) {
        parts.add(part);
      }
    }
    if (parts.size() == 1) {
      return parts.get(0);
    }
    if (parts.isEmpty()) {
      return call.input(0);
    }
    return call.emit(new Op.ConcatAlong(axis), parts.toArray(new Term[0]));
  }

  private static int rank(Term term) {
    return term instanceof Term.Live live ? live.shape().rank() : term.dims().length;
  }

  private static List<Term> split(Call call) throws OnnxException {
    Shape in = call.shape(0);
    int axis = Call.axis(call.integer("axis", 0), in.rank());
    long[] stated = call.integers("split");
    Dim[] sizes = null;
    if (stated != null) {
      sizes = Term.Wholes.of(ElementType.INT64, new int[] {stated.length}, stated).values();
    } else if (call.hasInput(1)) {
      sizes = call.wholes(1);
    }
    int count = call.outputs();
    call.ignore("num_outputs");
    if (sizes == null) {
      Dim each = in.extent(axis).plus(count - 1).dividedBy(count);
      sizes = new Dim[count];
      Arrays.fill(sizes, each);
      sizes[count - 1] = in.extent(axis).minus(each.times(count - 1));
    }
    if (sizes.length != count) {
      throw new OnnxException(
          "splits into " + sizes.length + " parts, but has " + count + " outputs");
    }
    List<Term> parts = new ArrayList<>();
    Dim start = Dim.of(0);
    for (int i = 0; i < count; i++) {
      parts.add(call.needs(i) ? part(call, "_" + i, in, axis, start, sizes[i]) : null);
      start = start.plus(sizes[i]);
    }
    if (!start.equals(in.extent(axis))) {
      throw new OnnxException("parts have " + start + " elements of " + in.extent(axis));
    }
    return parts;
  }

  /** Elements from one on along an axis. */
  private static Term part(Call call, String suffix, Shape in, int axis, Dim start, Dim size)
      throws OnnxException {
    Dim[] starts = new Dim[in.rank()];
    Arrays.fill(starts, Dim.of(0));
    Dim[] sizes = in.extents();
    Integer[] steps = new Integer[in.rank()];
    Arrays.fill(steps, 1);
    starts[axis] = start;
    sizes[axis] = size;
    return call.emit(
        suffix, new Op.Slice(List.of(starts), List.of(sizes), List.of(steps)), call.input(0));
  }

  private static Term slice(Call call) throws OnnxException {
    Shape in = call.shape(0);
    Dim[] starts = list(call, "starts", 1);
    Dim[] ends = list(call, "ends", 2);
    Dim[] axes = list(call, "axes", 3);
    Dim[] steps = call.hasInput(4) ? call.wholes(4) : null;
    Dim[] from = new Dim[in.rank()];
    Arrays.fill(from, Dim.of(0));
    Dim[] sizes = in.extents();
    Integer[] by = new Integer[in.rank()];
    Arrays.fill(by, 1);
    for (int i = 0; i < starts.length; i++) {
      int axis = axes == null ? i : Call.axis(axes[i].number(), in.rank());
      long step = steps == null ? 1 : steps[i].number();
      if (step == 0 || Math.abs(step) > Integer.MAX_VALUE) {
        throw new OnnxException("steps by " + step);
      }
      by[axis] = (int) step;
      Bounds.Span span = call.graph().span(in.extent(axis), starts[i], ends[i], by[axis]);
      from[axis] = span.start();
      sizes[axis] = span.size();
    }
    if (Arrays.equals(sizes, in.extents()) && Arrays.stream(by).allMatch(step -> step == 1)) {
      return call.input(0);
    }
    if (call.input(0).isKnown() && Arrays.asList(sizes).contains(Dim.of(0))) {
      return empty(call.input(0), sizes);
    }
    return call.emit(new Op.Slice(List.of(from), List.of(sizes), List.of(by)), call.input(0));
  }

  private static Term empty(Term known, Dim[] sizes) throws OnnxException {
    if (known instanceof Term.Wholes wholes) {
      int[] dims = Arrays.stream(sizes).mapToInt(dim -> (int) dim.number()).toArray();
      return new Term.Wholes(wholes.type(), dims, new Dim[0]);
    }
    throw new OnnxException("makes an empty value");
  }

  private static Dim[] list(Call call, String name, int input) throws OnnxException {
    long[] stated = call.integers(name);
    if (stated != null) {
      return Term.Wholes.of(ElementType.INT64, new int[] {stated.length}, stated).values();
    }
    return call.hasInput(input) ? call.wholes(input) : null;
  }

  private static Term gather(Call call) throws OnnxException {
    TensorProto table = call.stored(0);
    if (table != null && isSmall(table) && !call.input(1).isKnown()) {
      int axis = Call.axis(call.integer("axis", 0), table.getDimsCount());
      Integers range = Integers.of(table.getDataType());
      Term.Rounded all = new Term.Rounded(call.numbersAsFloats(0), range);
      return new Term.Picked(all, call.input(1), axis);
    }
    int axis = Call.axis(call.integer("axis", 0), rank(call.input(0)));
    return call.emit(new Op.Gather(axis), call.input(0), call.input(1));
  }

  /** Whether it holds integers of few bits, which have steps. */
  private static boolean isSmall(TensorProto table) {
    int type = table.getDataType();
    return type != DataType.UINT16.getNumber()
        && type != DataType.INT16.getNumber()
        && Integers.areOf(type);
  }

  /** Each axis repeated: a new axis before it is expanded, and both become one. */
  private static Term tile(Call call) throws OnnxException {
    Shape in = call.shape(0);
    Dim[] repeats = call.wholes(1);
    if (repeats.length != in.rank()) {
      throw new OnnxException("repeats " + repeats.length + " axes of " + in);
    }
    Dim[] apart = new Dim[2 * in.rank()];
    Dim[] wide = new Dim[apart.length];
    Dim[] target = new Dim[in.rank()];
    for (int axis = 0; axis < in.rank(); axis++) {
      apart[2 * axis] = Dim.of(1);
      apart[2 * axis + 1] = in.extent(axis);
      wide[2 * axis] = repeats[axis];
      wide[2 * axis + 1] = in.extent(axis);
      target[axis] = in.extent(axis).times(repeats[axis]);
    }
    Term split = call.reshape(call.input(0), Shape.of(apart));
    return call.reshape(ShapeRules.expanded(call, split, Shape.of(wide)), Shape.of(target));
  }

  private static Term pad(Call call) throws OnnxException {
    Shape in = call.shape(0);
    String mode = call.text("mode", "constant");
    long[] attribute = call.integers(call.has("paddings") ? "paddings" : "pads");
    Dim[] pads =
        attribute == null
            ? call.wholes(1)
            : Term.Wholes.of(ElementType.INT64, new int[] {attribute.length}, attribute).values();
    float value = call.real("value", 0);
    if (call.hasInput(2)) {
      Constant stated =
          call.input(2) instanceof Term.Wholes wholes
              ? call.graph().floats(wholes)
              : call.floats(2);
      value = stated.spread(call.graph().limit())[0];
    }
    Dim[] before = new Dim[in.rank()];
    Dim[] after = new Dim[in.rank()];
    Arrays.fill(before, Dim.of(0));
    Arrays.fill(after, Dim.of(0));
    long[] axes = call.hasInput(3) ? call.numbers(3) : null;
    int count = pads.length / 2;
    if (axes == null && count != in.rank() || axes != null && count != axes.length) {
      throw new OnnxException("has " + pads.length + " pads for " + in);
    }
    for (int i = 0; i < count; i++) {
      int axis = axes == null ? i : Call.axis(axes[i], in.rank());
      before[axis] = pads[i];
      after[axis] = pads[i + count];
    }
    Op.Border border =
        switch (mode) {
          case "constant" -> Op.Border.CONSTANT;
          case "reflect" -> Op.Border.REFLECT;
          case "edge" -> Op.Border.EDGE;
          case "wrap" -> Op.Border.WRAP;
          default -> throw new OnnxException("attribute 'mode' is '" + mode + "'");
        };
    return call.emit(new Op.Pad(List.of(before), List.of(after), border, value), call.input(0));
  }
}

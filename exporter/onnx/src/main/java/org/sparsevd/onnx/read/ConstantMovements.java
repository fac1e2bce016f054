package org.sparsevd.onnx.read;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.sparsevd.onnx.OnnxException;
import org.sparsevd.onnx.fold.Movement;
import org.sparsevd.onnx.tensor.Integers;
import org.sparsevd.onnx.tensor.Literal;

/** Constants and shapes in other dimensions, another order, in parts or together. */
final class ConstantMovements {
  private ConstantMovements() {}

  static void register(Map<String, OperatorReader> all) {
    all.put("Reshape", OperatorReader.of(ConstantMovements::reshape, "allowzero"));
    all.put("Flatten", OperatorReader.of(ConstantMovements::flatten, "axis"));
    all.put("Squeeze", OperatorReader.of(ConstantMovements::squeeze, "axes"));
    all.put("Unsqueeze", OperatorReader.of(ConstantMovements::unsqueeze, "axes"));
    all.put("Transpose", OperatorReader.of(ConstantMovements::transpose, "perm"));
    all.put("Concat", OperatorReader.of(ConstantMovements::concat, "axis"));
    all.put("Gather", OperatorReader.of(ConstantMovements::gather, "axis"));
    all.put("Slice", OperatorReader.of(ConstantMovements::slice, "starts", "ends", "axes"));
    all.put("Expand", OperatorReader.of(ConstantMovements::expand));
  }

  private static Value reshape(NodeView node) throws OnnxException {
    Literal from = node.literal(0);
    long[] target = node.integers(1);
    boolean copyZero = node.integer("allowzero", 0) == 0;
    int[] dims = new int[target.length];
    long known = 1;
    int inferred = -1;
    for (int i = 0; i < dims.length; i++) {
      if (target[i] == -1 && inferred < 0) {
        inferred = i;
        continue;
      }
      boolean copied = target[i] == 0 && copyZero && i < from.rank();
      dims[i] = copied ? from.dims()[i] : Windows.toInt("an extent of the shape", target[i]);
      known = Math.min(known * dims[i], Integer.MAX_VALUE);
    }
    if (inferred >= 0 && known > 0 && from.size() % known == 0) {
      dims[inferred] = (int) (from.size() / known);
      known = from.size();
    }
    if (known != from.size()) {
      throw new OnnxException(
          "shape " + Integers.text(target) + " does not fit the constant of " + from.shape());
    }
    return new Value.Known(from.withDims(dims));
  }

  private static Value flatten(NodeView node) throws OnnxException {
    Literal from = node.literal(0);
    long axis = node.integer("axis", 1);
    long normal = axis < 0 ? axis + from.rank() : axis;
    if (normal < 0 || normal > from.rank()) {
      throw new OnnxException("attribute 'axis' is " + axis + " for " + from.shape());
    }
    int rows = Arrays.stream(from.dims(), 0, (int) normal).reduce(1, (a, b) -> a * b);
    int columns = Arrays.stream(from.dims(), (int) normal, from.rank()).reduce(1, (a, b) -> a * b);
    return new Value.Known(from.withDims(rows, columns));
  }

  private static Value squeeze(NodeView node) throws OnnxException {
    Literal from = node.literal(0);
    long[] given = node.has(1) ? node.integers(1) : node.integers("axes");
    List<Integer> axes = given == null ? ones(from.dims()) : places(given, from.rank());
    int[] dims =
        IntStream.range(0, from.rank())
            .filter(axis -> !axes.contains(axis))
            .map(axis -> from.dims()[axis])
            .toArray();
    for (int axis : axes) {
      if (from.dims()[axis] != 1) {
        throw new OnnxException("axis " + axis + " of " + from.shape() + ": expected 1");
      }
    }
    return new Value.Known(from.withDims(dims));
  }

  private static List<Integer> ones(int[] dims) {
    return IntStream.range(0, dims.length).filter(axis -> dims[axis] == 1).boxed().toList();
  }

  private static Value unsqueeze(NodeView node) throws OnnxException {
    Literal from = node.literal(0);
    long[] given = node.has(1) ? node.integers(1) : node.integers("axes");
    if (given == null) {
      throw new OnnxException("needs its axes");
    }
    int[] dims = new int[from.rank() + given.length];
    List<Integer> axes = places(given, dims.length);
    int next = 0;
    for (int axis = 0; axis < dims.length; axis++) {
      dims[axis] = axes.contains(axis) ? 1 : from.dims()[next++];
    }
    return new Value.Known(from.withDims(dims));
  }

  private static Value transpose(NodeView node) throws OnnxException {
    Literal from = node.literal(0);
    long[] order = node.integers("perm");
    int[] places = new int[from.rank()];
    if (order == null) {
      Arrays.setAll(places, axis -> from.rank() - 1 - axis);
    } else {
      List<Integer> axes = places(order, from.rank());
      if (axes.size() != from.rank()) {
        throw new OnnxException(
            "attribute 'perm' is " + Arrays.toString(order) + " for " + from.shape());
      }
      Arrays.setAll(places, axes::get);
    }
    return new Value.Known(Movement.transpose(from, places, node.budget()));
  }

  private static Value concat(NodeView node) throws OnnxException {
    List<Literal> parts = new ArrayList<>();
    for (int i = 0; i < node.inputs(); i++) {
      parts.add(node.literal(i));
    }
    int axis = axis(node, parts.get(0));
    return new Value.Known(Movement.concat(parts, axis, node.budget()));
  }

  private static Value gather(NodeView node) throws OnnxException {
    Literal from = node.literal(0);
    int axis = axis(node, from);
    int extent = from.dims()[axis];
    Literal which = node.literal(1);
    long[] given = node.integers(1);
    int[] indices = new int[given.length];
    for (int i = 0; i < indices.length; i++) {
      indices[i] = fromFront("index", given[i], extent, "entries");
    }
    return new Value.Known(Movement.gather(from, axis, which.dims(), indices, node.budget()));
  }

  private static Value slice(NodeView node) throws OnnxException {
    Literal from = node.literal(0);
    boolean inInputs = node.has(1);
    long[] starts = inInputs ? node.integers(1) : node.integers("starts");
    long[] ends = inInputs && node.has(2) ? node.integers(2) : node.integers("ends");
    long[] axes = node.has(3) ? node.integers(3) : node.integers("axes");
    long[] steps = node.has(4) ? node.integers(4) : null;
    if (starts == null || ends == null || starts.length != ends.length) {
      throw new OnnxException("needs as many starts as ends");
    }
    long[] named = axes == null ? IntStream.range(0, starts.length).asLongStream().toArray() : axes;
    List<Integer> places = places(named, from.rank());
    if (places.size() != starts.length || steps != null && steps.length != starts.length) {
      throw new OnnxException("needs as many axes and steps as starts");
    }
    int[] first = new int[from.rank()];
    int[] step = new int[from.rank()];
    Arrays.fill(step, 1);
    int[] counts = from.dims().clone();
    for (int i = 0; i < starts.length; i++) {
      int axis = places.get(i);
      long stride = steps == null ? 1 : steps[i];
      if (stride == 0 || Math.abs(stride) > Integer.MAX_VALUE) {
        throw new OnnxException("a step of " + stride);
      }
      int extent = from.dims()[axis];
      boolean forward = stride > 0;
      long last = forward ? extent : extent - 1;
      long begin = bounded(starts[i], extent, 0, last);
      long end = bounded(ends[i], extent, forward ? 0 : -1, last);
      long span = forward ? end - begin : begin - end;
      long count = (span + Math.abs(stride) - 1) / Math.abs(stride);
      first[axis] = (int) begin;
      step[axis] = (int) stride;
      counts[axis] = (int) Math.max(0, count);
    }
    return new Value.Known(Movement.slice(from, first, step, counts, node.budget()));
  }

  /** Counts from the end where negative, and stays inside. */
  private static long bounded(long position, int extent, long least, long most) {
    long absolute = position < 0 ? Math.max(position, -1L - extent) + extent : position;
    return Math.max(least, Math.min(most, absolute));
  }

  private static Value expand(NodeView node) throws OnnxException {
    Literal from = node.literal(0);
    long[] target = node.integers(1);
    int[] dims = new int[Math.max(target.length, from.rank())];
    for (int i = 1; i <= dims.length; i++) {
      long wanted = i <= target.length ? target[target.length - i] : 1;
      int own = i <= from.rank() ? from.dims()[from.rank() - i] : 1;
      if (own != 1 && wanted != 1 && wanted != own) {
        throw new OnnxException(
            "shape " + Integers.text(target) + " does not fit the constant of " + from.shape());
      }
      dims[dims.length - i] = own == 1 ? Windows.toInt("an extent of the shape", wanted) : own;
    }
    return new Value.Known(Movement.broadcast(from, dims, node.budget()));
  }

  /** An index that counts from the end where it is negative. */
  static int fromFront(String what, long index, int extent, String things) throws OnnxException {
    long place = index < 0 ? index + extent : index;
    if (place < 0 || place >= extent) {
      throw new OnnxException(what + " " + index + " of " + extent + " " + things);
    }
    return (int) place;
  }

  private static int axis(NodeView node, Literal of) throws OnnxException {
    return places(new long[] {node.integer("axis", 0)}, of.rank()).get(0);
  }

  /** Axes counted from the front, each once. */
  private static List<Integer> places(long[] axes, int rank) throws OnnxException {
    List<Integer> places = new ArrayList<>();
    for (long axis : axes) {
      long place = axis < 0 ? axis + rank : axis;
      if (place < 0 || place >= rank || places.contains((int) place)) {
        throw new OnnxException("axes " + Arrays.toString(axes) + " of " + rank + " dimensions");
      }
      places.add((int) place);
    }
    return places;
  }
}

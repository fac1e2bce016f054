package org.sparsevd.onnx.write;

import ai.onnx.proto.OnnxMl.AttributeProto;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.sparsevd.model.Op;
import org.sparsevd.tensor.Dim;
import org.sparsevd.tensor.ElementType;
import org.sparsevd.tensor.Shape;

/** Writes nodes that take elements, repeat them, or put others around them. */
record PartWriter(NodeParts parts) {
  /** The operator set of Pad that goes on at the other end. */
  static final int WRAPS_SINCE = 19;

  /** Before the first element, or behind the last: what ONNX takes for it. */
  private static final Dim BEFORE_ALL = Dim.of(Integer.MIN_VALUE);

  private static final Dim BEHIND_ALL = Dim.of(Integer.MAX_VALUE);

  private String list(String what, List<Dim> dims) {
    return parts.graph().extents().list(parts.node().name() + "." + what, dims);
  }

  /** Along those axes alone of which something is left out. */
  Void slice(Op.Slice op) {
    Shape in = parts.shape(0);
    List<Dim> starts = new ArrayList<>();
    List<Dim> ends = new ArrayList<>();
    List<Dim> axes = new ArrayList<>();
    List<Dim> steps = new ArrayList<>();
    for (int axis = 0; axis < in.rank(); axis++) {
      Dim start = op.starts().get(axis);
      Dim size = op.sizes().get(axis);
      int step = op.steps().get(axis);
      if (!start.equals(Dim.of(0)) || !size.equals(in.extent(axis)) || step != 1) {
        starts.add(start);
        ends.add(end(start, size, step, in.extent(axis)));
        axes.add(Dim.of(parts.lead() + axis));
        steps.add(Dim.of(step));
      }
    }
    if (axes.isEmpty()) {
      return parts.one("Identity", List.of());
    }
    return parts.one(
        "Slice",
        List.of(
            list("starts", starts), list("ends", ends), list("axes", axes), list("steps", steps)));
  }

  /** The place at which taking stops, one step behind the last element or less. */
  private static Dim end(Dim start, Dim size, int step, Dim extent) {
    Dim last = start.plus(size.plus(-1).times(step));
    if (step < 0) {
      // Counted from the end, which no number of elements makes a place of another meaning.
      boolean first = last.isNumber() && last.number() < -step;
      return first ? BEFORE_ALL : last.plus(-1).minus(extent);
    }
    return last.plus(step).equals(extent) || last.plus(1).equals(extent)
        ? BEHIND_ALL
        : last.plus(1);
  }

  /** Extents that stay are ones, with which nothing is repeated. */
  Void expand(Op.Expand op) {
    Shape in = parts.shape(0);
    List<Dim> target = new ArrayList<>(Collections.nCopies(parts.lead(), Dim.of(1)));
    int lacking = op.target().rank() - in.rank();
    for (int axis = 0; axis < op.target().rank(); axis++) {
      Dim dim = op.target().extent(axis);
      boolean same = axis >= lacking && in.extent(axis - lacking).equals(dim);
      target.add(same && !dim.isNumber() ? Dim.of(1) : dim);
    }
    return parts.end("Expand", List.of(parts.spread(0), list("target", target)));
  }

  Void pad(Op.Pad op) {
    List<Dim> none = Collections.nCopies(parts.lead(), Dim.of(0));
    List<Dim> pads = new ArrayList<>(none);
    pads.addAll(op.before());
    pads.addAll(none);
    pads.addAll(op.after());
    String list = list("pads", pads);
    AttributeProto mode =
        Attributes.text(
            "mode",
            switch (op.border()) {
              case CONSTANT -> "constant";
              case REFLECT -> "reflect";
              case EDGE -> "edge";
              case WRAP -> "wrap";
            });
    if (op.border() == Op.Border.WRAP) {
      parts.graph().require("Pad", WRAPS_SINCE);
    }
    if (op.border() != Op.Border.CONSTANT) {
      return parts.one("Pad", List.of(list), mode);
    }
    return parts.one("Pad", List.of(list, parts.scalar("value", parts.type(0), op.value())), mode);
  }

  Void gather(Op.Gather op) {
    boolean index = parts.type(1) == ElementType.UINT8;
    String indices = index ? parts.cast(parts.read(1), ElementType.INT64) : parts.read(1);
    if (parts.isEach(0) && parts.isEach(1)) {
      return gatherEach(op.axis(), indices);
    }
    List<String> inputs = List.of(parts.read(0), indices);
    boolean behind = parts.isEach(1) && op.axis() > 0;
    int axis = op.axis() + (parts.isEach(0) ? 1 : 0);
    AttributeProto along = Attributes.integer("axis", axis);
    if (!behind) {
      return parts.end("Gather", inputs, along);
    }
    // The batch of the indices stands where the axis was.
    String gathered = parts.step("gathered", "Gather", inputs, along);
    List<Integer> order = order(parts.out().rank() + 1);
    order.add(0, order.remove(op.axis()));
    return parts.end("Transpose", List.of(gathered), permutation(order));
  }

  /** Each input of a batch has slices and indices of its own. */
  private Void gatherEach(int axis, String indices) {
    String data = parts.read(0);
    if (axis > 0) {
      List<Integer> order = order(parts.rank(0));
      order.add(1, order.remove(axis + 1));
      data = parts.step("slices", "Transpose", List.of(data), permutation(order));
    }
    int rank = parts.rank(1);
    List<String> inputs =
        List.of(data, parts.step("each", "Unsqueeze", List.of(indices, parts.axes(rank, 1))));
    AttributeProto batch = Attributes.integer("batch_dims", 1);
    if (axis == 0) {
      return parts.end("GatherND", inputs, batch);
    }
    String gathered = parts.step("gathered", "GatherND", inputs, batch);
    List<Integer> order = order(parts.out().rank() + 1);
    List<Integer> before = new ArrayList<>(order.subList(rank, rank + axis));
    order.subList(rank, rank + axis).clear();
    order.addAll(1, before);
    return parts.end("Transpose", List.of(gathered), permutation(order));
  }

  private static List<Integer> order(int rank) {
    return new ArrayList<>(IntStream.range(0, rank).boxed().toList());
  }

  private static AttributeProto permutation(List<Integer> order) {
    return Attributes.integers("perm", order.stream().mapToLong(axis -> axis).toArray());
  }
}

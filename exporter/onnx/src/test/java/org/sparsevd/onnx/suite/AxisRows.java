package org.sparsevd.onnx.suite;

import static org.sparsevd.onnx.write.Attributes.integer;
import static org.sparsevd.onnx.write.Attributes.integers;
import static org.sparsevd.onnx.write.Attributes.real;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Operators over axes: reductions, shares, normalisations. */
final class AxisRows {
  private static final Predicate<DraftValue> WITH_AXES = v -> v.isFloat() && v.rank() > 0;

  private AxisRows() {}

  static List<DraftRow> all() {
    List<DraftRow> rows = new ArrayList<>();
    for (String op : List.of("ReduceMax", "ReduceMin")) {
      rows.add(DraftRow.exact(op, 7, (d, in) -> reduce(d, op, 18, d.use(in), in.rank())));
    }
    for (String op :
        List.of("ReduceMean", "ReduceProd", "ReduceL1", "ReduceSumSquare", "ReduceLogSumExp")) {
      rows.add(DraftRow.rounding(op, 7, (d, in) -> reduce(d, op, 18, d.use(in), in.rank())));
    }
    rows.add(
        DraftRow.rounding(
            "ReduceSum", 7, (d, in) -> reduce(d, "ReduceSum", 13, d.use(in), in.rank())));
    for (String op : List.of("ReduceL2", "ReduceLogSum")) {
      rows.add(DraftRow.rounding(op, 7, (d, in) -> reducePositive(d, op, in)));
    }
    for (String op : List.of("ArgMax", "ArgMin")) {
      rows.add(DraftRow.exact(op, 7, (d, in) -> place(d, op, in)).atJumps().onto(WITH_AXES));
    }
    rows.add(DraftRow.exact("TopK", 10, AxisRows::best).atJumps().onto(WITH_AXES));
    rows.add(
        DraftRow.rounding("Attention", 23, AxisRows::attention)
            .onto(v -> v.isFloat() && v.rank() == 4));
    for (String op : List.of("Softmax", "LogSoftmax")) {
      rows.add(DraftRow.rounding(op, 7, (d, in) -> share(d, op, in)).onto(WITH_AXES));
    }
    rows.add(DraftRow.rounding("LayerNormalization", 17, AxisRows::layerNorm).onto(WITH_AXES));
    rows.add(DraftRow.rounding("RMSNormalization", 23, AxisRows::rootNorm).onto(WITH_AXES));
    Predicate<DraftValue> channels = v -> v.isFloat() && v.rank() >= 3;
    rows.add(
        DraftRow.rounding(
                "InstanceNormalization", 7, (d, in) -> normalise(d, "InstanceNormalization", in, 1))
            .onto(channels));
    rows.add(DraftRow.rounding("GroupNormalization", 21, AxisRows::groupNorm).onto(channels));
    rows.add(
        DraftRow.rounding("MeanVarianceNormalization", 9, AxisRows::meanVariance)
            .onto(v -> v.isFloat() && v.rank() == 4));
    return rows;
  }

  /** Some of the axes, in any order, from either end where ONNX allows it. */
  private static long[] axes(GraphDraft draft, int rank) {
    List<Long> axes = new ArrayList<>();
    boolean fromEnd = draft.opset() >= 11 && draft.once(3);
    for (int axis = 0; axis < rank; axis++) {
      if (draft.random().nextBoolean()) {
        axes.add(draft.pick(0, axes.size()), (long) (fromEnd ? axis - rank : axis));
      }
    }
    return axes.stream().mapToLong(axis -> axis).toArray();
  }

  /** One of the axes; negative ones count from the end. */
  private static long axis(GraphDraft draft, int rank) {
    return draft.opset() >= 11 ? draft.pick(-rank, rank - 1) : draft.pick(0, rank - 1);
  }

  private static void reduce(GraphDraft draft, String op, int since, String in, int rank) {
    long[] axes = axes(draft, rank);
    AttributeProto keep = integer("keepdims", draft.pick(0, 1));
    if (axes.length == 0) {
      draft.node(op, List.of(in), keep);
    } else if (draft.opset() < since) {
      draft.node(op, List.of(in), keep, integers("axes", axes));
    } else {
      draft.node(op, List.of(in, draft.integers(axes)), keep);
    }
  }

  private static void reducePositive(GraphDraft draft, String op, DraftValue in) {
    String size = draft.node("Abs", List.of(draft.use(in)));
    String positive = draft.node("Add", List.of(size, draft.floats(0.5f)));
    reduce(draft, op, 18, positive, in.rank());
  }

  private static void place(GraphDraft draft, String op, DraftValue in) {
    List<AttributeProto> attributes = new ArrayList<>();
    attributes.add(integer("axis", axis(draft, in.rank())));
    attributes.add(integer("keepdims", draft.pick(0, 1)));
    if (draft.opset() >= 12 && draft.once(3)) {
      attributes.add(integer("select_last_index", 1));
    }
    draft.node(op, List.of(draft.use(in)), attributes.toArray(AttributeProto[]::new));
  }

  /** The elements alone, so that nobody reads which of equal ones they are. */
  private static void best(GraphDraft draft, DraftValue in) {
    int axis = draft.pick(0, in.rank() - 1);
    String count = draft.integers(draft.pick(1, (int) in.dim(axis)));
    List<AttributeProto> attributes = new ArrayList<>(List.of(integer("axis", axis)));
    if (draft.opset() >= 11) {
      attributes.add(integer("largest", draft.pick(0, 1)));
    }
    List<String> inputs = List.of(draft.use(in), count);
    draft.node("TopK", inputs, 2, attributes.toArray(AttributeProto[]::new));
  }

  /** Of a value to itself, some of its rows hidden. */
  private static void attention(GraphDraft draft, DraftValue in) {
    String name = draft.use(in);
    List<String> inputs = new ArrayList<>(List.of(name, name, name));
    if (draft.random().nextBoolean()) {
      inputs.add(draft.constant(DataType.FLOAT, List.of(in.dim(2), in.dim(2))));
    }
    draft.node("Attention", inputs, integer("is_causal", draft.pick(0, 1)), real("scale", 0.5f));
  }

  private static void share(GraphDraft draft, String op, DraftValue in) {
    if (draft.once(4)) {
      draft.node(op, List.of(draft.use(in)));
    } else {
      draft.node(op, List.of(draft.use(in)), integer("axis", axis(draft, in.rank())));
    }
  }

  private static void layerNorm(GraphDraft draft, DraftValue in) {
    long axis = axis(draft, in.rank());
    List<Long> rest = rest(in, axis);
    List<String> names = new ArrayList<>(List.of(draft.use(in)));
    names.add(draft.constant(DataType.FLOAT, rest));
    if (draft.random().nextBoolean()) {
      names.add(draft.constant(DataType.FLOAT, rest));
    }
    draft.node("LayerNormalization", names, integer("axis", axis), real("epsilon", 0.1f));
  }

  private static void rootNorm(GraphDraft draft, DraftValue in) {
    long axis = axis(draft, in.rank());
    String scale = draft.constant(DataType.FLOAT, rest(in, axis));
    draft.node(
        "RMSNormalization",
        List.of(draft.use(in), scale),
        integer("axis", axis),
        real("epsilon", 0.1f));
  }

  private static List<Long> rest(DraftValue in, long axis) {
    return in.dims().subList((int) (axis < 0 ? axis + in.rank() : axis), in.rank());
  }

  private static void groupNorm(GraphDraft draft, DraftValue in) {
    long channels = in.dim(1);
    long groups = channels % 2 == 0 && draft.random().nextBoolean() ? 2 : channels;
    normalise(draft, "GroupNormalization", in, groups);
  }

  private static void normalise(GraphDraft draft, String op, DraftValue in, long groups) {
    List<Long> channels = List.of(in.dim(1));
    List<String> names =
        List.of(
            draft.use(in),
            draft.constant(DataType.FLOAT, channels),
            draft.constant(DataType.FLOAT, channels));
    if (op.equals("GroupNormalization")) {
      draft.node(op, names, real("epsilon", 0.1f), integer("num_groups", groups));
    } else {
      draft.node(op, names, real("epsilon", 0.1f));
    }
  }

  /** Of values that differ: among equal ones it divides rounding by almost nothing. */
  private static void meanVariance(GraphDraft draft, DraftValue in) {
    String noise = draft.constant(DataType.FLOAT, in.dims());
    String mixed = draft.node("Add", List.of(draft.use(in), noise));
    if (draft.random().nextBoolean()) {
      draft.node("MeanVarianceNormalization", List.of(mixed));
    } else {
      draft.node("MeanVarianceNormalization", List.of(mixed), integers("axes", 2, 3));
    }
  }
}

package org.sparsevd.onnx.suite;

import static org.sparsevd.onnx.write.Attributes.integer;
import static org.sparsevd.onnx.write.Attributes.integers;
import static org.sparsevd.onnx.write.Attributes.real;
import static org.sparsevd.onnx.write.Attributes.text;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** Operators that only move elements, over any axis, the first one among them. */
final class MovementRows {
  private MovementRows() {}

  static List<DraftRow> all() {
    List<DraftRow> rows = new ArrayList<>();
    rows.add(DraftRow.exact("Transpose", 7, MovementRows::transpose).onto(v -> true));
    rows.add(DraftRow.exact("Reshape", 7, MovementRows::reshape).onto(v -> v.rank() > 0));
    rows.add(DraftRow.exact("Reshape of Shape", 7, MovementRows::reshapeLike).onto(v -> true));
    rows.add(DraftRow.exact("Flatten", 9, MovementRows::flatten).onto(v -> v.rank() > 0));
    rows.add(DraftRow.exact("Squeeze", 7, MovementRows::squeeze).onto(v -> v.dims().contains(1L)));
    rows.add(DraftRow.exact("Unsqueeze", 7, MovementRows::unsqueeze).onto(v -> true));
    rows.add(DraftRow.exact("Expand", 8, MovementRows::expand));
    rows.add(DraftRow.exact("Tile", 7, MovementRows::tile).onto(v -> v.isFloat() && v.rank() > 0));
    rows.add(DraftRow.exact("Slice", 7, MovementRows::slice).onto(v -> v.rank() > 0));
    rows.add(DraftRow.exact("Gather", 7, MovementRows::gather).onto(v -> v.rank() > 0));
    rows.add(
        DraftRow.exact("Gather of a table", 11, MovementRows::embed)
            .onto(v -> v.type() == DataType.INT64));
    rows.add(DraftRow.exact("Split", 7, MovementRows::split).onto(v -> v.rank() > 0));
    Predicate<DraftValue> lists = v -> v.isFloat() && v.rank() > 0;
    rows.add(DraftRow.exact("ScatterElements", 11, MovementRows::scatter).onto(lists));
    rows.add(DraftRow.exact("Concat", 7, MovementRows::concat).onto(v -> v.rank() > 0));
    rows.add(DraftRow.exact("Pad", 7, MovementRows::pad).onto(v -> v.isFloat() && v.rank() > 0));
    rows.add(
        DraftRow.exact("DepthToSpace", 7, MovementRows::spread)
            .onto(v -> v.isFloat() && v.rank() == 4 && v.dim(1) % 4 == 0));
    rows.add(
        DraftRow.exact("SpaceToDepth", 7, MovementRows::gatherBlocks)
            .onto(v -> v.isFloat() && v.rank() == 4 && v.dim(2) % 2 + v.dim(3) % 2 == 0));
    return rows;
  }

  private static void transpose(GraphDraft draft, DraftValue in) {
    List<Integer> order = new ArrayList<>(IntStream.range(0, in.rank()).boxed().toList());
    Collections.shuffle(order, draft.random());
    if (draft.once(4)) {
      draft.node("Transpose", List.of(draft.use(in)));
    } else {
      long[] axes = order.stream().mapToLong(axis -> axis).toArray();
      draft.node("Transpose", List.of(draft.use(in)), integers("perm", axes));
    }
  }

  private static void reshape(GraphDraft draft, DraftValue in) {
    List<Long> dims = new ArrayList<>(in.dims());
    long[] target =
        switch (draft.pick(0, 4)) {
          case 0 -> new long[] {-1};
          case 1 -> new long[] {0, -1};
          case 2 -> new long[] {1, -1, in.dim(in.rank() - 1)};
          case 3 -> new long[] {-1, in.dim(0)};
          default -> {
            Collections.shuffle(dims, draft.random());
            yield dims.stream().mapToLong(dim -> dim).toArray();
          }
        };
    draft.node("Reshape", List.of(draft.use(in), draft.integers(target)));
  }

  /** To the shape that another value of that size has when the graph runs. */
  private static void reshapeLike(GraphDraft draft, DraftValue in) {
    List<DraftValue> same =
        draft.values().stream().filter(v -> v.tensor().size() == in.tensor().size()).toList();
    DraftValue other = same.get(draft.pick(0, same.size() - 1));
    String shape = draft.node("Shape", List.of(other.tensor().name()));
    draft.node("Reshape", List.of(draft.use(in), shape));
  }

  private static void flatten(GraphDraft draft, DraftValue in) {
    int least = draft.opset() >= 11 ? -in.rank() : 0;
    AttributeProto axis = integer("axis", draft.pick(least, in.rank()));
    draft.node("Flatten", List.of(draft.use(in)), axis);
  }

  private static void squeeze(GraphDraft draft, DraftValue in) {
    List<Long> ones = new ArrayList<>();
    for (int axis = 0; axis < in.rank(); axis++) {
      if (in.dim(axis) == 1 && (ones.isEmpty() || draft.random().nextBoolean())) {
        ones.add((long) axis);
      }
    }
    overAxes(draft, "Squeeze", in, ones.stream().mapToLong(axis -> axis).toArray());
  }

  private static void unsqueeze(GraphDraft draft, DraftValue in) {
    overAxes(draft, "Unsqueeze", in, draft.pick(0, in.rank()));
  }

  private static void overAxes(GraphDraft draft, String op, DraftValue in, long... axes) {
    if (draft.opset() < 13) {
      draft.node(op, List.of(draft.use(in)), integers("axes", axes));
    } else {
      draft.node(op, List.of(draft.use(in), draft.integers(axes)));
    }
  }

  private static void expand(GraphDraft draft, DraftValue in) {
    List<Long> dims = new ArrayList<>();
    for (long dim : in.dims()) {
      dims.add(dim == 1 ? draft.pick(1, 3) : draft.once(3) ? 1 : dim);
    }
    if (draft.once(3)) {
      dims.add(0, 2L);
    }
    String shape = draft.integers(dims.stream().mapToLong(dim -> dim).toArray());
    draft.node("Expand", List.of(draft.use(in), shape));
  }

  private static void tile(GraphDraft draft, DraftValue in) {
    long[] repeats = draft.random().longs(in.rank(), 1, 3).toArray();
    draft.node("Tile", List.of(draft.use(in), draft.integers(repeats)));
  }

  private static void slice(GraphDraft draft, DraftValue in) {
    int axis = draft.pick(0, in.rank() - 1);
    long dim = in.dim(axis);
    long start = draft.pick(0, (int) dim - 1);
    long end = draft.once(3) ? Integer.MAX_VALUE : draft.pick((int) start + 1, (int) dim + 1);
    String name = draft.use(in);
    if (draft.opset() < 10) {
      draft.node(
          "Slice",
          List.of(name),
          integers("axes", axis),
          integers("starts", start),
          integers("ends", end));
      return;
    }
    boolean back = draft.once(3);
    List<String> names = new ArrayList<>(List.of(name));
    names.add(draft.integers(back ? -1 : start));
    names.add(draft.integers(back ? -dim - 1 : end));
    names.add(draft.integers(draft.random().nextBoolean() ? axis : axis - in.rank()));
    if (back || draft.random().nextBoolean()) {
      names.add(draft.integers((back ? -1 : 1) * draft.pick(1, 2)));
    }
    draft.node("Slice", names);
  }

  private static void gather(GraphDraft draft, DraftValue in) {
    int axis = draft.pick(0, in.rank() - 1);
    int dim = (int) in.dim(axis);
    List<Long> dims = List.of(List.<Long>of(), List.of(2L), List.of(2L, 1L)).get(draft.pick(0, 2));
    int least = draft.opset() >= 11 ? -dim : 0;
    int count = dims.isEmpty() ? 1 : 2;
    String places =
        draft.constant(
            RandomTensors.integers(draft.random().longs(count, least, dim).toArray(), dims));
    draft.node("Gather", List.of(draft.use(in), places), integer("axis", axis));
  }

  /** Rows of a table, whose numbers are values of the graph. */
  private static void embed(GraphDraft draft, DraftValue in) {
    String table = draft.constant(DataType.FLOAT, List.of(64L, (long) draft.pick(1, 3)));
    draft.node("Gather", List.of(table, draft.use(in)));
  }

  private static void split(GraphDraft draft, DraftValue in) {
    int axis = draft.pick(0, in.rank() - 1);
    int dim = (int) in.dim(axis);
    if (dim == 1) {
      return;
    }
    int first = draft.pick(1, dim - 1);
    String name = draft.use(in);
    AttributeProto along = integer("axis", axis);
    if (draft.opset() < 13) {
      draft.node("Split", List.of(name), 2, along, integers("split", first, dim - first));
    } else if (draft.opset() >= 18 && draft.random().nextBoolean()) {
      draft.node("Split", List.of(name), 2, along, integer("num_outputs", 2));
    } else {
      draft.node("Split", List.of(name, draft.integers(first, dim - first)), 2, along);
    }
  }

  /** Other numbers in the first places along an axis, turned about. */
  private static void scatter(GraphDraft draft, DraftValue in) {
    int axis = draft.pick(0, in.rank() - 1);
    List<Long> dims = new ArrayList<>(in.dims());
    long count = draft.pick(1, (int) in.dim(axis));
    dims.set(axis, count);
    long inner = 1;
    for (long dim : dims.subList(axis + 1, dims.size())) {
      inner *= dim;
    }
    long[] indices = new long[(int) dims.stream().reduce(1L, Math::multiplyExact).longValue()];
    for (int i = 0; i < indices.length; i++) {
      indices[i] = count - 1 - i / inner % count;
    }
    String places = draft.constant(RandomTensors.integers(indices, dims));
    String updates = draft.constant(in.type(), dims);
    draft.node("ScatterElements", List.of(draft.use(in), places, updates), integer("axis", axis));
  }

  private static void concat(GraphDraft draft, DraftValue in) {
    int axis = draft.pick(0, in.rank() - 1);
    List<DraftValue> fitting =
        draft.values().stream()
            .filter(v -> v.type() == in.type() && draft.mayRead(v) && joins(v, in, axis))
            .toList();
    List<String> names = new ArrayList<>(List.of(draft.use(in)));
    names.add(draft.use(fitting.get(draft.pick(0, fitting.size() - 1))));
    if (draft.once(3)) {
      names.add(draft.pick(0, 2), draft.constant(in.type(), in.dims()));
    }
    boolean fromEnd = draft.opset() >= 11 && draft.random().nextBoolean();
    draft.node("Concat", names, integer("axis", fromEnd ? axis - in.rank() : axis));
  }

  private static boolean joins(DraftValue value, DraftValue with, int axis) {
    if (value.rank() != with.rank()) {
      return false;
    }
    for (int i = 0; i < with.rank(); i++) {
      if (i != axis && value.dim(i) != with.dim(i)) {
        return false;
      }
    }
    return true;
  }

  private static void pad(GraphDraft draft, DraftValue in) {
    String mode = List.of("constant", "reflect", "edge").get(draft.pick(0, 2));
    long[] pads = new long[2 * in.rank()];
    for (int i = 0; i < pads.length; i++) {
      int most = mode.equals("reflect") ? (int) Math.min(2, in.dim(i % in.rank()) - 1) : 2;
      pads[i] = draft.once(2) ? 0 : draft.pick(0, most);
    }
    if (draft.opset() < 11) {
      draft.node(
          "Pad",
          List.of(draft.use(in)),
          text("mode", mode),
          integers("pads", pads),
          real("value", 0.5f));
      return;
    }
    List<String> names = new ArrayList<>(List.of(draft.use(in), draft.integers(pads)));
    if (mode.equals("constant") && draft.random().nextBoolean()) {
      names.add(draft.constant(SuiteTensor.of("", List.of(), new float[] {0.5f})));
    }
    draft.node("Pad", names, text("mode", mode));
  }

  private static void spread(GraphDraft draft, DraftValue in) {
    AttributeProto size = integer("blocksize", 2);
    if (draft.opset() < 11) {
      draft.node("DepthToSpace", List.of(draft.use(in)), size);
    } else {
      String mode = draft.random().nextBoolean() ? "DCR" : "CRD";
      draft.node("DepthToSpace", List.of(draft.use(in)), size, text("mode", mode));
    }
  }

  private static void gatherBlocks(GraphDraft draft, DraftValue in) {
    draft.node("SpaceToDepth", List.of(draft.use(in)), integer("blocksize", 2));
  }
}

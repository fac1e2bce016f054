package org.sparsevd.onnx.suite;

import static org.sparsevd.onnx.write.Attributes.integer;
import static org.sparsevd.onnx.write.Attributes.integers;
import static org.sparsevd.onnx.write.Attributes.real;
import static org.sparsevd.onnx.write.Attributes.text;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/** Products, windows in one and two dimensions, recurrent layers. */
final class LayerRows {
  private static final Predicate<DraftValue> IMAGES =
      v -> v.isFloat() && (v.rank() == 3 || v.rank() == 4);

  private LayerRows() {}

  static List<DraftRow> all() {
    List<DraftRow> rows = new ArrayList<>();
    rows.add(
        DraftRow.rounding("MatMul", 7, LayerRows::product).onto(v -> v.rank() > 0 && v.isFloat()));
    rows.add(
        DraftRow.rounding("MatMul itself", 7, LayerRows::square)
            .onto(v -> v.rank() > 1 && v.isFloat()));
    rows.add(DraftRow.rounding("Gemm", 7, LayerRows::gemm).onto(v -> v.isFloat() && v.rank() == 2));
    rows.add(DraftRow.rounding("Conv", 7, LayerRows::convolution).onto(IMAGES));
    rows.add(DraftRow.rounding("ConvTranspose", 7, LayerRows::transposed).onto(IMAGES));
    rows.add(DraftRow.exact("MaxPool", 7, (d, in) -> pool(d, "MaxPool", in)).onto(IMAGES));
    rows.add(
        DraftRow.rounding("AveragePool", 7, (d, in) -> pool(d, "AveragePool", in)).onto(IMAGES));
    rows.add(
        DraftRow.rounding("GlobalAveragePool", 7, (d, in) -> whole(d, "GlobalAveragePool", in))
            .onto(IMAGES));
    rows.add(
        DraftRow.exact("GlobalMaxPool", 7, (d, in) -> whole(d, "GlobalMaxPool", in)).onto(IMAGES));
    rows.add(
        DraftRow.rounding("BatchNormalization", 9, LayerRows::norm)
            .onto(v -> v.isFloat() && v.rank() > 1));
    rows.add(
        DraftRow.rounding("LRN", 7, LayerRows::localNorm).onto(v -> v.isFloat() && v.rank() == 4));
    rows.add(
        DraftRow.rounding("Resize", 11, LayerRows::resize).onto(v -> v.isFloat() && v.rank() == 4));
    for (String op : List.of("RNN", "GRU", "LSTM")) {
      rows.add(
          DraftRow.rounding(op, 7, (d, in) -> recurrent(d, op, in))
              .onto(v -> v.isFloat() && v.rank() == 3));
    }
    return rows;
  }

  /** By a constant or by another value, of which the last but one dimension fits. */
  private static void product(GraphDraft draft, DraftValue in) {
    long inner = in.dim(in.rank() - 1);
    List<DraftValue> fitting =
        draft.values().stream()
            .filter(v -> v.isFloat() && v.rank() > 1 && v.dim(v.rank() - 2) == inner)
            .filter(v -> in.rank() < 3 || v.rank() == 2)
            .toList();
    String other;
    if (fitting.isEmpty() || draft.random().nextBoolean()) {
      List<Long> dims = new ArrayList<>(List.of(inner, (long) draft.pick(1, 4)));
      if (in.rank() > 2 && draft.random().nextBoolean()) {
        dims.add(0, draft.random().nextBoolean() ? 1 : in.dim(in.rank() - 3));
      }
      other = draft.constant(DataType.FLOAT, dims);
    } else {
      other = draft.use(fitting.get(draft.pick(0, fitting.size() - 1)));
    }
    draft.node("MatMul", List.of(draft.use(in), other));
  }

  /** A value by its own transpose, as attention does, shrunk. */
  private static void square(GraphDraft draft, DraftValue in) {
    long[] order = new long[in.rank()];
    Arrays.setAll(order, i -> i);
    order[in.rank() - 1] = in.rank() - 2;
    order[in.rank() - 2] = in.rank() - 1;
    String turned = draft.node("Transpose", List.of(draft.use(in)), integers("perm", order));
    String small = draft.node("Mul", List.of(turned, draft.floats(0.25f)));
    draft.node("MatMul", List.of(draft.use(in), small));
  }

  private static void gemm(GraphDraft draft, DraftValue in) {
    int turnA = draft.pick(0, 1);
    int turnB = draft.pick(0, 1);
    long rows = in.dim(turnA);
    long inner = in.dim(1 - turnA);
    long outputs = draft.pick(1, 4);
    List<Long> dims = turnB == 1 ? List.of(outputs, inner) : List.of(inner, outputs);
    List<String> names =
        new ArrayList<>(List.of(draft.use(in), draft.constant(DataType.FLOAT, dims)));
    if (draft.opset() < 11 || !draft.once(3)) {
      List<List<Long>> biases =
          List.of(
              List.of(outputs),
              List.of(),
              List.of(1L),
              List.of(rows, 1L),
              List.of(rows, outputs),
              List.of(1L, outputs));
      names.add(draft.constant(DataType.FLOAT, biases.get(draft.pick(0, 5))));
    }
    draft.node(
        "Gemm",
        names,
        integer("transA", turnA),
        integer("transB", turnB),
        real("alpha", draft.random().nextBoolean() ? 1 : 0.5f),
        real("beta", draft.random().nextBoolean() ? 1 : -2));
  }

  private static long[] filled(int count, long value) {
    long[] all = new long[count];
    Arrays.fill(all, value);
    return all;
  }

  /** The smallest extent behind the channels. */
  private static int extent(DraftValue in) {
    return (int) in.dims().stream().skip(2).mapToLong(dim -> dim).min().getAsLong();
  }

  private static void convolution(GraphDraft draft, DraftValue in) {
    int axes = in.rank() - 2;
    long kernel = draft.pick(1, Math.min(3, extent(in)));
    long groups = draft.once(3) ? in.dim(1) : 1;
    long outputs = groups * draft.pick(1, 2);
    List<Long> dims = new ArrayList<>(List.of(outputs, in.dim(1) / groups));
    for (int i = 0; i < axes; i++) {
      dims.add(kernel);
    }
    List<String> names =
        new ArrayList<>(List.of(draft.use(in), draft.constant(DataType.FLOAT, dims)));
    if (draft.random().nextBoolean()) {
      names.add(draft.constant(DataType.FLOAT, List.of(outputs)));
    }
    AttributeProto padding =
        draft.once(3)
            ? text("auto_pad", "SAME_UPPER")
            : integers("pads", filled(2 * axes, draft.pick(0, (int) kernel - 1)));
    draft.node(
        "Conv",
        names,
        integers("strides", filled(axes, draft.pick(1, 2))),
        integer("group", groups),
        padding);
  }

  private static void transposed(GraphDraft draft, DraftValue in) {
    int axes = in.rank() - 2;
    long kernel = draft.pick(1, 3);
    int stride = draft.pick(1, 2);
    List<Long> dims = new ArrayList<>(List.of(in.dim(1), (long) draft.pick(1, 2)));
    for (int i = 0; i < axes; i++) {
      dims.add(kernel);
    }
    List<AttributeProto> attributes = new ArrayList<>();
    attributes.add(integers("strides", filled(axes, stride)));
    switch (draft.pick(0, 2)) {
      case 0 -> attributes.add(integers("pads", filled(2 * axes, draft.pick(0, (int) kernel / 2))));
      case 1 -> attributes.add(integers("output_padding", filled(axes, stride - 1)));
      default -> attributes.add(text("auto_pad", "VALID"));
    }
    draft.node(
        "ConvTranspose",
        List.of(draft.use(in), draft.constant(DataType.FLOAT, dims)),
        attributes.toArray(AttributeProto[]::new));
  }

  private static void pool(GraphDraft draft, String op, DraftValue in) {
    int axes = in.rank() - 2;
    int kernel = draft.pick(1, Math.min(3, extent(in)));
    draft.node(
        op,
        List.of(draft.use(in)),
        integers("kernel_shape", filled(axes, kernel)),
        integers("strides", filled(axes, draft.pick(1, 2))),
        integers("pads", filled(2 * axes, draft.pick(0, kernel - 1))));
  }

  private static void whole(GraphDraft draft, String op, DraftValue in) {
    draft.node(op, List.of(draft.use(in)));
  }

  private static void norm(GraphDraft draft, DraftValue in) {
    List<Long> channels = List.of(in.dim(1));
    float[] variances = new float[Math.toIntExact(in.dim(1))];
    for (int i = 0; i < variances.length; i++) {
      variances[i] = 0.5f + draft.random().nextFloat();
    }
    draft.node(
        "BatchNormalization",
        List.of(
            draft.use(in),
            draft.constant(DataType.FLOAT, channels),
            draft.constant(DataType.FLOAT, channels),
            draft.constant(DataType.FLOAT, channels),
            draft.floats(variances)),
        real("epsilon", 0.01f));
  }

  private static void localNorm(GraphDraft draft, DraftValue in) {
    draft.node(
        "LRN",
        List.of(draft.use(in)),
        integer("size", draft.random().nextBoolean() ? 3 : 5),
        real("alpha", 0.5f),
        real("beta", 0.75f),
        real("bias", 1.5f));
  }

  /** To given sizes; scales that leave no whole length are read differently by ONNX Runtime. */
  private static void resize(GraphDraft draft, DraftValue in) {
    String mode = List.of("nearest", "linear", "cubic").get(draft.pick(0, 2));
    String places =
        List.of("half_pixel", "asymmetric", "align_corners", "pytorch_half_pixel")
            .get(draft.pick(0, 3));
    String sizes =
        draft.integers(
            in.dim(0), in.dim(1), in.dim(2) * draft.pick(1, 2) + draft.pick(0, 1), in.dim(3) * 2);
    String empty = draft.opset() < 13 ? draft.floats() : "";
    List<AttributeProto> attributes = new ArrayList<>();
    attributes.add(text("mode", mode));
    attributes.add(text("coordinate_transformation_mode", places));
    if (mode.equals("nearest")) {
      List<String> roundings = List.of("floor", "ceil", "round_prefer_floor", "round_prefer_ceil");
      attributes.add(text("nearest_mode", roundings.get(draft.pick(0, 3))));
    }
    draft.node(
        "Resize",
        List.of(draft.use(in), empty, empty, sizes),
        attributes.toArray(AttributeProto[]::new));
  }

  private static void recurrent(GraphDraft draft, String op, DraftValue in) {
    long gates = op.equals("LSTM") ? 4 : op.equals("GRU") ? 3 : 1;
    String direction = List.of("forward", "reverse", "bidirectional").get(draft.pick(0, 2));
    long directions = direction.equals("bidirectional") ? 2 : 1;
    long hidden = draft.pick(1, 3);
    List<String> names =
        new ArrayList<>(
            List.of(
                draft.use(in),
                draft.constant(DataType.FLOAT, List.of(directions, gates * hidden, in.dim(2))),
                draft.constant(DataType.FLOAT, List.of(directions, gates * hidden, hidden))));
    if (draft.random().nextBoolean()) {
      names.add(draft.constant(DataType.FLOAT, List.of(directions, 2 * gates * hidden)));
      if (draft.random().nextBoolean()) {
        names.add("");
        names.add(draft.constant(DataType.FLOAT, List.of(directions, in.dim(1), hidden)));
      }
    }
    List<AttributeProto> attributes = new ArrayList<>();
    attributes.add(integer("hidden_size", hidden));
    attributes.add(text("direction", direction));
    if (op.equals("GRU")) {
      attributes.add(integer("linear_before_reset", draft.pick(0, 1)));
    }
    int outputs = op.equals("LSTM") ? draft.pick(1, 3) : draft.pick(1, 2);
    draft.node(op, names, outputs, attributes.toArray(AttributeProto[]::new));
  }
}

package org.sparsevd.onnx.suite;

import static org.sparsevd.onnx.write.Attributes.integer;
import static org.sparsevd.onnx.write.Attributes.real;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.ArrayList;
import java.util.List;

/** Functions of single elements, of one value or of several that broadcast. */
final class ElementRows {
  private ElementRows() {}

  static List<DraftRow> all() {
    List<DraftRow> rows = new ArrayList<>();
    for (String smooth :
        List.of("Exp", "Tanh", "Sigmoid", "Softplus", "Elu", "Selu", "Softsign", "Sin", "Cos")) {
      rows.add(alone(smooth, 7));
    }
    for (String smooth : List.of("Erf", "Sinh", "Cosh", "Asinh")) {
      rows.add(alone(smooth, 9));
    }
    rows.add(alone("Atan", 7));
    rows.add(alone("Celu", 12));
    rows.add(alone("HardSwish", 14));
    rows.add(alone("Mish", 18));
    rows.add(alone("Gelu", 20));
    rows.add(DraftRow.rounding("LeakyRelu", 7, (d, in) -> leaky(d, in)));
    for (String exact : List.of("Neg", "Abs", "Relu", "Identity")) {
      rows.add(DraftRow.exact(exact, 7, (d, in) -> d.node(exact, List.of(d.use(in)))));
    }
    for (String steep : List.of("Sqrt", "Log", "Reciprocal", "Tan")) {
      rows.add(alone(steep, 7).atJumps());
    }
    for (String jumping : List.of("Floor", "Ceil")) {
      rows.add(DraftRow.exact(jumping, 7, (d, in) -> one(d, jumping, in)).atJumps());
    }
    rows.add(DraftRow.exact("Sign", 9, (d, in) -> one(d, "Sign", in)).atJumps());
    rows.add(DraftRow.exact("Round", 11, (d, in) -> one(d, "Round", in)).atJumps());
    rows.add(DraftRow.rounding("Asin", 7, (d, in) -> within(d, in, "Asin")));
    rows.add(DraftRow.rounding("Acos", 7, (d, in) -> within(d, in, "Acos")));
    rows.add(DraftRow.rounding("Atanh", 9, (d, in) -> within(d, in, "Atanh")));
    rows.add(DraftRow.exact("Clip", 7, ElementRows::clip));
    addJoining(rows);
    addLogic(rows);
    return rows;
  }

  private static DraftRow alone(String op, int since) {
    return DraftRow.rounding(op, since, (draft, in) -> one(draft, op, in));
  }

  private static void one(GraphDraft draft, String op, DraftValue in) {
    draft.node(op, List.of(draft.use(in)));
  }

  private static void leaky(GraphDraft draft, DraftValue in) {
    draft.node("LeakyRelu", List.of(draft.use(in)), real("alpha", draft.random().nextFloat()));
  }

  /** Of values between -0.4 and 0.4, far from where the function ends. */
  private static void within(GraphDraft draft, DraftValue in, String op) {
    String bounded = draft.node("Tanh", List.of(draft.use(in)));
    draft.node(op, List.of(draft.node("Mul", List.of(bounded, draft.floats(0.4f)))));
  }

  private static void clip(GraphDraft draft, DraftValue in) {
    String name = draft.use(in);
    if (draft.opset() < 11) {
      draft.node("Clip", List.of(name), real("min", -0.5f), real("max", 1));
      return;
    }
    String least = draft.constant(SuiteTensor.of("", List.of(), new float[] {-0.5f}));
    String most = draft.constant(SuiteTensor.of("", List.of(), new float[] {1}));
    switch (draft.pick(0, 2)) {
      case 0 -> draft.node("Clip", List.of(name, least));
      case 1 -> draft.node("Clip", List.of(name, "", most));
      default -> draft.node("Clip", List.of(name, least, most));
    }
  }

  private static void addJoining(List<DraftRow> rows) {
    for (String op : List.of("Add", "Sub", "Mul")) {
      rows.add(DraftRow.rounding(op, 7, (d, in) -> join(d, op, in)));
      DraftRow integers = DraftRow.exact(op, 7, (d, in) -> join(d, op, in));
      rows.add(integers.onto(value -> value.type() == DataType.INT64));
    }
    rows.add(DraftRow.rounding("Div", 7, (d, in) -> awayFromZero(d, "Div", in)));
    rows.add(DraftRow.rounding("Pow", 7, ElementRows::power));
    rows.add(DraftRow.exact("Max", 8, (d, in) -> joinSeveral(d, "Max", in)));
    rows.add(DraftRow.exact("Min", 8, (d, in) -> joinSeveral(d, "Min", in)));
    rows.add(DraftRow.rounding("Sum", 8, (d, in) -> joinSeveral(d, "Sum", in)));
    rows.add(DraftRow.rounding("Mean", 8, (d, in) -> joinSeveral(d, "Mean", in)));
    rows.add(DraftRow.rounding("PRelu", 9, ElementRows::slope));
  }

  private static void join(GraphDraft draft, String op, DraftValue in) {
    String own = draft.use(in);
    String other = draft.operand(in);
    draft.node(op, draft.random().nextBoolean() ? List.of(own, other) : List.of(other, own));
  }

  private static void joinSeveral(GraphDraft draft, String op, DraftValue in) {
    List<String> names = new ArrayList<>(List.of(draft.use(in)));
    int others = draft.pick(0, 2);
    for (int i = 0; i < others; i++) {
      names.add(draft.operand(in));
    }
    draft.node(op, names);
  }

  /** The second operand is the magnitude of a value, plus a half. */
  private static void awayFromZero(GraphDraft draft, String op, DraftValue in) {
    String size = draft.node("Abs", List.of(draft.operand(in)));
    String divisor = draft.node("Add", List.of(size, draft.floats(0.5f)));
    draft.node(op, List.of(draft.use(in), divisor));
  }

  /** Of values from a half on, or the square of any. */
  private static void power(GraphDraft draft, DraftValue in) {
    String size = draft.node("Abs", List.of(draft.use(in)));
    String base = draft.node("Add", List.of(size, draft.floats(0.5f)));
    float exponent = List.of(0.5f, -1f, 3f, 1.7f).get(draft.pick(0, 3));
    switch (draft.pick(0, 2)) {
      case 0 -> draft.node("Pow", List.of(draft.use(in), draft.floats(2)));
      case 1 -> draft.node("Pow", List.of(base, draft.floats(exponent)));
      default -> draft.node("Pow", List.of(base, draft.operand(in)));
    }
  }

  /** A slope that broadcasts to the value, not the other way round. */
  private static void slope(GraphDraft draft, DraftValue in) {
    int from = draft.pick(0, in.rank());
    List<Long> dims = new ArrayList<>();
    for (long dim : in.dims().subList(from, in.rank())) {
      dims.add(draft.once(2) ? 1 : dim);
    }
    draft.node("PRelu", List.of(draft.use(in), draft.constant(DataType.FLOAT, dims)));
  }

  private static void addLogic(List<DraftRow> rows) {
    rows.add(DraftRow.exact("Equal", 11, (d, in) -> join(d, "Equal", in)).atJumps());
    for (String op : List.of("Greater", "Less")) {
      rows.add(DraftRow.exact(op, 9, (d, in) -> join(d, op, in)).atJumps());
      rows.add(
          DraftRow.exact(op + "OrEqual", 12, (d, in) -> join(d, op + "OrEqual", in)).atJumps());
    }
    DraftRow not = DraftRow.exact("Not", 7, (d, in) -> one(d, "Not", in));
    rows.add(not.onto(value -> value.type() == DataType.BOOL));
    for (String op : List.of("And", "Or", "Xor")) {
      DraftRow row = DraftRow.exact(op, 7, (d, in) -> join(d, op, in));
      rows.add(row.onto(value -> value.type() == DataType.BOOL));
    }
    rows.add(DraftRow.exact("Where", 9, ElementRows::where));
    DraftRow cast = DraftRow.exact("Cast", 9, (d, in) -> cast(d, in, DataType.FLOAT));
    rows.add(cast.onto(value -> !value.isFloat()));
    rows.add(DraftRow.exact("Cast", 9, (d, in) -> cast(d, in, DataType.INT64)).atJumps());
  }

  private static void where(GraphDraft draft, DraftValue in) {
    List<DraftValue> conditions =
        draft.values().stream()
            .filter(v -> v.type() == DataType.BOOL && v.broadcastsWith(in.dims()))
            .toList();
    String condition =
        conditions.isEmpty()
            ? draft.constant(DataType.BOOL, in.dims())
            : draft.use(conditions.get(draft.pick(0, conditions.size() - 1)));
    draft.node("Where", List.of(condition, draft.use(in), draft.operand(in)));
  }

  private static void cast(GraphDraft draft, DraftValue in, DataType to) {
    draft.node("Cast", List.of(draft.use(in)), integer("to", to.getNumber()));
  }
}

package org.sparsevd.onnx.suite;

import static org.sparsevd.onnx.write.Attributes.integer;
import static org.sparsevd.onnx.write.Attributes.real;
import static org.sparsevd.onnx.write.Attributes.text;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** RNN, GRU and LSTM in all directions, with and without what they may leave out. */
final class RecurrentRows {
  private static final List<String> FUNCTIONS =
      List.of("Sigmoid", "Tanh", "Softsign", "HardSigmoid", "Relu", "Softplus");

  /** So many of them are bounded: by others, gates make roundings grow from step to step. */
  private static final int BOUNDED = 4;

  private RecurrentRows() {}

  static List<DraftRow> all() {
    List<DraftRow> rows = new ArrayList<>();
    rows.add(row("RNN", 1, 1, 1));
    rows.add(row("GRU", 3, 2, 2));
    rows.add(row("LSTM", 4, 3, 3));
    return rows;
  }

  private static DraftRow row(String op, int gates, int functions, int outputs) {
    return DraftRow.rounding(op, 7, (d, in) -> layer(d, in, op, gates, functions))
        .onto(value -> value.isFloat() && value.rank() == 3);
  }

  private static void layer(GraphDraft draft, DraftValue in, String op, int gates, int functions) {
    String direction = List.of("forward", "reverse", "bidirectional").get(draft.pick(0, 2));
    long directions = direction.equals("bidirectional") ? 2 : 1;
    long hidden = draft.pick(1, 4);
    boolean lstm = op.equals("LSTM");
    List<String> names = new ArrayList<>(List.of(draft.use(in)));
    names.add(draft.constant(DataType.FLOAT, List.of(directions, gates * hidden, in.dim(2))));
    names.add(draft.constant(DataType.FLOAT, List.of(directions, gates * hidden, hidden)));
    List<Long> biases = List.of(directions, 2 * gates * hidden);
    names.add(draft.once(3) ? "" : draft.constant(DataType.FLOAT, biases));
    names.add(draft.once(4) ? lengths(draft, in) : "");
    List<Long> state = List.of(directions, in.dim(1), hidden);
    names.add(draft.once(2) ? "" : draft.constant(DataType.FLOAT, state));
    if (lstm) {
      names.add(draft.once(2) ? "" : draft.constant(DataType.FLOAT, state));
      names.add(
          draft.once(2) ? "" : draft.constant(DataType.FLOAT, List.of(directions, 3 * hidden)));
    }
    draft.node(op, names, lstm ? 3 : 2, attributes(draft, op, direction, hidden, functions));
  }

  /** All of the length that the sequence has. */
  private static String lengths(GraphDraft draft, DraftValue in) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.toIntExact(4 * in.dim(1))).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      bytes.putInt(Math.toIntExact(in.dim(0)));
    }
    return draft.constant(new SuiteTensor("", DataType.INT32, List.of(in.dim(1)), bytes.array()));
  }

  private static AttributeProto[] attributes(
      GraphDraft draft, String op, String direction, long hidden, int functions) {
    List<AttributeProto> all = new ArrayList<>();
    all.add(integer("hidden_size", hidden));
    if (!direction.equals("forward") || draft.once(2)) {
      all.add(text("direction", direction));
    }
    if (draft.once(4)) {
      all.add(real("clip", 0.4f));
    }
    if (draft.once(3)) {
      int count = functions * (direction.equals("bidirectional") ? 2 : 1);
      all.add(names(draft, functions, count));
    }
    if (op.equals("GRU") && draft.once(2)) {
      all.add(integer("linear_before_reset", 1));
    }
    if (op.equals("LSTM") && draft.once(4)) {
      all.add(integer("input_forget", 1));
    }
    return all.toArray(AttributeProto[]::new);
  }

  private static AttributeProto names(GraphDraft draft, int functions, int count) {
    AttributeProto.Builder names =
        AttributeProto.newBuilder().setName("activations").setType(AttributeType.STRINGS);
    for (int i = 0; i < count; i++) {
      boolean gate = functions > 1 && i % functions == 0;
      String name = FUNCTIONS.get(draft.pick(0, (gate ? BOUNDED : FUNCTIONS.size()) - 1));
      names.addStrings(ByteString.copyFromUtf8(name));
    }
    return names.build();
  }
}

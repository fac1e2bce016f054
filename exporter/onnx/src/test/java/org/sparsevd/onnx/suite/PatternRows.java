package org.sparsevd.onnx.suite;

import static org.sparsevd.onnx.write.Attributes.integer;
import static org.sparsevd.onnx.write.Attributes.integers;
import static org.sparsevd.onnx.write.Attributes.real;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/** What exporters write out node by node: a reader may take each as one operator. */
final class PatternRows {
  private static final Predicate<DraftValue> MATRICES = v -> v.isFloat() && v.rank() >= 2;

  private PatternRows() {}

  static List<DraftRow> all() {
    return List.of(
        DraftRow.rounding("LayerNormalization written out", 13, PatternRows::layerNorm)
            .onto(MATRICES),
        DraftRow.rounding("Gelu by Erf", 9, PatternRows::geluByErf),
        DraftRow.rounding("Gelu by Tanh", 7, PatternRows::geluByTanh),
        DraftRow.rounding("SiLU", 7, PatternRows::silu),
        DraftRow.rounding("HardSwish written out", 11, PatternRows::hardSwish),
        DraftRow.rounding("attention", 13, PatternRows::attention)
            .onto(v -> v.isFloat() && v.rank() == 3),
        DraftRow.exact("channel shuffle", 7, PatternRows::shuffle)
            .onto(v -> v.isFloat() && v.rank() == 4 && v.dim(1) % 2 == 0),
        DraftRow.exact("flattening by Shape", 13, PatternRows::flattening).onto(MATRICES));
  }

  private static String scalar(GraphDraft draft, float value) {
    List<Long> dims = draft.random().nextBoolean() ? List.of() : List.of(1L);
    return draft.constant(SuiteTensor.of("", dims, new float[] {value}));
  }

  /** Two operands in either order. */
  private static String swapped(GraphDraft draft, String op, String left, String right) {
    boolean swap = draft.random().nextBoolean();
    return draft.node(op, swap ? List.of(right, left) : List.of(left, right));
  }

  private static String meanOfLast(GraphDraft draft, String in) {
    if (draft.opset() < 18) {
      return draft.node("ReduceMean", List.of(in), integers("axes", -1));
    }
    return draft.node("ReduceMean", List.of(in, draft.integers(-1)));
  }

  private static void layerNorm(GraphDraft draft, DraftValue in) {
    String name = draft.use(in);
    List<Long> last = List.of(in.dim(in.rank() - 1));
    String centred = draft.node("Sub", List.of(name, meanOfLast(draft, name)));
    String square =
        draft.random().nextBoolean()
            ? draft.node("Pow", List.of(centred, scalar(draft, 2)))
            : draft.node("Mul", List.of(centred, centred));
    String variance = swapped(draft, "Add", meanOfLast(draft, square), scalar(draft, 0.1f));
    String deviation = draft.node("Sqrt", List.of(variance));
    String normal =
        draft.random().nextBoolean()
            ? draft.node("Div", List.of(centred, deviation))
            : swapped(draft, "Mul", centred, draft.node("Reciprocal", List.of(deviation)));
    String scaled = swapped(draft, "Mul", normal, draft.constant(DataType.FLOAT, last));
    swapped(draft, "Add", scaled, draft.constant(DataType.FLOAT, last));
  }

  private static void geluByErf(GraphDraft draft, DraftValue in) {
    String name = draft.use(in);
    String inner =
        draft.random().nextBoolean()
            ? draft.node("Div", List.of(name, scalar(draft, (float) Math.sqrt(2))))
            : swapped(draft, "Mul", name, scalar(draft, (float) Math.sqrt(0.5)));
    String share = swapped(draft, "Add", draft.node("Erf", List.of(inner)), scalar(draft, 1));
    halved(draft, name, share);
  }

  /** Half of a value times its share, in the orders that exporters write. */
  private static void halved(GraphDraft draft, String name, String share) {
    if (draft.random().nextBoolean()) {
      swapped(draft, "Mul", swapped(draft, "Mul", name, share), scalar(draft, 0.5f));
    } else {
      swapped(draft, "Mul", swapped(draft, "Mul", name, scalar(draft, 0.5f)), share);
    }
  }

  private static void geluByTanh(GraphDraft draft, DraftValue in) {
    String name = draft.use(in);
    String cube = draft.node("Pow", List.of(name, scalar(draft, 3)));
    String small = swapped(draft, "Mul", cube, scalar(draft, 0.044715f));
    String sum = swapped(draft, "Add", name, small);
    String inner = swapped(draft, "Mul", sum, scalar(draft, (float) Math.sqrt(2 / Math.PI)));
    String share = swapped(draft, "Add", draft.node("Tanh", List.of(inner)), scalar(draft, 1));
    halved(draft, name, share);
  }

  private static void silu(GraphDraft draft, DraftValue in) {
    String name = draft.use(in);
    swapped(draft, "Mul", name, draft.node("Sigmoid", List.of(name)));
  }

  private static void hardSwish(GraphDraft draft, DraftValue in) {
    String name = draft.use(in);
    if (draft.random().nextBoolean()) {
      String gate =
          draft.node("HardSigmoid", List.of(name), real("alpha", 1 / 6f), real("beta", 0.5f));
      swapped(draft, "Mul", name, gate);
      return;
    }
    String raised = swapped(draft, "Add", name, scalar(draft, 3));
    String least = draft.constant(SuiteTensor.of("", List.of(), new float[] {0}));
    String most = draft.constant(SuiteTensor.of("", List.of(), new float[] {6}));
    String gate = draft.node("Clip", List.of(raised, least, most));
    String product = swapped(draft, "Mul", name, gate);
    draft.node("Div", List.of(product, scalar(draft, 6)));
  }

  /** Of two heads, from one projection of {@code [batch, length, width]}; with a mask at times. */
  private static void attention(GraphDraft draft, DraftValue in) {
    long width = in.dim(2);
    String name = draft.use(in);
    String query = heads(draft, project(draft, name, width), 0, 2, 1, 3);
    String key = heads(draft, project(draft, name, width), 0, 2, 3, 1);
    String value = heads(draft, project(draft, name, width), 0, 2, 1, 3);
    String scores = draft.node("MatMul", List.of(query, key));
    scores =
        draft.random().nextBoolean()
            ? draft.node("Div", List.of(scores, scalar(draft, 2)))
            : swapped(draft, "Mul", scores, scalar(draft, 0.5f));
    if (draft.random().nextBoolean()) {
      List<Long> mask = new ArrayList<>(List.of(1L, 1L, in.dim(1), in.dim(1)));
      scores = swapped(draft, "Add", scores, draft.constant(DataType.FLOAT, mask));
    }
    String weights = draft.node("Softmax", List.of(scores), integer("axis", -1));
    String mixed = draft.node("MatMul", List.of(weights, value));
    String joined = draft.node("Transpose", List.of(mixed), integers("perm", 0, 2, 1, 3));
    draft.node("Reshape", List.of(joined, draft.integers(0, -1, 4)));
  }

  private static String project(GraphDraft draft, String in, long width) {
    String weight = draft.constant(DataType.FLOAT, List.of(width, 4L));
    String bias = draft.constant(DataType.FLOAT, List.of(4L));
    return swapped(draft, "Add", draft.node("MatMul", List.of(in, weight)), bias);
  }

  private static String heads(GraphDraft draft, String in, long... order) {
    String split = draft.node("Reshape", List.of(in, draft.integers(0, 0, 2, 2)));
    return draft.node("Transpose", List.of(split), integers("perm", order));
  }

  private static void shuffle(GraphDraft draft, DraftValue in) {
    long[] dims = in.dims().stream().mapToLong(dim -> dim).toArray();
    long[] apart = {dims[0], 2, dims[1] / 2, dims[2], dims[3]};
    long[] together = Arrays.copyOf(dims, 4);
    if (draft.random().nextBoolean()) {
      apart[0] = -1;
      together[0] = -1;
    }
    String split = draft.node("Reshape", List.of(draft.use(in), draft.integers(apart)));
    String turned = draft.node("Transpose", List.of(split), integers("perm", 0, 2, 1, 3, 4));
    draft.node("Reshape", List.of(turned, draft.integers(together)));
  }

  /** {@code x.view(x.size(0), -1)}, as PyTorch writes it. */
  private static void flattening(GraphDraft draft, DraftValue in) {
    String name = draft.use(in);
    String shape = draft.node("Shape", List.of(name));
    String place = draft.constant(RandomTensors.integers(new long[1], List.of()));
    String first = draft.node("Gather", List.of(shape, place), integer("axis", 0));
    String listed = draft.node("Unsqueeze", List.of(first, draft.integers(0)));
    String target = draft.node("Concat", List.of(listed, draft.integers(-1)), integer("axis", 0));
    draft.node("Reshape", List.of(name, target));
  }
}

package org.sparsevd.onnx.write;

import ai.onnx.proto.OnnxMl.AttributeProto;
import java.util.List;
import java.util.stream.LongStream;
import org.sparsevd.model.Op;
import org.sparsevd.tensor.Dim;

/** Writes attention in its parts, which every operator set has and runtimes put together. */
record AttentionWriter(NodeParts parts, Op.Attention op) {
  private static final int TRIANGLES_SINCE = 14;

  Void write() {
    String turned = parts.step("turned", "Transpose", List.of(heads(1, "keys")), swapped(1));
    String scores = parts.step("products", "MatMul", List.of(heads(0, "queries"), turned));
    if (op.scale() != 1) {
      String scale = parts.scalar("scale", op.scale());
      scores = parts.step("scaled", "Mul", List.of(scores, scale));
    }
    if (op.causal()) {
      scores = parts.step("causal", "Add", List.of(scores, later()));
    }
    scores = masked(scores);
    AttributeProto last = Attributes.integer("axis", rank() - 1);
    String shares = parts.step("shares", "Softmax", List.of(scores), last);
    List<String> mixed = List.of(shares, heads(2, "values"));
    if (op.heads() == 1) {
      return parts.end("MatMul", mixed);
    }
    String apart = parts.step("heads", "MatMul", mixed);
    String rows = parts.step("rows", "Transpose", List.of(apart), swapped(2));
    return parts.end("Reshape", List.of(rows, list("joined", -1)));
  }

  /** Dimensions of the products in the graph. */
  private int rank() {
    return parts.lead() + parts.shape(0).rank() + (op.heads() > 1 ? 1 : 0);
  }

  /** An operand with its heads in front of its rows. */
  private String heads(int input, String what) {
    String value = parts.each(input);
    if (op.heads() == 1) {
      return value;
    }
    String shape = list(what, op.heads(), -1);
    String apart = parts.step(what + "_apart", "Reshape", List.of(value, shape));
    return parts.step(what, "Transpose", List.of(apart), swapped(2));
  }

  /** All extents up to the rows copied, then these. */
  private String list(String what, long... last) {
    int copied = parts.lead() + parts.shape(0).rank() - 1;
    long[] zeros = new long[copied];
    return parts
        .graph()
        .integers(
            parts.node().name() + "." + what + ".shape",
            LongStream.concat(LongStream.of(zeros), LongStream.of(last)).toArray());
  }

  /**
   * An order of dimensions in which two neighbours are exchanged, the first so far from the end.
   */
  private AttributeProto swapped(int fromEnd) {
    long[] order = LongStream.range(0, rank()).toArray();
    int first = order.length - 1 - fromEnd;
    order[first]++;
    order[first + 1]--;
    return Attributes.integers("perm", order);
  }

  /** Minus infinity for each key behind its row, else 0. */
  private String later() {
    parts.graph().require("Trilu", TRIANGLES_SINCE);
    int axis = parts.shape(0).rank() - 2;
    List<Dim> dims = List.of(parts.shape(0).extent(axis), parts.shape(1).extent(axis));
    String shape = parts.graph().extents().list(parts.node().name() + ".grid", dims);
    String none = parts.scalar("none", Float.NEGATIVE_INFINITY);
    String all = parts.step("all", "Expand", List.of(none, shape));
    String diagonal = parts.graph().integers(parts.node().name() + ".diagonal", 1);
    return parts.step("later", "Trilu", List.of(all, diagonal), Attributes.integer("upper", 1));
  }

  private String masked(String scores) {
    return switch (op.mask()) {
      case NONE -> scores;
      case ADDED -> parts.step("masked", "Add", List.of(scores, mask()));
      case KEPT -> {
        String none = parts.scalar("hidden", Float.NEGATIVE_INFINITY);
        yield parts.step("masked", "Where", List.of(mask(), scores, none));
      }
    };
  }

  /** Behind the batch stand as many dimensions as in the products. */
  private String mask() {
    int lacking = rank() - parts.rank(3);
    return parts.isEach(3) && lacking > 0
        ? parts.step("aligned", "Unsqueeze", List.of(parts.read(3), parts.axes(1, lacking)))
        : parts.read(3);
  }
}

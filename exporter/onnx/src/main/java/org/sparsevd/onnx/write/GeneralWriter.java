package org.sparsevd.onnx.write;

import ai.onnx.proto.OnnxMl.AttributeProto;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.sparsevd.model.Op;
import org.sparsevd.model.OpKind;
import org.sparsevd.tensor.ElementType;

/** Writes a node of a general operator: by its row, of which the compiler wants each one here. */
record GeneralWriter(NodeParts parts) {
  /** From here on axes of reductions are inputs; those of sums are so in all operator sets here. */
  private static final int AXES_ARE_INPUTS = 18;

  Void write(Op.General op) {
    OpKind kind = op.kind();
    if (op instanceof Op.Binary binary) {
      return new ArithmeticWriter(parts).binary(binary);
    }
    if (op instanceof Op.Recurrent layer) {
      return new RecurrentWriter(parts, layer).write();
    }
    return write((Op.GeneralKind) kind, op);
  }

  private Void write(Op.GeneralKind kind, Op.General op) {
    PartWriter part = new PartWriter(parts);
    return switch (kind) {
      case WHERE -> new ArithmeticWriter(parts).where();
      case CAST -> parts.endCast(parts.read(0), ((Op.Cast) op).type());
      case REDUCE -> reduce((Op.Reduce) op);
      case ARG_EXTREME -> argExtreme((Op.ArgExtreme) op);
      case ALONG -> along((Op.Along) op);
      case NORMALISE -> normalise((Op.Normalise) op);
      case MAT_MUL -> parts.end("MatMul", parts.spread());
      case SLICE -> part.slice((Op.Slice) op);
      case EXPAND -> part.expand((Op.Expand) op);
      case PAD -> part.pad((Op.Pad) op);
      case MOVE_AXES -> MovementWriter.inOrder(parts, ((Op.MoveAxes) op).order());
      case GATHER -> part.gather((Op.Gather) op);
      case CONCAT_ALONG -> parts.end("Concat", parts.all(), axis(((Op.ConcatAlong) op).axis()));
      case RESIZE -> new ResizeWriter(parts, (Op.Resize) op).write();
      case ATTENTION -> new AttentionWriter(parts, (Op.Attention) op).write();
      case SHUFFLE -> new AxisWriter(parts).shuffle((Op.Shuffle) op);
      case RANKED -> new AxisWriter(parts).ranked((Op.Ranked) op);
      case CONSTANT -> constant((Op.Constant) op);
    };
  }

  private AttributeProto axis(int axis) {
    return Attributes.integer("axis", parts.lead() + axis);
  }

  /** The value of a constant is an initializer, of which nodes read a copy. */
  private Void constant(Op.Constant op) {
    String name = parts.node().name() + ".values";
    return parts.end("Identity", List.of(parts.graph().typed(name, op.type(), op.values())));
  }

  /** ONNX takes no axes for all of them, so an axis of one element is added to be reduced. */
  private Void reduce(Op.Reduce op) {
    boolean bytes = parts.type(0) == ElementType.UINT8;
    String value = bytes ? parts.cast(parts.read(0), ElementType.INT32) : parts.read(0);
    int first = parts.lead();
    if (!op.axes().isEmpty()) {
      long[] axes = op.axes().stream().mapToLong(axis -> first + axis).toArray();
      return bytes
          ? parts.endCast(reduce(op.fold(), value, axes, true), ElementType.UINT8)
          : end(op.fold(), value, axes);
    }
    int rank = parts.rank(0);
    String longer = parts.step("longer", "Unsqueeze", List.of(value, parts.axes(rank, 1)));
    String same = reduce(op.fold(), longer, new long[] {rank}, false);
    return bytes ? parts.endCast(same, ElementType.UINT8) : parts.end("Identity", List.of(same));
  }

  private Void end(Op.Fold fold, String value, long[] axes) {
    List<String> inputs = reduced(fold, value, axes);
    return parts.end(opType(fold), inputs, attributes(inputs, axes, true));
  }

  private String reduce(Op.Fold fold, String value, long[] axes, boolean keep) {
    List<String> inputs = reduced(fold, value, axes);
    return parts.step("reduced", opType(fold), inputs, attributes(inputs, axes, keep));
  }

  private List<String> reduced(Op.Fold fold, String value, long[] axes) {
    List<String> inputs = new ArrayList<>(List.of(value));
    if (fold == Op.Fold.SUM || parts.graph().opset() >= AXES_ARE_INPUTS) {
      inputs.add(parts.graph().integers(parts.node().name() + ".axes", axes));
    }
    return inputs;
  }

  private static AttributeProto[] attributes(List<String> inputs, long[] axes, boolean keep) {
    AttributeProto kept = Attributes.integer("keepdims", keep ? 1 : 0);
    return inputs.size() > 1
        ? new AttributeProto[] {kept}
        : new AttributeProto[] {Attributes.integers("axes", axes), kept};
  }

  private static String opType(Op.Fold fold) {
    return switch (fold) {
      case SUM -> "ReduceSum";
      case MEAN -> "ReduceMean";
      case PRODUCT -> "ReduceProd";
      case LARGEST -> "ReduceMax";
      case SMALLEST -> "ReduceMin";
      case L1 -> "ReduceL1";
      case L2 -> "ReduceL2";
      case SUM_OF_SQUARES -> "ReduceSumSquare";
      case LOG_SUM -> "ReduceLogSum";
      case LOG_SUM_EXP -> "ReduceLogSumExp";
    };
  }

  /** Whole numbers are exact as floats, too, of which every runtime finds the largest. */
  private Void argExtreme(Op.ArgExtreme op) {
    boolean floats = parts.type(0) == ElementType.FLOAT;
    String value = floats ? parts.read(0) : parts.cast(parts.read(0), ElementType.FLOAT);
    return parts.end(
        op.largest() ? "ArgMax" : "ArgMin",
        List.of(value),
        axis(op.axis()),
        Attributes.integer("keepdims", 1),
        Attributes.integer("select_last_index", op.last() ? 1 : 0));
  }

  private Void along(Op.Along op) {
    AttributeProto axis = axis(op.axis());
    int place = parts.lead() + op.axis();
    return switch (op.function()) {
      case SOFTMAX -> parts.one("Softmax", List.of(), axis);
      case LOG_SOFTMAX -> parts.one("LogSoftmax", List.of(), axis);
      case HARDMAX -> parts.one("Hardmax", List.of(), axis);
      case RUNNING_SUM ->
          parts.one("CumSum", List.of(parts.scalar("axis", ElementType.INT64, place)));
      case BY_L2 -> parts.one("LpNormalization", List.of(), axis, Attributes.integer("p", 2));
      case BY_L1 -> parts.one("LpNormalization", List.of(), axis, Attributes.integer("p", 1));
    };
  }

  /** In its parts, which runtimes put together: the operator for it came late, with a scale. */
  private Void normalise(Op.Normalise op) {
    long[] axes = LongStream.range(parts.lead() + op.axis(), parts.rank(0)).toArray();
    String value = parts.read(0);
    if (op.centred()) {
      String mean = reduce(Op.Fold.MEAN, value, axes, true);
      value = parts.step("centred", "Sub", List.of(value, mean));
    }
    String squares = parts.step("squares", "Mul", List.of(value, value));
    String variance = reduce(Op.Fold.MEAN, squares, axes, true);
    String epsilon = parts.scalar("epsilon", op.epsilon());
    String sum = parts.step("variance", "Add", List.of(variance, epsilon));
    String deviation = parts.step("deviation", "Sqrt", List.of(sum));
    return parts.end("Div", List.of(value, deviation));
  }
}

package org.sparsevd.onnx.rewrite;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.tensor.Dim;
import org.sparsevd.tensor.Shape;

/**
 * Puts operators of images and channels in place of general ones that do the same, in a batched
 * model: kernels and passes know those better.
 */
public final class Familiar {
  /** So that a few bytes cannot ask for a vector of any length. */
  private static final int MOST_CHANNELS = 1 << 16;

  private final Model model;
  private final Map<String, float[]> constants = new HashMap<>();
  private final List<Node> nodes = new ArrayList<>();

  private Familiar(Model model) {
    this.model = model;
  }

  public static Model apply(Model model) {
    return model.isPlain() && model.symbols().isEmpty() ? new Familiar(model).apply() : model;
  }

  private Model apply() {
    for (Node node : model.nodes()) {
      if (node.op() instanceof Op.Constant constant) {
        constants.put(node.name(), constant.values().toArray());
      } else if (node.op() instanceof Op.Reshape && constants.containsKey(node.inputs().get(0))) {
        constants.put(node.name(), constants.get(node.inputs().get(0)));
      }
      nodes.add(familiar(node));
    }
    return Unread.removed(model.withNodes(nodes, model.output()));
  }

  private Node familiar(Node node) {
    Shape out = model.shape(node.name());
    if (node.op() instanceof Op.Binary binary && !binary.whole()) {
      return arithmetic(node, binary.function(), out);
    }
    Op op = null;
    if (node.op() instanceof Op.ConcatAlong join && join.axis() == 0) {
      op = new Op.Concat();
    } else if (node.op() instanceof Op.MoveAxes move) {
      op = new Op.Transpose(move.order());
    } else if (node.op() instanceof Op.Along along && along.axis() == 0) {
      op = along(along.function());
    } else if (node.op() instanceof Op.Reduce reduce) {
      boolean image = out.rank() == 3 && reduce.axes().equals(List.of(1, 2));
      op = image && reduce.fold() == Op.Fold.MEAN ? new Op.GlobalAvgPool2d() : null;
    } else if (node.op() instanceof Op.Pad pad && out.rank() == 3) {
      op = border(pad);
    } else if (node.op() instanceof Op.Reshape reshape && reshape.target().rank() == 1) {
      op = new Op.Flatten();
    }
    return op == null ? node : node.with(op);
  }

  private static Op along(Op.Line function) {
    return switch (function) {
      case SOFTMAX -> new Op.Softmax();
      case LOG_SOFTMAX -> new Op.LogSoftmax();
      default -> null;
    };
  }

  private static Op border(Op.Pad pad) {
    boolean rows = pad.border() == Op.Border.CONSTANT;
    for (List<Dim> side : List.of(pad.before(), pad.after())) {
      rows &= side.get(0).equals(Dim.of(0));
      rows &= side.get(1).number() >= 0 && side.get(2).number() >= 0;
    }
    return rows
        ? new Op.Pad2d(
            (int) pad.before().get(1).number(),
            (int) pad.before().get(2).number(),
            (int) pad.after().get(1).number(),
            (int) pad.after().get(2).number(),
            pad.value())
        : null;
  }

  private Node arithmetic(Node node, Op.BinaryFunction function, Shape out) {
    String first = node.inputs().get(0);
    String second = node.inputs().get(1);
    float[] right = vector(second, out);
    if (right != null && model.shape(first).equals(out)) {
      Op op = byChannel(function, right);
      return op == null ? node : new Node(node.name(), op, List.of(first));
    }
    float[] left = vector(first, out);
    if (left != null && model.shape(second).equals(out)) {
      boolean either = function == Op.BinaryFunction.PLUS || function == Op.BinaryFunction.TIMES;
      Op op = either ? byChannel(function, left) : null;
      return op == null ? node : new Node(node.name(), op, List.of(second));
    }
    boolean alike = model.shape(first).equals(out) && model.shape(second).equals(out);
    if (alike && function == Op.BinaryFunction.PLUS) {
      return node.with(new Op.Add());
    }
    return alike && function == Op.BinaryFunction.TIMES ? node.with(new Op.Mul()) : node;
  }

  /** Arithmetic with one value per channel, or element; null where there is no such operator. */
  private static Op byChannel(Op.BinaryFunction function, float[] values) {
    float[] ones = new float[values.length];
    Arrays.fill(ones, 1);
    return switch (function) {
      case PLUS -> new Op.Affine(ones, values);
      case MINUS -> new Op.Affine(ones, negative(values));
      case TIMES -> new Op.Affine(values, new float[values.length]);
      case LEAKY -> new Op.PRelu(values);
      default -> null;
    };
  }

  private static float[] negative(float[] values) {
    float[] negative = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      negative[i] = -values[i];
    }
    return negative;
  }

  /** A constant as one value per channel, or per element; null where it is neither. */
  private float[] vector(String value, Shape out) {
    float[] values = constants.get(value);
    if (values == null || out.rank() == 0) {
      return null;
    }
    int channels = out.dim(0);
    Shape shape = model.shape(value);
    if (values.length == 1 && channels > MOST_CHANNELS) {
      return null;
    }
    if (values.length == 1) {
      float[] all = new float[channels];
      Arrays.fill(all, values[0]);
      return all;
    }
    boolean perChannel =
        shape.rank() == out.rank() && shape.size() == channels && shape.is(0, channels);
    return perChannel || shape.equals(out) ? values : null;
  }
}

package org.sparsevd.onnx.rewrite;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.onnx.tensor.ImportLimit;
import org.sparsevd.tensor.ElementType;
import org.sparsevd.tensor.Shape;

/**
 * Puts operators of images and channels in place of general ones that do the same, in a batched
 * model: kernels and passes know those better.
 */
public final class Familiar {
  private final Model model;
  private final Map<String, Node> known;
  private final Rewriting draft;

  /** Quotients that are rounded to levels: products with reciprocals may tie another way. */
  private final Set<String> divided = new HashSet<>();

  private final Constants constants;
  private final Sums sums;
  private final Pools pools;
  private final Images images;

  private Familiar(Model model, Map<String, Node> known, ImportLimit limit) {
    this.model = model;
    this.known = known;
    this.draft = new Rewriting(model);
    this.constants = new Constants(draft, limit);
    this.sums = new Sums(draft, constants);
    this.pools = new Pools(draft);
    this.images = new Images(draft);
    model.nodes().stream()
        .filter(node -> isRounding(node.op()))
        .forEach(node -> divided.addAll(node.inputs()));
  }

  /**
   * The model with such operators; the same where it is not batched, or open.
   *
   * @param known nodes, by name, that are known to be made by one such operator
   * @param limit of vectors that are made of fewer numbers
   */
  public static Model apply(Model model, Map<String, Node> known, ImportLimit limit) {
    boolean plain = model.isPlain() && model.symbols().isEmpty();
    return plain ? new Familiar(model, known, limit).apply() : model;
  }

  private Model apply() {
    for (Node node : model.nodes()) {
      draft.begin(node);
      draft.end(value(node));
    }
    return draft.model();
  }

  private String value(Node node) {
    String stated = stated(node);
    String found = stated == null ? familiar(node) : stated;
    return found == null ? draft.add(node.op(), inputs(node)) : found;
  }

  private String[] inputs(Node node) {
    return node.inputs().stream().map(draft::now).toArray(String[]::new);
  }

  /** What the node is known to be; null where nothing is known, or no longer true. */
  private String stated(Node node) {
    Node stands = known.get(node.name());
    String read = stands == null ? null : draft.now(stands.inputs().get(0));
    if (read == null || !draft.type(read).equals(ElementType.FLOAT)) {
      return null;
    }
    try {
      Shape out = stands.op().outputShape(List.of(draft.shape(read)));
      return out.equals(model.shape(node.name())) ? draft.add(stands.op(), read) : null;
    } catch (IllegalArgumentException e) {
      // Such as a norm of a value that is no longer one of channels.
      return null;
    }
  }

  /** What stands for the node; null where it stays as it is. */
  private String familiar(Node node) {
    String[] in = inputs(node);
    Op op = node.op();
    if (op instanceof Op.Reshape || op instanceof Op.Flatten) {
      return draft.reshaped(in[0], model.shape(node.name()));
    }
    if (op instanceof Op.MoveAxes move) {
      return draft.moved(in[0], move.order());
    }
    if (!model.type(node.name()).equals(ElementType.FLOAT)) {
      return null;
    }
    if (op instanceof Op.Binary binary && !binary.whole() && !isDivided(node, binary)) {
      return sums.of(binary.function(), in[0], in[1]);
    }
    if (op instanceof Op.Reduce reduce) {
      return pools.of(reduce, in[0]);
    }
    if (op instanceof Op.ConcatAlong join) {
      return joined(join.axis(), in);
    }
    if (op instanceof Op.Along along) {
      return along(along, in[0]);
    }
    if (op instanceof Op.Gather gather) {
      return only(node, gather, in);
    }
    return op instanceof Op.Pad || op instanceof Op.Resize ? images.of(op, in[0]) : null;
  }

  private static boolean isRounding(Op op) {
    return op == Op.Function.ROUND || op instanceof Op.Quantize levels && levels.scale() == 1;
  }

  private boolean isDivided(Node node, Op.Binary binary) {
    return binary.function() == Op.BinaryFunction.OVER && divided.contains(node.name());
  }

  /** Channels that stand elsewhere are moved to the front where that takes back a movement. */
  private String joined(int axis, String[] parts) {
    if (Arrays.stream(parts).noneMatch(part -> draft.isNear(part, axis))) {
      return null;
    }
    String[] fronts = new String[parts.length];
    for (int i = 0; i < parts.length; i++) {
      fronts[i] = draft.toFront(parts[i], axis);
    }
    return draft.fromFront(draft.part("_joined", new Op.Concat(), fronts), axis);
  }

  private String along(Op.Along along, String value) {
    Op op =
        switch (along.function()) {
          case SOFTMAX -> new Op.Softmax();
          case LOG_SOFTMAX -> new Op.LogSoftmax();
          default -> null;
        };
    if (op == null || !draft.isNear(value, along.axis())) {
      return null;
    }
    String front = draft.toFront(value, along.axis());
    return draft.fromFront(draft.part("_front", op, front), along.axis());
  }

  /** The only entry of a dimension, which nothing has to be picked for. */
  private String only(Node node, Op.Gather gather, String[] in) {
    float[] index = constants.of(in[1]);
    boolean one = index != null && index.length == 1 && draft.shape(in[0]).dim(gather.axis()) == 1;
    return one ? draft.reshaped(in[0], model.shape(node.name())) : null;
  }
}

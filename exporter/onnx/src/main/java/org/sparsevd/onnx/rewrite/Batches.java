package org.sparsevd.onnx.rewrite;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.tensor.Dim;
import org.sparsevd.tensor.ElementType;
import org.sparsevd.tensor.Shape;

/**
 * Finds out whether a model works on each element of the first dimension by itself, as on the
 * inputs of a batch, and leaves that dimension out. Such a model takes any batch, and what it
 * computes can be compressed and made fast by all that knows batched models.
 */
public final class Batches {
  private final Model whole;
  private final Dim batch;
  private final Set<String> batched = new HashSet<>();
  private final Map<String, String> names = new HashMap<>();
  private final Set<String> taken = new HashSet<>();
  private final List<Node> nodes = new ArrayList<>();

  private Batches(Model whole) {
    this.whole = whole;
    this.batch = whole.inputs().get(0).shape().extent(0);
    whole.nodes().forEach(node -> taken.add(node.name()));
    taken.add(Model.INPUT);
  }

  /**
   * The model of one input of a batch; the same model where it works across inputs, has several, or
   * is open in other dimensions.
   */
  public static Model apply(Model whole) {
    boolean one =
        whole.inputs().size() == 1
            && whole.outputs().size() == 1
            && whole.inputs().get(0).type() == ElementType.FLOAT
            && whole.type(whole.output()) == ElementType.FLOAT
            && whole.inputs().get(0).shape().rank() > 1;
    try {
      Model alone = one ? new Batches(whole).alone() : null;
      return alone == null ? whole : alone;
    } catch (IllegalArgumentException e) {
      // An operator does not take what is left of a shape.
      return whole;
    }
  }

  private Model alone() {
    Model.Input input = whole.onlyInput();
    Shape shape = rest(input.shape());
    if (!shape.isFixed()) {
      return null;
    }
    batched.add(input.name());
    names.put(input.name(), Model.INPUT);
    for (Node node : whole.nodes()) {
      if (!read(node)) {
        return null;
      }
    }
    if (!batched.contains(whole.output())) {
      return null;
    }
    Model alone =
        new Model(
            whole.name(),
            shape,
            nodes,
            names.getOrDefault(whole.output(), whole.output()),
            whole.metadata());
    boolean fits = one(whole.outputShape()).equals(alone.outputShape());
    return fits ? alone : null;
  }

  private static Shape rest(Shape shape) {
    return Shape.of(Arrays.copyOfRange(shape.extents(), 1, shape.rank()));
  }

  /** Of one input; one number for each is a list of one. */
  private static Shape one(Shape shape) {
    return shape.rank() == 1 ? Shape.of(1) : rest(shape);
  }

  /** Whether the node works on each input by itself. */
  private boolean read(Node node) {
    List<Shape> shapes = new ArrayList<>(node.inputs().stream().map(whole::shape).toList());
    List<String> inputs = new ArrayList<>();
    boolean[] over = new boolean[shapes.size()];
    boolean any = false;
    for (int i = 0; i < over.length; i++) {
      over[i] = batched.contains(node.inputs().get(i));
      any |= over[i];
      inputs.add(names.getOrDefault(node.inputs().get(i), node.inputs().get(i)));
    }
    Shape out = whole.shape(node.name());
    if (any && (out.rank() < 1 || !out.extent(0).equals(batch))) {
      return false;
    }
    Op op = node.op();
    boolean repeated = !any && isRepeated(op, shapes, out);
    if (any || repeated) {
      any = true;
      boolean heads = op instanceof Op.Attention attention && attention.heads() > 1;
      shorten(node, shapes, over, inputs, heads ? out.rank() + 1 : out.rank());
      op = repeated ? new Op.Expand(rest(out)) : alone(op, shapes, over, out);
    }
    if (op == null) {
      return false;
    }
    nodes.add(node.with(op, node.steps()).renamed(node.name(), inputs));
    if (any && out.rank() == 1 && op instanceof Op.Gather) {
      // One number, which is a list of one here.
      names.put(node.name(), reshaped(node.name() + "_list", Shape.of(1), node.name()));
    }
    if (any) {
      batched.add(node.name());
    }
    return true;
  }

  /** Whether what is the same for all inputs is repeated for each input of the batch. */
  private boolean isRepeated(Op op, List<Shape> shapes, Shape out) {
    return op instanceof Op.Expand
        && !batch.equals(Dim.of(1))
        && out.rank() > 1
        && out.extent(0).equals(batch)
        && (shapes.get(0).rank() < out.rank() || shapes.get(0).is(0, 1));
  }

  /**
   * Operands that are the same for all inputs lose a first dimension of one. In a batch of one,
   * what is joined to a value is that of each input.
   */
  private void shorten(
      Node node, List<Shape> shapes, boolean[] over, List<String> inputs, int rank) {
    Op op = node.op();
    boolean joins = op instanceof Op.ConcatAlong && batch.equals(Dim.of(1));
    boolean spreads =
        op instanceof Op.Binary
            || op instanceof Op.Where
            || op instanceof Op.MatMul
            || op instanceof Op.Attention;
    for (int i = 0; i < over.length; i++) {
      Shape shape = shapes.get(i);
      if (!over[i]
          && shape.rank() == rank
          && shape.is(0, 1)
          && (spreads || joins || op instanceof Op.Expand)) {
        String name = node.name() + "_operand" + i;
        inputs.set(i, reshaped(name, rest(shape), inputs.get(i)));
        shapes.set(i, rest(shape));
        over[i] = joins;
      }
    }
  }

  private String reshaped(String wanted, Shape shape, String value) {
    String name = wanted;
    while (!taken.add(name)) {
      name += "_";
    }
    nodes.add(new Node(name, new Op.Reshape(shape), List.of(value)));
    return name;
  }

  private Op alone(Op op, List<Shape> shapes, boolean[] over, Shape out) {
    if (op instanceof Op.General general) {
      return general.alone(shapes, over);
    }
    Shape in = shapes.get(0);
    if (op instanceof Op.Pointwise) {
      return op;
    }
    if (op instanceof Op.Reshape && in.extent(0).equals(batch)) {
      return new Op.Reshape(one(out));
    }
    boolean layer = op instanceof Op.Dense && in.rank() > 1;
    boolean image = (op instanceof Op.Conv2d || op instanceof Op.Pooling) && in.rank() > 3;
    return layer || image ? op : null;
  }
}

package org.sparsevd.runtime.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.model.OpKind;
import org.sparsevd.tensor.Shape;

/**
 * Puts layers over values of any rank into shapes that kernels know: one image, several images, or
 * one vector. A sparse layer over many vectors becomes a convolution over an image of as many
 * pixels. So each weight is loaded once for many of them. A dense one reads a matrix whose rows
 * they are.
 */
public final class LayerShapes {
  /** Share of weights from which on products of matrices are faster: measured, see KERNELS.md. */
  private static final double DENSE = 0.35;

  private final Model model;
  private final PackedWeights packed;
  private final List<Node> nodes = new ArrayList<>();
  private final Map<String, Shape> shapes = new HashMap<>();
  private final Map<String, Standing> standings = new HashMap<>();
  private final AddedBiases biases;

  /**
   * Where the elements of a value of the model stand.
   *
   * @param name of the node that has them, perhaps in another shape
   * @param vectors the last dimension comes first there, before so many vectors; 0 where all is in
   *     order
   */
  private record Standing(String name, int vectors) {}

  private LayerShapes(Model model, PackedWeights packed) {
    this.model = model;
    this.packed = packed;
    this.biases = AddedBiases.of(model);
  }

  /**
   * The model in such shapes.
   *
   * @param model bound to numbers
   * @param packed what all models of these weights share
   */
  public static Model of(Model model, PackedWeights packed) {
    return new LayerShapes(model, packed).run();
  }

  private Model run() {
    for (Model.Input input : model.inputs()) {
      shapes.put(input.name(), input.shape());
      standings.put(input.name(), new Standing(input.name(), 0));
    }
    for (Node node : model.nodes()) {
      standings.put(node.name(), place(node));
    }
    List<Model.Output> outputs = new ArrayList<>();
    for (Model.Output output : model.outputs()) {
      outputs.add(new Model.Output(output.name(), inOrder(output.value())));
    }
    return model.withNodes(nodes, outputs);
  }

  private Standing place(Node node) {
    Op op = node.op();
    OpKind kind = op.kind();
    if (kind == Op.WeightedKind.DENSE) {
      return dense(node, biases.biased(node, (Op.Dense) op, packed));
    } else if (biases.isPart(node)) {
      return standings.get(biases.layer(node));
    } else if (kind == Op.WeightedKind.CONV_2D) {
      return image(node, size(node) / lastThree(node).size());
    } else if (op instanceof Op.Pooling) {
      return pooling(node);
    } else if (op instanceof Op.Pointwise) {
      Standing in = standings.get(node.inputs().get(0));
      return new Standing(emit(node.name(), op, in.name()), in.vectors());
    } else if (isSum(node)) {
      return sum(node);
    } else if (kind == Op.MovementKind.FLATTEN
        || kind == Op.MovementKind.RESHAPE
        || kind == Op.MovementKind.RESHAPE_OPEN) {
      return new Standing(inOrder(node.inputs().get(0)), 0);
    }
    List<String> inputs = new ArrayList<>();
    for (String input : node.inputs()) {
      inputs.add(as(input, model.shape(input)));
    }
    return new Standing(emit(node.renamed(node.name(), inputs)), 0);
  }

  private int size(Node node) {
    return model.shape(node.inputs().get(0)).size();
  }

  private Shape lastThree(Node node) {
    return KnownShapes.lastThree(model.shape(node.inputs().get(0)));
  }

  private Standing dense(Node node, Op.Dense op) {
    String input = node.inputs().get(0);
    int columns = op.weight().columns();
    int vectors = size(node) / columns;
    if (vectors == 1) {
      return new Standing(emit(node.name(), op, as(input, Shape.of(columns))), 0);
    }
    if (DENSE <= op.weight().density()) {
      return new Standing(emit(node.name(), op, as(input, Shape.of(vectors, columns))), 0);
    }
    Standing in = standings.get(input);
    String image;
    if (in.vectors() == vectors && shapes.get(in.name()).dim(0) == columns) {
      image = in.name();
    } else {
      String rows = as(input, Shape.of(vectors, columns));
      String turned = turn(rows + " turned", rows);
      image = reshape(turned, Shape.of(columns, 1, vectors));
    }
    return new Standing(emit(node.name(), packed.convolution(op), image), vectors);
  }

  private String turn(String name, String matrix) {
    return shapes.containsKey(name) ? name : emit(name, new Op.Transpose(List.of(1, 0)), matrix);
  }

  private Standing image(Node node, int images) {
    Shape one = lastThree(node);
    Shape shape = images == 1 ? one : with(images, one);
    return new Standing(emit(node.name(), node.op(), as(node.inputs().get(0), shape)), 0);
  }

  private static Shape with(int images, Shape one) {
    return Shape.of(images, one.dim(0), one.dim(1), one.dim(2));
  }

  /** Channel by channel, so that those of several images may as well be those of one. */
  private Standing pooling(Node node) {
    Shape one = lastThree(node);
    int channels = size(node) / one.dim(1) / one.dim(2);
    String image = as(node.inputs().get(0), Shape.of(channels, one.dim(1), one.dim(2)));
    return new Standing(emit(node.name(), node.op(), image), 0);
  }

  /** Whether it adds floats of one shape. */
  private boolean isSum(Node node) {
    return node.op() instanceof Op.Binary binary
        && binary.function() == Op.BinaryFunction.PLUS
        && !binary.whole()
        && model.shape(node.inputs().get(0)).equals(model.shape(node.inputs().get(1)));
  }

  private Standing sum(Node node) {
    Standing first = standings.get(node.inputs().get(0));
    Standing second = standings.get(node.inputs().get(1));
    String a = first.name();
    String b = second.name();
    boolean same = first.vectors() == second.vectors() && shapes.get(a).equals(shapes.get(b));
    if (!same) {
      Shape shape = model.shape(node.name());
      a = as(node.inputs().get(0), shape);
      b = as(node.inputs().get(1), shape);
    }
    return new Standing(emit(node.name(), new Op.Add(), a, b), same ? first.vectors() : 0);
  }

  /** The node that has a value's elements in order, in some shape. */
  private String inOrder(String value) {
    Standing standing = standings.get(value);
    if (standing.vectors() > 0) {
      Shape shape = shapes.get(standing.name());
      Shape matrix = Shape.of(shape.dim(0), standing.vectors());
      String name = turn(value + " in order", reshape(standing.name(), matrix));
      standing = new Standing(name, 0);
      standings.put(value, standing);
    }
    return standing.name();
  }

  private String as(String value, Shape shape) {
    return reshape(inOrder(value), shape);
  }

  private String reshape(String node, Shape shape) {
    if (shapes.get(node).equals(shape)) {
      return node;
    }
    String name = node + " as " + shape;
    return shapes.containsKey(name) ? name : emit(name, new Op.Reshape(shape), node);
  }

  private String emit(String name, Op op, String... inputs) {
    return emit(new Node(name, op, List.of(inputs)));
  }

  private String emit(Node node) {
    nodes.add(node);
    shapes.put(
        node.name(), node.op().outputShape(node.inputs().stream().map(shapes::get).toList()));
    return node.name();
  }
}

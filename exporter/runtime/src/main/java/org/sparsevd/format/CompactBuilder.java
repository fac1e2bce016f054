package org.sparsevd.format;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.sparsevd.codec.CodedReader;
import org.sparsevd.codec.ColumnLayout;
import org.sparsevd.codec.QuantizedTensor;
import org.sparsevd.codec.TabledTensor;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.model.Window;
import org.sparsevd.sparse.TensorCodec;
import org.sparsevd.tensor.CorruptTensorException;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.Shape;
import org.sparsevd.tensor.Step;
import org.sparsevd.tensor.Tensor;

/**
 * Makes the model of a graph of version 2 or above: infers shapes and reads the tensors on the way.
 */
final class CompactBuilder {
  private final ByteInput in;
  private final long allowedElements;
  private final int streamStart;
  private final CodedReader stream;
  private final List<Model.Input> inputs;
  private final List<String> names = new ArrayList<>();
  private final List<Shape> shapes = new ArrayList<>();

  /** Per value: how it lies in an image, where it is one that was flattened. */
  private final List<ColumnLayout> grids = new ArrayList<>();

  private final List<Node> nodes = new ArrayList<>();

  /** Of the node that is made: the steps of its coded tensors. */
  private Map<Integer, Step> steps = Map.of();

  private final Map<String, Tensor> deviations = new HashMap<>();
  private long elements;

  /** The coded stream is what {@code in} has left. */
  CompactBuilder(ByteInput in, List<Model.Input> inputs, long allowedElements)
      throws FormatException {
    this.in = in;
    this.inputs = inputs;
    this.allowedElements = allowedElements;
    int length = in.remaining();
    this.streamStart = in.skip(length, "coded stream");
    this.stream = new CodedReader(in.bytes(), streamStart, length);
    for (Model.Input input : inputs) {
      expand(streamStart, "input '" + input.name() + "'", input.shape());
      names.add(input.name());
      shapes.add(input.shape());
      grids.add(ColumnLayout.NONE);
    }
  }

  /**
   * Reads all tensors.
   *
   * @param uncertain whether deviations of weights follow
   */
  void build(List<CompactNode> described, boolean uncertain) throws FormatException {
    for (CompactNode node : described) {
      add(node);
    }
    try {
      if (uncertain) {
        readDeviations(described);
      }
      stream.finish();
    } catch (CorruptTensorException e) {
      throw in.refuse((long) streamStart + e.offset(), "coded stream: " + e.getMessage());
    }
  }

  /** The model of the nodes that were built. */
  Model model(
      String name, List<Model.Output> outputs, boolean batched, Map<String, String> metadata) {
    Model model = new Model(name, inputs, nodes, outputs, batched, metadata);
    Limits.checkWork(model);
    return model;
  }

  /** Reads the deviations of all weights, which stand behind the tensors. */
  private void readDeviations(List<CompactNode> described)
      throws FormatException, CorruptTensorException {
    for (int i = 0; i < nodes.size(); i++) {
      if (nodes.get(i).op() instanceof Op.Weighted layer) {
        String name = nodes.get(i).name();
        expand(described.get(i).offset(), "the deviations of " + name, layer.weight().shape());
        Tensor read = stream.nextDeviations(layer.weight());
        if (read != null) {
          deviations.put(name, read);
        }
      }
    }
    if (deviations.isEmpty()) {
      throw in.refuse(streamStart, "deviations are announced, and no weight has any");
    }
  }

  Map<String, Tensor> deviations() {
    return deviations;
  }

  /** How many decisions the coded stream took so far. */
  long decisions() {
    return stream.decisions();
  }

  private void add(CompactNode node) throws FormatException {
    List<Shape> read = new ArrayList<>();
    List<String> readNames = new ArrayList<>();
    for (int input : node.inputs()) {
      read.add(shapes.get(input));
      readNames.add(names.get(input));
    }
    steps = new HashMap<>();
    Op op;
    Shape shape;
    try {
      op = node.tensors() == null ? operator(node, read) : stated(node);
      shape = op.outputShape(read);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw in.refuse(node.offset(), "node '" + node.name() + "': " + e.getMessage());
    }
    expand(node.offset(), "value '" + node.name() + "'", shape);
    nodes.add(new Node(node.name(), op, readNames, steps));
    names.add(node.name());
    shapes.add(shape);
    boolean flat = op instanceof Op.Flatten;
    grids.add(flat ? ColumnLayout.flattened(read.get(0)) : ColumnLayout.NONE);
  }

  /** Counts towards the expansion limit; to be called before memory for the elements is taken. */
  private void expand(int offset, String what, Shape shape) throws FormatException {
    if (shape.rank() > Limits.RANK) {
      throw in.refuse(
          offset, what + " has " + shape.rank() + " dimensions, at most " + Limits.RANK);
    }
    elements += shape.isFixed() ? shape.size() : 0;
    if (elements > allowedElements) {
      throw in.refuse(
          offset, what + " exceeds the expansion limit of " + allowedElements + " elements");
    }
  }

  /** The operator of a node that states the shapes of its tensors. */
  private Op stated(CompactNode node) throws FormatException {
    List<Tensor> tensors = new ArrayList<>();
    for (int i = 0; i < node.kind().tensorCount(); i++) {
      Shape shape = node.tensors().shape(node.kind(), i, node.extent(), node.attributes());
      boolean weight = i == 0 && CompactNode.isWeighted(node.kind());
      ColumnLayout layout = weight ? node.tensors().layout(shape) : ColumnLayout.NONE;
      Shape matrix = node.kind().isGeneral() ? shape.matrix() : shape;
      Tensor stored = tensor(node, i, matrix, layout);
      boolean same = matrix.equals(shape);
      tensors.add(same ? stored : new DenseTensor(shape, stored.toArray()));
    }
    return node.kind().make(node.attributes(), tensors);
  }

  private Op operator(CompactNode node, List<Shape> inputs) throws FormatException {
    List<Tensor> tensors = new ArrayList<>();
    if (CompactNode.isWeighted(node.kind())) {
      tensors.add(weight(node, inputs.get(0)));
      tensors.add(vector(node, 1, node.extent()));
    } else {
      boolean stated = CompactNode.statesLength(node.kind());
      for (int i = 0; i < node.kind().tensorCount(); i++) {
        tensors.add(vector(node, i, stated ? node.extent() : inputs.get(0).dim(0)));
      }
    }
    return node.kind().make(node.attributes(), tensors);
  }

  private Tensor weight(CompactNode node, Shape input) throws FormatException {
    if (!node.kind().row().hasWindow()) {
      Shape shape = Shape.of(node.extent(), input.size());
      return tensor(node, 0, shape, grids.get(node.inputs().get(0)));
    }
    int groups = node.attributes().integer(0);
    Window window = node.attributes().window(1);
    if (input.dim(0) % groups != 0) {
      throw new IllegalArgumentException(
          input.dim(0) + " channels do not split into " + groups + " groups");
    }
    Shape shape =
        Shape.of(node.extent(), input.dim(0) / groups, window.kernelHeight(), window.kernelWidth());
    return tensor(node, 0, shape, ColumnLayout.of(shape));
  }

  private Tensor vector(CompactNode node, int index, int length) throws FormatException {
    return tensor(node, index, Shape.of(1, length), ColumnLayout.NONE);
  }

  private Tensor tensor(CompactNode node, int index, Shape shape, ColumnLayout grid)
      throws FormatException {
    expand(node.offset(), "tensor " + (index + 1) + " of " + node.name(), shape);
    CompactNode.Stored stored = node.stored().isEmpty() ? null : node.stored().get(index);
    boolean coded = stored == null || stored.kind() == CompactNode.CODED;
    int start = coded ? streamStart : stored.offset();
    try {
      if (coded) {
        QuantizedTensor tensor = stream.next(shape, grid);
        steps.put(index, tensor.step());
        return tensor.toTensor();
      }
      if (stored.kind() == CompactNode.TABLED) {
        TabledTensor tensor = TabledTensor.decode(in.bytes(), start, stored.length(), shape);
        steps.put(index, tensor.step());
        return tensor.tensor();
      }
      return TensorCodec.decode(
          in.bytes(), start, stored.length(), shape, StorageKind.of(stored.kind()));
    } catch (CorruptTensorException e) {
      throw in.refuse(
          (long) start + e.offset(),
          "tensor " + (index + 1) + " of " + node.name() + ": " + e.getMessage());
    }
  }
}

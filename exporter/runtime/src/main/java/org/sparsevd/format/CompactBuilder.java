package org.sparsevd.format;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.sparsevd.codec.CodedReader;
import org.sparsevd.codec.ColumnLayout;
import org.sparsevd.codec.QuantizedTensor;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.model.Window;
import org.sparsevd.sparse.TensorCodec;
import org.sparsevd.tensor.CorruptTensorException;
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
  private final List<String> names = new ArrayList<>(List.of(Model.INPUT));
  private final List<Shape> shapes = new ArrayList<>();

  /** Per value: how it lies in an image, where it is one that was flattened. */
  private final List<ColumnLayout> grids = new ArrayList<>(List.of(ColumnLayout.NONE));

  private final List<Node> nodes = new ArrayList<>();

  /** Of the node that is made: the steps of its coded tensors. */
  private Map<Integer, Step> steps = Map.of();

  private final Map<String, Tensor> deviations = new HashMap<>();
  private long elements;

  /** The coded stream is what {@code in} has left. */
  CompactBuilder(ByteInput in, Shape input, long allowedElements) throws FormatException {
    this.in = in;
    this.allowedElements = allowedElements;
    int length = in.remaining();
    this.streamStart = in.skip(length, "coded stream");
    this.stream = new CodedReader(in.bytes(), streamStart, length);
    expand(streamStart, "input", input);
    shapes.add(input);
  }

  Model build(
      String name,
      List<CompactNode> described,
      int output,
      Map<String, String> metadata,
      boolean uncertain)
      throws FormatException {
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
    Model model = new Model(name, shapes.get(0), nodes, names.get(output), metadata);
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
    List<Shape> inputs = new ArrayList<>();
    List<String> inputNames = new ArrayList<>();
    for (int input : node.inputs()) {
      inputs.add(shapes.get(input));
      inputNames.add(names.get(input));
    }
    steps = new HashMap<>();
    Op op;
    Shape shape;
    try {
      op = operator(node, inputs);
      shape = op.outputShape(inputs);
    } catch (IllegalArgumentException e) {
      throw in.refuse(node.offset(), "node '" + node.name() + "': " + e.getMessage());
    }
    expand(node.offset(), "value '" + node.name() + "'", shape);
    nodes.add(new Node(node.name(), op, inputNames, steps));
    names.add(node.name());
    shapes.add(shape);
    boolean flat = op instanceof Op.Flatten;
    grids.add(flat ? ColumnLayout.flattened(inputs.get(0)) : ColumnLayout.NONE);
  }

  /** Counts towards the expansion limit; to be called before memory for the elements is taken. */
  private void expand(int offset, String what, Shape shape) throws FormatException {
    elements += shape.size();
    if (elements > allowedElements) {
      throw in.refuse(
          offset, what + " exceeds the expansion limit of " + allowedElements + " elements");
    }
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
      return TensorCodec.decode(
          in.bytes(), start, stored.length(), shape, StorageKind.of(stored.kind()));
    } catch (CorruptTensorException e) {
      throw in.refuse(
          (long) start + e.offset(),
          "tensor " + (index + 1) + " of " + node.name() + ": " + e.getMessage());
    }
  }
}

package org.sparsevd.format;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.sparsevd.model.Attributes;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.model.OpKind;
import org.sparsevd.model.Window;
import org.sparsevd.sparse.Storage;
import org.sparsevd.sparse.TensorCodec;
import org.sparsevd.tensor.CorruptTensorException;
import org.sparsevd.tensor.Shape;
import org.sparsevd.tensor.Tensor;

/** Reads the sections model and weights side by side. */
final class ModelReader {
  private final ByteInput graph;
  private final ByteInput weights;
  private final long allowedElements;
  private long elements;
  private final List<String> values = new ArrayList<>(List.of(Model.INPUT));

  /**
   * A reader of both sections.
   *
   * @param allowedElements the expansion limit
   */
  ModelReader(ByteInput graph, ByteInput weights, long allowedElements) {
    this.graph = graph;
    this.weights = weights;
    this.allowedElements = allowedElements;
  }

  Model read(Map<String, String> metadata) throws FormatException {
    int start = graph.offset();
    String name = graph.string("model name", 0, Limits.NAME_BYTES);
    Shape input = inputShape();
    int count = graph.varint("number of nodes", 0, Limits.NODES);
    List<Node> nodes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Node node = node();
      nodes.add(node);
      values.add(node.name());
    }
    String output = values.get(graph.varint("output", 0, count));
    graph.expectEnd();
    weights.expectEnd();
    try {
      Model model = new Model(name, input, nodes, output, metadata);
      for (String value : values) {
        expand(start, "value '" + value + "'", model.shape(value));
      }
      Limits.checkWork(model);
      if (FileVersion.of(model) > FileVersion.SECTIONS) {
        throw graph.refuse(
            start,
            FileVersion.isGeneral(model)
                ? "operators over more dimensions came with version 4"
                : "Softmax over channels of an image came with version 3");
      }
      return model;
    } catch (IllegalArgumentException e) {
      throw graph.refuse(start, e.getMessage());
    }
  }

  /** Counts towards the expansion limit; to be called before memory for the elements is taken. */
  private void expand(int offset, String what, Shape shape) throws FormatException {
    elements += shape.size();
    if (elements > allowedElements) {
      throw graph.refuse(
          offset, what + " exceeds the expansion limit of " + allowedElements + " elements");
    }
  }

  private Shape inputShape() throws FormatException {
    int start = graph.offset();
    int[] dims = new int[graph.varint("input rank", 1, Limits.RANK)];
    for (int axis = 0; axis < dims.length; axis++) {
      dims[axis] = positive("input dimension");
    }
    return shape(start, dims);
  }

  private Shape shape(int offset, int... dims) throws FormatException {
    try {
      return Shape.of(dims);
    } catch (IllegalArgumentException e) {
      throw graph.refuse(offset, e.getMessage());
    }
  }

  private int positive(String what) throws FormatException {
    return graph.varint(what, 1, Integer.MAX_VALUE);
  }

  private Node node() throws FormatException {
    int start = graph.offset();
    int number = graph.u8("operator");
    OpKind kind = OpKind.of(number);
    if (kind == null || !FileVersion.has(FileVersion.SECTIONS, kind)) {
      throw graph.refuse(start, "operator " + number + " is unknown");
    }
    String name = graph.string("node name", 1, Limits.NAME_BYTES);
    int count = kind.row().arity() < 0 ? positive("number of inputs") : kind.row().arity();
    List<String> inputs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      inputs.add(values.get(values.size() - graph.varint("input", 1, values.size())));
    }
    try {
      return new Node(name, operator(kind, name), inputs);
    } catch (IllegalArgumentException e) {
      throw graph.refuse(start, "node '" + name + "': " + e.getMessage());
    }
  }

  private Op operator(OpKind kind, String name) throws FormatException {
    if (CompactNode.isWeighted(kind)) {
      return layer(kind, name);
    }
    int length = kind.tensorCount() > 0 ? positive("length") : 0;
    Attributes attributes = AttributeForms.read(kind, AttributeForms.ALL_STATED, graph);
    List<Tensor> tensors = new ArrayList<>();
    for (String vector : kind.row().vectors()) {
      tensors.add(tensor(name + "." + vector, Shape.of(1, length)));
    }
    return kind.make(attributes, tensors);
  }

  private Op layer(OpKind kind, String name) throws FormatException {
    int start = graph.offset();
    int outputs = positive("outputs");
    int channels = positive("channels");
    Attributes attributes = AttributeForms.read(kind, AttributeForms.ALL_STATED, graph);
    Window window = kind.row().hasWindow() ? attributes.window(1) : null;
    Shape shape =
        window == null
            ? shape(start, outputs, channels)
            : shape(start, outputs, channels, window.kernelHeight(), window.kernelWidth());
    Tensor weight = tensor(name + ".weight", shape);
    return kind.make(attributes, List.of(weight, tensor(name + ".bias", Shape.of(1, outputs))));
  }

  private Tensor tensor(String name, Shape shape) throws FormatException {
    int start = graph.offset();
    expand(start, name, shape);
    int number = graph.u8("storage kind of " + name);
    Storage storage = StorageKind.of(number);
    if (storage == null) {
      throw graph.refuse(start, "storage kind " + number + " of " + name + " is unknown");
    }
    int length = graph.varint("bytes of " + name);
    int offset = weights.skip(length, name);
    try {
      return TensorCodec.decode(weights.bytes(), offset, length, shape, storage);
    } catch (CorruptTensorException e) {
      throw weights.refuse((long) offset + e.offset(), name + ": " + e.getMessage());
    }
  }
}

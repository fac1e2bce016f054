package org.sparsevd.format;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sparsevd.codec.CodedWriter;
import org.sparsevd.codec.ColumnLayout;
import org.sparsevd.codec.QuantizedTensor;
import org.sparsevd.model.DenseTensor;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.model.Shape;
import org.sparsevd.model.Tensor;
import org.sparsevd.model.Window;
import org.sparsevd.sparse.Storage;
import org.sparsevd.sparse.TensorCodec;

/** Writes the body of a file of version 2 or 3: the graph, then the coded stream. */
final class CompactWriter {
  /** Bits of the first byte; the input's rank less one is above them. */
  static final int NAMES = 1;

  static final int METADATA = 2;
  static final int OUTPUT = 4;
  static final int RANK_SHIFT = 3;

  private final Model model;
  private final StorageChoice choice;
  private final ByteOutput graph = new ByteOutput();
  private final CodedWriter coded = new CodedWriter();
  private final Map<String, ColumnLayout> grids = new HashMap<>();
  private final Map<String, Integer> values = new HashMap<>(Map.of(Model.INPUT, 0));

  CompactWriter(Model model, StorageChoice choice) {
    this.model = model;
    this.choice = choice;
  }

  /** The graph; the stream follows it. */
  ByteOutput write() {
    boolean named = isNamed();
    int last = model.nodes().size();
    String lastName = last == 0 ? Model.INPUT : model.nodes().get(last - 1).name();
    boolean otherOutput = !model.output().equals(lastName);
    int flags = (named ? NAMES : 0) | (model.metadata().isEmpty() ? 0 : METADATA);
    Shape input = model.inputShape();
    graph.u8(flags | (otherOutput ? OUTPUT : 0) | input.rank() - 1 << RANK_SHIFT);
    if (named) {
      graph.string(model.name());
    }
    for (int axis = 0; axis < input.rank(); axis++) {
      graph.varint(input.dim(axis));
    }
    graph.varint(last);
    for (Node node : model.nodes()) {
      node(node, named);
      if (node.op() instanceof Op.Flatten) {
        grids.put(node.name(), ColumnLayout.flattened(model.shape(node.inputs().get(0))));
      }
      values.put(node.name(), values.size());
    }
    if (otherOutput) {
      graph.varint(values.get(model.output()));
    }
    if (!model.metadata().isEmpty()) {
      Frame.metadata(graph, model.metadata());
    }
    graph.raw(coded.toBytes());
    return graph;
  }

  private boolean isNamed() {
    boolean named = !model.name().isEmpty();
    for (int i = 0; i < model.nodes().size(); i++) {
      Node node = model.nodes().get(i);
      named |= !node.name().equals(CompactNode.name(OpCode.of(node.op()), i));
    }
    return named;
  }

  private void node(Node node, boolean named) {
    OpCode code = OpCode.of(node.op());
    List<Tensor> tensors = tensors(node.op());
    List<Optional<QuantizedTensor>> exact = new ArrayList<>();
    boolean allCoded = true;
    for (Tensor tensor : tensors) {
      exact.add(choice.coded(tensor));
      allCoded &= exact.get(exact.size() - 1).isPresent();
    }
    int first =
        Math.min(code.number(), CompactNode.MORE_OPERATORS)
            | (allCoded ? 0 : CompactNode.STORAGE)
            | attributeFlags(node.op());
    boolean inputs = code.arity() != 1 || values.get(node.inputs().get(0)) != values.size() - 1;
    graph.u8(first | (inputs ? CompactNode.INPUTS : 0));
    if (code.number() >= CompactNode.MORE_OPERATORS) {
      graph.u8(code.number());
    }
    if (named) {
      graph.string(node.name());
    }
    if (inputs) {
      if (code.arity() < 0) {
        graph.varint(node.inputs().size());
      }
      for (String name : node.inputs()) {
        graph.varint(values.size() - values.get(name));
      }
    }
    attributes(node.op());
    for (int i = 0; i < tensors.size(); i++) {
      tensor(tensors.get(i), exact.get(i), allCoded, i == 0 ? grid(node) : ColumnLayout.NONE);
    }
  }

  /** How the columns of a node's weight lie in an image. */
  private ColumnLayout grid(Node node) {
    if (node.op() instanceof Op.Conv2d conv) {
      return ColumnLayout.of(conv.weight().shape());
    }
    boolean dense = node.op() instanceof Op.Dense;
    return dense ? grids.getOrDefault(node.inputs().get(0), ColumnLayout.NONE) : ColumnLayout.NONE;
  }

  private static int attributeFlags(Op op) {
    int flags = 0;
    Window window = window(op);
    if (window != null && !window.equals(CompactNode.plain(OpCode.of(op), window.kernelHeight()))) {
      flags |= CompactNode.WINDOW;
    }
    if (op instanceof Op.Conv2d conv && conv.groups() > 1
        || op instanceof Op.AvgPool2d pool && pool.countPadding()
        || op instanceof Op.Upsample2d upsample && upsample.zeros()) {
      flags |= CompactNode.OPTION;
    }
    return flags;
  }

  private static Window window(Op op) {
    if (op instanceof Op.Conv2d conv) {
      return conv.window();
    }
    if (op instanceof Op.MaxPool2d pool) {
      return pool.window();
    }
    return op instanceof Op.AvgPool2d pool ? pool.window() : null;
  }

  private void attributes(Op op) {
    int flags = attributeFlags(op);
    if (op instanceof Op.Weighted layer) {
      graph.varint(layer.weight().rows());
    }
    if (op instanceof Op.Conv2d conv && (flags & CompactNode.OPTION) != 0) {
      graph.varint(conv.groups());
    }
    if (op instanceof Op.BatchNorm norm) {
      graph.f32(norm.epsilon());
    }
    if (op instanceof Op.Affine affine) {
      graph.varint(affine.scale().length);
    }
    if ((flags & CompactNode.WINDOW) != 0) {
      ModelWriter.window(graph, window(op));
    } else if (window(op) != null) {
      graph.varint(window(op).kernelHeight());
    }
    CompactAttributes.of(op).write(graph);
  }

  private static List<Tensor> tensors(Op op) {
    if (op instanceof Op.Weighted layer) {
      return List.of(layer.weight(), vector(layer.bias()));
    }
    if (op instanceof Op.BatchNorm norm) {
      return List.of(
          vector(norm.scale()), vector(norm.shift()), vector(norm.mean()), vector(norm.variance()));
    }
    if (op instanceof Op.PRelu prelu) {
      return List.of(vector(prelu.slope()));
    }
    return op instanceof Op.Affine affine
        ? List.of(vector(affine.scale()), vector(affine.shift()))
        : List.of();
  }

  private static Tensor vector(float[] values) {
    return new DenseTensor(Shape.of(1, values.length), values);
  }

  private void tensor(
      Tensor tensor, Optional<QuantizedTensor> exact, boolean allCoded, ColumnLayout grid) {
    if (exact.isPresent()) {
      if (!allCoded) {
        graph.u8(CompactNode.CODED);
      }
      coded.add(exact.get(), grid);
      return;
    }
    Storage storage = choice.of(tensor);
    byte[] bytes = TensorCodec.encode(tensor, storage);
    graph.u8(StorageKind.number(storage));
    graph.varint(bytes.length);
    graph.raw(bytes);
  }
}

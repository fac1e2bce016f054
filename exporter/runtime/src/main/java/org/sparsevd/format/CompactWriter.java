package org.sparsevd.format;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sparsevd.codec.CodedWriter;
import org.sparsevd.codec.ColumnLayout;
import org.sparsevd.codec.QuantizedTensor;
import org.sparsevd.codec.TabledTensor;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.model.OpKind;
import org.sparsevd.sparse.Storage;
import org.sparsevd.sparse.TensorCodec;
import org.sparsevd.tensor.Tensor;

/** Writes the body of a file of version 2 or above: the graph, then the coded stream. */
final class CompactWriter {
  /** Bits of the first byte; the input's rank less one is above them. */
  static final int NAMES = 1;

  static final int METADATA = 2;
  static final int OUTPUT = 4;
  static final int RANK_SHIFT = 3;
  static final int RANK_BITS = 7;
  static final int RANK = RANK_BITS << RANK_SHIFT;

  /** Only from version 4 on. */
  static final int DEVIATIONS = 64;

  /** Likewise: a {@link GeneralHeader}. */
  static final int GENERAL = 128;

  private final Model model;
  private final Map<String, Tensor> deviations;
  private final StorageChoice choice;
  private final ByteOutput graph = new ByteOutput();
  private final CodedWriter coded = new CodedWriter();
  private final Map<String, ColumnLayout> grids = new HashMap<>();
  private final Map<String, Integer> values = new HashMap<>();
  private final boolean general;
  private final boolean tables;
  private boolean hasTables;

  CompactWriter(UncertainModel uncertain, StorageChoice choice) {
    this.model = uncertain.model();
    this.deviations = uncertain.deviations();
    this.choice = choice;
    this.general = FileVersion.isGeneral(model);
    this.tables = choice.tables(model);
    model.inputs().forEach(input -> values.put(input.name(), values.size()));
  }

  /** The graph; the stream follows it. */
  ByteOutput write() {
    boolean named = isNamed();
    int last = model.nodes().size();
    String lastName = last == 0 ? Model.INPUT : model.nodes().get(last - 1).name();
    boolean otherOutput = !general && !model.output().equals(lastName);
    int flags = (named ? NAMES : 0) | (model.metadata().isEmpty() ? 0 : METADATA);
    flags |= (deviations.isEmpty() ? 0 : DEVIATIONS) | (otherOutput ? OUTPUT : 0);
    graph.u8(flags | (general ? GENERAL | batched() : rank()));
    if (named) {
      graph.string(model.name());
    }
    inputs();
    graph.varint(last);
    for (Node node : model.nodes()) {
      node(node, named);
      if (general || node.op() instanceof Op.Flatten) {
        grids.put(node.name(), ColumnLayout.flattened(model, node));
      }
      values.put(node.name(), values.size());
    }
    if (general) {
      GeneralHeader.writeOutputs(model, values, graph);
    } else if (otherOutput) {
      graph.varint(values.get(model.output()));
    }
    if (!model.metadata().isEmpty()) {
      Frame.metadata(graph, model.metadata());
    }
    if (!deviations.isEmpty()) {
      model.weights().forEach((name, w) -> coded.addDeviations(w, deviations.get(name)));
    }
    graph.raw(coded.toBytes());
    return graph;
  }

  /** Whether any tensor that was written is tabled. */
  boolean hasTables() {
    return hasTables;
  }

  private int batched() {
    return model.batched() ? GeneralHeader.BATCHED : 0;
  }

  private int rank() {
    return model.inputShape().rank() - 1 << RANK_SHIFT;
  }

  private void inputs() {
    if (general) {
      GeneralHeader.writeInputs(model, graph);
      return;
    }
    for (int extent : model.inputShape().toArray()) {
      graph.varint(extent);
    }
  }

  private boolean isNamed() {
    boolean named = !model.name().isEmpty();
    List<String> inputs = model.inputs().stream().map(Model.Input::name).toList();
    for (int i = 0; i < model.nodes().size(); i++) {
      Node node = model.nodes().get(i);
      named |= !node.name().equals(CompactNode.name(node.op().kind(), i, inputs));
    }
    return named;
  }

  private void node(Node node, boolean named) {
    OpKind kind = node.op().kind();
    List<Tensor> tensors =
        node.op().tensors().stream().map(tensor -> StatedTensors.matrix(kind, tensor)).toList();
    List<Optional<QuantizedTensor>> exact = new ArrayList<>();
    boolean allCoded = true;
    for (int i = 0; i < tensors.size(); i++) {
      exact.add(choice.coded(tensors.get(i), node.step(i)));
      allCoded &= exact.get(i).isPresent() && !isTabled(tensors.get(i));
    }
    ColumnLayout grid = grid(node);
    boolean layout = general && StatedTensors.mayHaveLayout(kind) && grid.width() > 0;
    int flags = AttributeForms.flags(node.op()) | (layout ? CompactNode.OPTION : 0);
    int first =
        Math.min(kind.number(), CompactNode.MORE_OPERATORS)
            | (allCoded ? 0 : CompactNode.STORAGE)
            | flags;
    boolean inputs = statesInputs(node);
    graph.u8(first | (inputs ? CompactNode.INPUTS : 0));
    if (kind.number() >= CompactNode.MORE_OPERATORS) {
      graph.u8(kind.number());
    }
    if (named) {
      graph.string(node.name());
    }
    if (inputs) {
      if (kind.row().arity() < 0) {
        graph.varint(node.inputs().size());
      }
      for (String name : node.inputs()) {
        graph.varint(values.size() - values.get(name));
      }
    }
    if (CompactNode.isWeighted(kind)) {
      graph.varint(tensors.get(0).rows());
    } else if (!general && CompactNode.statesLength(kind)) {
      graph.varint(tensors.get(0).columns());
    }
    if (general) {
      StatedTensors.write(node.op(), grid, graph);
    }
    AttributeForms.write(node.op(), flags, graph);
    for (int i = 0; i < tensors.size(); i++) {
      tensor(tensors.get(i), exact.get(i), allCoded, i == 0 ? grid : ColumnLayout.NONE);
    }
  }

  private boolean statesInputs(Node node) {
    return switch (node.op().arity()) {
      case 0 -> false;
      case 1 -> values.get(node.inputs().get(0)) != values.size() - 1;
      default -> true;
    };
  }

  /** How the columns of a node's weight lie in an image. */
  private ColumnLayout grid(Node node) {
    if (node.op() instanceof Op.Conv2d conv) {
      return ColumnLayout.of(conv.weight().shape());
    }
    boolean dense = node.op() instanceof Op.Dense;
    return dense ? grids.getOrDefault(node.inputs().get(0), ColumnLayout.NONE) : ColumnLayout.NONE;
  }

  private boolean isTabled(Tensor tensor) {
    return tables && TabledTensor.isLarge(tensor);
  }

  private void tensor(
      Tensor tensor, Optional<QuantizedTensor> exact, boolean allCoded, ColumnLayout grid) {
    if (exact.isPresent() && isTabled(tensor)) {
      hasTables = true;
      stored(CompactNode.TABLED, TabledTensor.encode(exact.get()));
      return;
    }
    if (exact.isPresent()) {
      if (!allCoded) {
        graph.u8(CompactNode.CODED);
      }
      coded.add(exact.get(), grid);
      return;
    }
    Storage storage = choice.of(tensor);
    stored(StorageKind.number(storage), TensorCodec.encode(tensor, storage));
  }

  private void stored(int kind, byte[] bytes) {
    graph.u8(kind);
    graph.varint(bytes.length);
    graph.raw(bytes);
  }
}

package org.sparsevd.format;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.sparse.Storage;
import org.sparsevd.sparse.TensorCodec;
import org.sparsevd.tensor.Shape;
import org.sparsevd.tensor.Tensor;

/** Writes the sections model and weights side by side. */
final class ModelWriter {
  private final StorageChoice choice;
  private final ByteOutput graph = new ByteOutput();
  private final ByteOutput weights = new ByteOutput();

  ModelWriter(Model model, StorageChoice choice) {
    this.choice = choice;
    graph.string(model.name());
    Shape input = model.inputShape();
    graph.varint(input.rank());
    for (int axis = 0; axis < input.rank(); axis++) {
      graph.varint(input.dim(axis));
    }
    graph.varint(model.nodes().size());
    Map<String, Integer> values = new HashMap<>(Map.of(Model.INPUT, 0));
    for (Node node : model.nodes()) {
      int value = values.size();
      graph.u8(node.op().kind().number());
      graph.string(node.name());
      if (node.op().arity() < 0) {
        graph.varint(node.inputs().size());
      }
      for (String name : node.inputs()) {
        graph.varint(value - values.get(name));
      }
      operator(node.op());
      values.put(node.name(), value);
    }
    graph.varint(values.get(model.output()));
  }

  ByteOutput graph() {
    return graph;
  }

  ByteOutput weights() {
    return weights;
  }

  private void operator(Op op) {
    List<Tensor> tensors = op.tensors();
    if (CompactNode.isWeighted(op.kind())) {
      graph.varint(tensors.get(0).rows());
      graph.varint(tensors.get(0).shape().dim(1));
    } else if (!tensors.isEmpty()) {
      graph.varint(tensors.get(0).columns());
    }
    AttributeForms.write(op, AttributeForms.ALL_STATED, graph);
    for (Tensor tensor : tensors) {
      tensor(tensor);
    }
  }

  private void tensor(Tensor tensor) {
    Storage storage = choice.of(tensor);
    byte[] bytes = TensorCodec.encode(tensor, storage);
    graph.u8(StorageKind.number(storage));
    graph.varint(bytes.length);
    weights.raw(bytes);
  }
}

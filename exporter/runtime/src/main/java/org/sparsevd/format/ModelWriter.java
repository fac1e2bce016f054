package org.sparsevd.format;

import java.util.HashMap;
import java.util.Map;
import org.sparsevd.model.DenseTensor;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.model.Shape;
import org.sparsevd.model.Tensor;
import org.sparsevd.model.Window;
import org.sparsevd.sparse.Storage;
import org.sparsevd.sparse.TensorCodec;

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
      graph.u8(OpCode.of(node.op()).number());
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
    if (op instanceof Op.Dense dense) {
      graph.varint(dense.weight().rows());
      graph.varint(dense.weight().columns());
      layer(dense);
    } else if (op instanceof Op.Conv2d conv) {
      graph.varint(conv.weight().rows());
      graph.varint(conv.weight().shape().dim(1));
      graph.varint(conv.groups());
      window(graph, conv.window());
      layer(conv);
    } else if (op instanceof Op.MaxPool2d pool) {
      window(graph, pool.window());
    } else if (op instanceof Op.AvgPool2d pool) {
      window(graph, pool.window());
      graph.u8(pool.countPadding() ? 1 : 0);
    } else if (op instanceof Op.BatchNorm norm) {
      graph.varint(norm.scale().length);
      graph.f32(norm.epsilon());
      vector(norm.scale());
      vector(norm.shift());
      vector(norm.mean());
      vector(norm.variance());
    } else if (op instanceof Op.Affine affine) {
      graph.varint(affine.scale().length);
      vector(affine.scale());
      vector(affine.shift());
    }
  }

  private void layer(Op.Weighted op) {
    tensor(op.weight());
    vector(op.bias());
  }

  private void vector(float[] values) {
    tensor(new DenseTensor(Shape.of(1, values.length), values));
  }

  private void tensor(Tensor tensor) {
    Storage storage = choice.of(tensor);
    byte[] bytes = TensorCodec.encode(tensor, storage);
    graph.u8(StorageKind.number(storage));
    graph.varint(bytes.length);
    weights.raw(bytes);
  }

  static void window(ByteOutput graph, Window window) {
    graph.varint(window.kernelHeight());
    graph.varint(window.kernelWidth());
    graph.varint(window.strideHeight());
    graph.varint(window.strideWidth());
    graph.varint(window.dilationHeight());
    graph.varint(window.dilationWidth());
    graph.varint(window.padTop());
    graph.varint(window.padLeft());
    graph.varint(window.padBottom());
    graph.varint(window.padRight());
  }
}

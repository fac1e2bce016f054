package org.sparsevd.trainer.checkpoint;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.Shape;
import org.sparsevd.tensor.Tensor;
import org.sparsevd.trainer.data.DatasetIdentity;
import org.sparsevd.trainer.data.Preprocessing;
import org.sparsevd.trainer.recipe.LayerSpec;
import org.sparsevd.trainer.recipe.Network;

/** Joins an architecture and the weights of its layers. */
final class NetworkModel {
  private final Network network;
  private final List<Shape> shapes;
  private final List<LayerState> states;

  /** States of batch normalisation that stands by itself, with the layers that hold them. */
  private final Iterator<NormState> free;

  private int next;

  private NetworkModel(Network network, List<LayerState> states) {
    this.network = network;
    this.shapes = network.shapes();
    this.states = states;
    this.free = states.stream().flatMap(state -> state.later().stream()).iterator();
  }

  /**
   * Checks that {@link #of} gives a model, without a copy of the weights.
   *
   * @throws IllegalArgumentException if layers, network and data do not fit each other
   */
  static void check(Network network, DatasetIdentity dataset, List<LayerState> layers) {
    if (!network.input().equals(dataset.shape())) {
      throw new IllegalArgumentException(
          "network '"
              + network.name()
              + "' takes images "
              + network.input()
              + ", the data set's are "
              + dataset.shape());
    }
    NetworkModel parts = new NetworkModel(network, layers);
    for (int i = 0; i < network.layers().size(); i++) {
      parts.check(i);
    }
    if (parts.next < layers.size()) {
      throw new IllegalArgumentException(
          "network '"
              + network.name()
              + "' has no layer for '"
              + layers.get(parts.next).name()
              + "'");
    }
    if (parts.free.hasNext()) {
      throw new IllegalArgumentException(
          "network '" + network.name() + "' has less batch normalisation than its layers");
    }
    Shape end = parts.shapes.get(parts.shapes.size() - 1);
    if (end.rank() != 1) {
      throw new IllegalArgumentException(
          "network '" + network.name() + "' must end in a vector, found " + end);
    }
  }

  private void check(int layer) {
    Shape in = network.inputShapes(layer, shapes)[0];
    if (network.layers().get(layer) instanceof LayerSpec.Weighted weighted) {
      check(next(weighted.name()), Shape.of(weighted.weightShape(in)));
    } else if (network.layers().get(layer) instanceof LayerSpec.BatchNorm) {
      check(norm(layer), in.dim(0));
    }
  }

  private static void check(LayerState state, Shape expected) {
    Shape found = Shape.of(state.shape());
    if (!found.equals(expected)) {
      throw new IllegalArgumentException(
          "layer '" + state.name() + "' has weights " + expected + ", found " + found);
    }
  }

  private static void check(NormState norm, int channels) {
    norm.check("batch normalisation", channels);
  }

  /** The state of batch normalisation. */
  private NormState norm(int layer) {
    if (network.normalises(layer)) {
      LayerState of = behind(network.inputs().get(layer).get(0));
      if (of.norm() == null) {
        throw new IllegalArgumentException(
            "expected batch normalisation behind layer '" + of.name() + "', which has none");
      }
      return of.norm();
    }
    if (!free.hasNext()) {
      throw new IllegalArgumentException(
          "expected batch normalisation " + (layer + 1) + ", which no layer has");
    }
    return free.next();
  }

  private LayerState behind(int layer) {
    int number = network.weighted().indexOf(network.layers().get(layer));
    return states.get(number);
  }

  /**
   * The model that takes raw pixels, of parts that have been checked. Layers without weights are
   * named by kind and position.
   */
  static Model of(Network network, Preprocessing preprocessing, List<LayerState> layers) {
    return new NetworkModel(network, layers).model(preprocessing);
  }

  private Model model(Preprocessing preprocessing) {
    List<Node> nodes = new ArrayList<>();
    nodes.add(new Node("preprocessing", preprocessing.toAffine(), List.of(Model.INPUT)));
    Map<Integer, String> values = new HashMap<>();
    values.put(Network.INPUT, "preprocessing");
    for (int i = 0; i < network.layers().size(); i++) {
      List<String> reads = network.inputs().get(i).stream().map(values::get).toList();
      Nodes made = new Nodes(i, reads);
      network.layers().get(i).as(made);
      nodes.addAll(made.nodes);
      values.put(i, made.nodes.isEmpty() ? reads.get(0) : made.last().name());
    }
    return new Model(
        network.name(), network.input(), nodes, values.get(network.layers().size() - 1), Map.of());
  }

  /** The nodes that compute a layer. */
  private final class Nodes implements LayerSpec.Cases<Void> {
    private final int layer;
    private final List<String> reads;
    private final List<Node> nodes = new ArrayList<>();

    Nodes(int layer, List<String> reads) {
      this.layer = layer;
      this.reads = reads;
    }

    private Node last() {
      return nodes.get(nodes.size() - 1);
    }

    private Void add(String name, Op op) {
      nodes.add(new Node(name, op, reads));
      return null;
    }

    private Void numbered(String kind, Op op) {
      return add(kind + (layer + 1), op);
    }

    @Override
    public Void dense(LayerSpec.Dense dense) {
      LayerState state = next(dense.name());
      return add(dense.name(), new Op.Dense(weight(state), state.bias()));
    }

    @Override
    public Void conv2d(LayerSpec.Conv2d conv) {
      LayerState state = next(conv.name());
      return add(
          conv.name(), new Op.Conv2d(weight(state), state.bias(), conv.window(), conv.groups()));
    }

    @Override
    public Void batchNorm(LayerSpec.BatchNorm norm) {
      NormState n = norm(layer);
      float epsilon = LayerSpec.BatchNorm.EPSILON;
      return numbered(
          "norm", new Op.BatchNorm(n.scale(), n.shift(), n.mean(), n.variance(), epsilon));
    }

    /** Identity in a network that is not trained. */
    @Override
    public Void dropout(LayerSpec.Dropout dropout) {
      return null;
    }

    @Override
    public Void maxPool2d(LayerSpec.MaxPool2d pool) {
      return numbered("pool", new Op.MaxPool2d(pool.window()));
    }

    @Override
    public Void averagePool2d(LayerSpec.AveragePool2d pool) {
      return numbered("average", new Op.AvgPool2d(pool.window(), pool.countPadding()));
    }

    @Override
    public Void globalAveragePool(LayerSpec.GlobalAveragePool pool) {
      return numbered("mean", new Op.GlobalAvgPool2d());
    }

    @Override
    public Void relu(LayerSpec.Relu relu) {
      return numbered("relu", new Op.Relu());
    }

    @Override
    public Void pointwise(LayerSpec.Pointwise f) {
      return numbered(f.function().label(), f.function().operator(f.first(), f.second()));
    }

    @Override
    public Void flatten(LayerSpec.Flatten flatten) {
      return numbered("flatten", new Op.Flatten());
    }

    @Override
    public Void add(LayerSpec.Add add) {
      String sum = reads.get(0);
      for (int i = 1; i < reads.size(); i++) {
        String name = "add" + (layer + 1) + (i + 1 < reads.size() ? "_" + i : "");
        nodes.add(new Node(name, new Op.Add(), List.of(sum, reads.get(i))));
        sum = name;
      }
      return null;
    }

    @Override
    public Void concat(LayerSpec.Concat concat) {
      return numbered("concat", new Op.Concat());
    }
  }

  private LayerState next(String name) {
    String found = "none";
    if (next < states.size()) {
      LayerState state = states.get(next++);
      if (state.name().equals(name)) {
        return state;
      }
      found = "'" + state.name() + "'";
    }
    throw new IllegalArgumentException("expected weights of layer '" + name + "', found " + found);
  }

  private static Tensor weight(LayerState state) {
    return new DenseTensor(Shape.of(state.shape()), state.remainingWeight());
  }
}

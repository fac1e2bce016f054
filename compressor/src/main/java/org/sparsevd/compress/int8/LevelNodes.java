package org.sparsevd.compress.int8;

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
import org.sparsevd.tensor.Shape;

/**
 * Makes the model in 8 bits: layers of whole numbers, what turns their sums into real numbers, what
 * rounds these to levels, and what turns levels back for those who compute with real ones.
 */
final class LevelNodes {
  private final Model model;
  private final Routes routes;
  private final Map<String, WholeLayer> layers;
  private final RoundedValues rounded;
  private final Map<String, Op.Quantize> levels;
  private final Map<String, float[]> biases;
  private final Scaling scaling;
  private final Set<String> names = new HashSet<>();
  private final List<Node> nodes = new ArrayList<>();

  /** Real numbers that were not rounded, by the old name; none where there are levels alone. */
  private final Map<String, String> exact = new HashMap<>();

  /** Levels, by the old name. */
  private final Map<String, String> whole = new HashMap<>();

  /** Real numbers that levels stand for, by the old name. */
  private final Map<String, String> back = new HashMap<>();

  /**
   * Some layers of a model.
   *
   * @param layers by name
   * @param rounded for these layers
   * @param levels of each group of values
   * @param biases of layers in place of their own, by name
   */
  LevelNodes(
      Routes routes,
      Map<String, WholeLayer> layers,
      RoundedValues rounded,
      Map<String, Op.Quantize> levels,
      Map<String, float[]> biases) {
    this.model = routes.model();
    this.routes = routes;
    this.layers = layers;
    this.rounded = rounded;
    this.levels = levels;
    this.biases = biases;
    this.scaling = new Scaling(model, nodes, this::unused);
    model.nodes().forEach(node -> names.add(node.name()));
    model.inputs().forEach(input -> names.add(input.name()));
  }

  /** The model; its outputs are called as before, but that of a plain one as its node. */
  Model all() {
    model.inputs().forEach(input -> given(input.name(), input.name()));
    model.nodes().forEach(this::visit);
    if (model.isPlain() && model.batched()) {
      return Bounded.by(model.withNodes(nodes, real(model.output())));
    }
    List<Model.Output> outputs = new ArrayList<>();
    for (Model.Output output : model.outputs()) {
      outputs.add(new Model.Output(output.name(), real(output.value())));
    }
    return Bounded.by(model.withNodes(nodes, outputs));
  }

  private String unused(String wanted) {
    String name = wanted;
    while (!names.add(name)) {
      name += "'";
    }
    return name;
  }

  /** A value is there as real numbers. It is rounded where it is to be. */
  private void given(String value, String name) {
    exact.put(value, name);
    if (rounded.all().contains(value)) {
      String levelled = unused(value + ".levels");
      nodes.add(new Node(levelled, levels(value), List.of(name)));
      whole.put(value, levelled);
    }
  }

  private Op.Quantize levels(String value) {
    return levels.get(rounded.levels(value));
  }

  private void visit(Node node) {
    Op op = node.op();
    String read = node.inputs().isEmpty() ? null : node.inputs().get(0);
    WholeLayer layer = layers.get(node.name());
    if (layer != null) {
      layer(node, layer);
    } else if (rounded.levels(node.name()) != null && isMoved(op)) {
      nodes.add(node.renamed(node.name(), node.inputs().stream().map(whole::get).toList()));
      whole.put(node.name(), node.name());
    } else if (op instanceof Op.Pooling && whole.containsKey(read)) {
      String mean = unused(node.name() + ".levels");
      nodes.add(new Node(mean, op, List.of(whole.get(read))));
      scaling.by(node.name(), mean, model.shape(node.name()), levels(read).scale());
      given(node.name(), node.name());
    } else {
      boolean rounds = op instanceof Op.Join || op instanceof Op.Pointwise;
      List<String> inputs = new ArrayList<>();
      for (String value : node.inputs()) {
        inputs.add(rounds ? dequantised(value) : real(value));
      }
      nodes.add(node.renamed(node.name(), inputs));
      given(node.name(), node.name());
    }
  }

  private static boolean isMoved(Op op) {
    return Routes.moves(op) || op instanceof Op.Concat;
  }

  private void layer(Node node, WholeLayer layer) {
    String read = node.inputs().get(0);
    Op.Weighted before = (Op.Weighted) node.op();
    nodes.add(layer.node(node.name(), whole.get(read)));
    float[] scales = layer.scales(levels(read));
    String sums = unused(node.name() + ".real");
    Shape shape = model.shape(node.name());
    float[] bias = inSteps(biases.getOrDefault(node.name(), before.bias()), scales);
    scaling.rows(sums, node.name(), before instanceof Op.Conv2d, shape, scales, bias);
    given(node.name(), sums);
  }

  /** Biases as whole numbers of what a sum of 1 is worth, as files of integer layers have them. */
  private static float[] inSteps(float[] bias, float[] scales) {
    float[] rounded = bias.clone();
    for (int r = 0; r < rounded.length; r++) {
      double steps = Math.rint((double) bias[r] / scales[r]);
      if (Math.abs(steps) <= WholeLayer.EXACT) {
        rounded[r] = (float) steps * scales[r];
      }
    }
    return rounded;
  }

  /** Real numbers, not rounded where they can be had. */
  private String real(String value) {
    String found = exact.get(value);
    return found == null ? dequantised(value) : found;
  }

  /** What levels stand for; for who reads a value that is rounded for others, too. */
  private String dequantised(String value) {
    String levelled = whole.get(value);
    if (levelled == null) {
      return exact.get(value);
    }
    return back.computeIfAbsent(
        value,
        key -> {
          String name = unused(value + ".back");
          scaling.by(name, levelled, model.shape(value), levels(value).scale());
          return name;
        });
  }

  static float[] filled(int length, float value) {
    float[] all = new float[length];
    Arrays.fill(all, value);
    return all;
  }
}

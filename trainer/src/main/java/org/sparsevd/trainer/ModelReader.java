package org.sparsevd.trainer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sparsevd.model.FunctionOps;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.tensor.Shape;
import org.sparsevd.trainer.checkpoint.AdamMoments;
import org.sparsevd.trainer.checkpoint.LayerState;
import org.sparsevd.trainer.checkpoint.NormState;
import org.sparsevd.trainer.recipe.Function;
import org.sparsevd.trainer.recipe.LayerSpec;
import org.sparsevd.trainer.recipe.Network;

/** Reads the nodes of a model, one after the other, as layers to train. */
final class ModelReader {
  private static final int LONGEST_NAME = 64;

  private final Model model;
  private final List<LayerSpec> specs = new ArrayList<>();
  private final List<List<Integer>> inputs = new ArrayList<>();
  private final List<LayerState> states = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();
  private final Set<String> names = new HashSet<>();

  /** Layers by the values of the model. */
  private final Map<String, Integer> values = new HashMap<>();

  private Op.Affine first;

  ModelReader(Model model) {
    this.model = model;
  }

  ImportedModel read() {
    Shape input = image(model.inputShape());
    values.put(model.onlyInput().name(), Network.INPUT);
    if (model.inputShape().rank() == 1) {
      add(new LayerSpec.Flatten(), List.of(model.onlyInput().name()));
      values.put(model.onlyInput().name(), 0);
    }
    for (Node node : model.nodes()) {
      String lacking;
      try {
        lacking = add(node);
      } catch (IllegalArgumentException e) {
        lacking = e.getMessage();
      }
      if (lacking != null) {
        problem(node, lacking);
      }
    }
    if (problems.isEmpty() && values.get(model.output()) != specs.size() - 1) {
      problems.add("'" + model.output() + "': the trainer's nets end with their last layer");
    }
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(
          "the trainer lacks " + problems.size() + " nodes: " + String.join("; ", problems));
    }
    String name = clean(model.name().isEmpty() ? "imported" : model.name());
    Network network = new Network(name, input, specs, inputs);
    checkMerged(network);
    return new ImportedModel(network, states, first);
  }

  /**
   * Batch normalisation that belongs to a layer has merged into it; this would not be its state.
   */
  private static void checkMerged(Network network) {
    for (int i = 0; i < network.layers().size(); i++) {
      if (network.normalises(i)) {
        throw new IllegalArgumentException(
            "the trainer lacks a way to merge batch normalisation into the layer before it, number "
                + i);
      }
    }
  }

  private void problem(Node node, String what) {
    String operator = node.op().kind().row().name();
    problems.add("'" + node.name() + "' (" + operator + "): " + what);
  }

  /** Adds a layer; what is read must be known. */
  private void add(LayerSpec spec, List<String> reads) {
    inputs.add(reads.stream().map(values::get).toList());
    specs.add(spec);
  }

  /** Adds the layer of a node; what is in the way, or null. */
  private String add(Node node) {
    Op op = node.op();
    int last = specs.size() - 1;
    for (String read : node.inputs()) {
      // Reported already: what follows is judged by itself.
      values.putIfAbsent(read, last);
    }
    LayerSpec spec = null;
    String lacking = null;
    if (op instanceof Op.Dense dense) {
      spec = new LayerSpec.Dense(weighted(node, dense), dense.weight().rows());
    } else if (op instanceof Op.Conv2d conv) {
      String name = weighted(node, conv);
      spec = new LayerSpec.Conv2d(name, conv.weight().rows(), conv.window(), conv.groups());
    } else if (op instanceof Op.MaxPool2d pool) {
      spec = new LayerSpec.MaxPool2d(pool.window());
    } else if (op instanceof Op.AvgPool2d pool) {
      spec = new LayerSpec.AveragePool2d(pool.window(), pool.countPadding());
    } else if (op instanceof Op.GlobalAvgPool2d) {
      spec = new LayerSpec.GlobalAveragePool();
    } else if (op instanceof Op.Add) {
      spec = new LayerSpec.Add();
    } else if (op instanceof Op.Concat) {
      spec = node.inputs().size() == 1 ? null : new LayerSpec.Concat();
    } else if (op instanceof Op.BatchNorm norm && !states.isEmpty()) {
      spec = normalised(norm);
    } else if (op instanceof Op.Pointwise) {
      spec = pointwise(op);
      lacking = spec == null ? "no such layer" : null;
    } else if (op instanceof Op.Flatten
        || op instanceof Op.Reshape && model.shape(node.name()).rank() == 1) {
      boolean image = model.shape(node.inputs().get(0)).rank() > 1;
      spec = image ? new LayerSpec.Flatten() : null;
    } else if (isFirst(node)) {
      first = (Op.Affine) op;
    } else if (!(isSoftmax(op) && node.name().equals(model.output()))) {
      lacking = "no such layer";
    }
    if (spec != null) {
      add(spec, node.inputs());
      values.put(node.name(), specs.size() - 1);
    } else {
      values.put(node.name(), values.get(node.inputs().get(0)));
    }
    return lacking;
  }

  /** Whether a node scales pixels before all else: that becomes the run's preprocessing. */
  private boolean isFirst(Node node) {
    String input = model.onlyInput().name();
    return node.op() instanceof Op.Affine
        && node.inputs().equals(List.of(input))
        && model.readers().get(input) == 1;
  }

  private static boolean isSoftmax(Op op) {
    return op instanceof Op.Softmax || op instanceof Op.LogSoftmax;
  }

  /** Batch normalisation that has not merged into a layer: it keeps its running statistics. */
  private LayerSpec normalised(Op.BatchNorm norm) {
    float[] variance = norm.variance().clone();
    for (int i = 0; i < variance.length; i++) {
      variance[i] = Math.max(0, variance[i] + norm.epsilon() - LayerSpec.BatchNorm.EPSILON);
    }
    AdamMoments none = AdamMoments.none();
    NormState state =
        new NormState(
            norm.scale().clone(), norm.shift().clone(), norm.mean().clone(), variance, none, none);
    int holder = states.size() - 1;
    states.set(holder, states.get(holder).withLater(state));
    return new LayerSpec.BatchNorm();
  }

  /** The layer of a function of single elements, or null where the trainer has none. */
  private static LayerSpec pointwise(Op op) {
    if (op instanceof Op.Relu) {
      return new LayerSpec.Relu();
    } else if (op instanceof Op.LeakyRelu leaky) {
      return new LayerSpec.Pointwise(Function.LEAKY_RELU, leaky.slope(), 0);
    } else if (op instanceof Op.Clip clip) {
      boolean rectifies = clip.least() == 0 && clip.most() >= Float.MAX_VALUE;
      return rectifies
          ? new LayerSpec.Relu()
          : new LayerSpec.Pointwise(Function.CLAMP, clip.least(), clip.most());
    } else if (op instanceof Op.HardSwish) {
      return new LayerSpec.Pointwise(Function.HARD_SWISH);
    } else if (op instanceof Op.Sigmoid) {
      return new LayerSpec.Pointwise(Function.SIGMOID);
    } else if (op instanceof Op.Tanh) {
      return new LayerSpec.Pointwise(Function.TANH);
    }
    return op == FunctionOps.Function.SILU ? new LayerSpec.Pointwise(Function.SILU) : null;
  }

  private String weighted(Node node, Op.Weighted layer) {
    String name = clean(node.name());
    for (int i = 1; !names.add(name); i++) {
      name = clean(i + "_" + node.name());
    }
    states.add(
        LayerState.untrained(
            name,
            layer.weight().shape().toArray(),
            layer.weight().toArray(),
            new float[0],
            layer.bias().clone()));
    return name;
  }

  /** What the trainer's files take as a name. */
  private static String clean(String name) {
    String plain = name.replaceAll("[^A-Za-z0-9_.-]+", "_").replaceAll("^[_.-]+", "");
    String some = plain.isEmpty() ? "layer" : plain;
    return some.substring(0, Math.min(LONGEST_NAME, some.length()));
  }

  private static Shape image(Shape input) {
    if (input.rank() == 3) {
      return input;
    }
    for (int channels : new int[] {1, 3}) {
      int side = (int) Math.round(Math.sqrt((double) input.size() / channels));
      if (input.rank() == 1 && channels * side * side == input.size()) {
        return Shape.of(channels, side, side);
      }
    }
    throw new IllegalArgumentException(
        "the trainer takes images [channels, height, width], the model takes " + input);
  }
}

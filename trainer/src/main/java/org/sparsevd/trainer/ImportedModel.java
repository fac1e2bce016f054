package org.sparsevd.trainer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.sparsevd.compress.FoldAffine;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.model.Window;
import org.sparsevd.tensor.Shape;
import org.sparsevd.trainer.checkpoint.Checkpoint;
import org.sparsevd.trainer.checkpoint.LayerState;
import org.sparsevd.trainer.data.Dataset;
import org.sparsevd.trainer.data.Preprocessing;
import org.sparsevd.trainer.recipe.LayerSpec;
import org.sparsevd.trainer.recipe.Network;
import org.sparsevd.trainer.recipe.Recipe;

/**
 * A model from elsewhere as a network to train, with its weights. It must be a chain of what the
 * trainer has; batch normalisation behind layers is folded into them, a softmax at the end belongs
 * to the loss.
 *
 * @param layers those with weights, in network order, without log variances
 */
public record ImportedModel(Network network, List<LayerState> layers) {
  private static final int LONGEST_NAME = 64;

  /**
   * The network of a model whose input are an image's numbers; a vector is taken for a square image
   * of one or three channels.
   *
   * @throws IllegalArgumentException naming all nodes that the trainer lacks, with their operators
   */
  public static ImportedModel of(Model model) {
    return new Reader(new FoldAffine().apply(model)).read();
  }

  /**
   * A checkpoint before the first step, for {@link Trainer#startFrom}.
   *
   * @param recipe of this network; all log variances are its initial one
   * @param preprocessing from raw pixels to what the model takes
   */
  public Checkpoint checkpoint(
      Recipe recipe, Preprocessing preprocessing, Dataset dataset, TrainerOptions options) {
    List<LayerState> started = new ArrayList<>();
    for (LayerState layer : layers) {
      float[] logSigma2 = new float[layer.weight().length];
      Arrays.fill(logSigma2, (float) recipe.initialLogSigma2());
      started.add(
          LayerState.untrained(
              layer.name(), layer.shape(), layer.weight(), logSigma2, layer.bias()));
    }
    return Checkpoint.start(
        recipe, dataset.identity(), preprocessing, options.seed(), options.backend(), started);
  }

  /** Reads the nodes one after the other. */
  private static final class Reader {
    private final Model model;
    private final List<LayerSpec> specs = new ArrayList<>();
    private final List<LayerState> states = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private final Set<String> names = new HashSet<>();

    Reader(Model model) {
      this.model = model;
    }

    ImportedModel read() {
      Shape input = image(model.inputShape());
      if (model.inputShape().rank() == 1) {
        specs.add(new LayerSpec.Flatten());
      }
      String last = Model.INPUT;
      for (Node node : model.nodes()) {
        if (!node.inputs().equals(List.of(last))) {
          problem(node, "the trainer has chains only, this reads " + node.inputs());
        } else {
          String lacking = add(node);
          if (lacking != null) {
            problem(node, lacking);
          }
        }
        last = node.name();
      }
      if (!problems.isEmpty()) {
        throw new IllegalArgumentException(
            "the trainer lacks " + problems.size() + " nodes: " + String.join("; ", problems));
      }
      String name = clean(model.name().isEmpty() ? "imported" : model.name());
      return new ImportedModel(new Network(name, input, specs), states);
    }

    private void problem(Node node, String what) {
      String operator = node.op().kind().row().name();
      problems.add("'" + node.name() + "' (" + operator + "): " + what);
    }

    /** Adds the layer of a node; what is in the way, or null. */
    private String add(Node node) {
      Op op = node.op();
      if (op instanceof Op.Dense dense) {
        specs.add(new LayerSpec.Dense(weighted(node, dense), dense.weight().rows()));
      } else if (op instanceof Op.Conv2d conv) {
        return convolution(node, conv);
      } else if (op instanceof Op.MaxPool2d pool) {
        int size = pool.window().kernelHeight();
        if (!pool.window().equals(Window.pooling(size))) {
          return "expected squares side by side without padding";
        }
        specs.add(new LayerSpec.MaxPool2d(size));
      } else if (op instanceof Op.Relu) {
        specs.add(new LayerSpec.Relu());
      } else if (op instanceof Op.Flatten
          || op instanceof Op.Reshape && model.shape(node.name()).rank() == 1) {
        if (model.shape(node.inputs().get(0)).rank() > 1) {
          specs.add(new LayerSpec.Flatten());
        }
      } else if (!(isSoftmax(op) && node.name().equals(model.output()))) {
        return "no such layer";
      }
      return null;
    }

    private static boolean isSoftmax(Op op) {
      return op instanceof Op.Softmax || op instanceof Op.LogSoftmax;
    }

    private String convolution(Node node, Op.Conv2d conv) {
      int pad = conv.window().padTop();
      int kernel = conv.window().kernelHeight();
      if (conv.groups() != 1
          || pad >= kernel
          || !conv.window().equals(Window.square(kernel, pad))) {
        return "expected a square kernel, stride 1, the same padding on every side and one group";
      }
      String name = weighted(node, conv);
      specs.add(new LayerSpec.Conv2d(name, conv.weight().rows(), kernel, pad));
      return null;
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
}

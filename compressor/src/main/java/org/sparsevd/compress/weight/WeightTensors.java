package org.sparsevd.compress.weight;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.ElementType;
import org.sparsevd.tensor.Step;
import org.sparsevd.tensor.Tensor;

/**
 * All tensors of a model that compression works on: weights of layers, both matrices of recurrent
 * ones, and constants that do nothing but be multiplied (MatMul) or looked up (Gather), such as
 * tables of embeddings. Small constants, and those with elements that are not finite, are none.
 */
public final class WeightTensors {
  /** Constants of fewer elements are no weights: rounding them gains nothing. */
  private static final int FEWEST = 256;

  private WeightTensors() {}

  /**
   * A tensor in place of another.
   *
   * @param step of which all its values are multiples, where one is known
   */
  public record Replaced(Tensor tensor, Optional<Step> step) {}

  /** What becomes of each tensor. */
  @FunctionalInterface
  public interface Change {
    /** What stands in place of a tensor, of the same shape; empty where it stays. */
    Optional<Replaced> of(String name, WeightTensor weight);
  }

  /**
   * By name, in the model's order. The only such tensor of a node is called as the node is, others
   * by the node and what they are to it: {@code lstm.recurrent}.
   */
  public static Map<String, WeightTensor> of(Model model) {
    Set<String> nodes = new HashSet<>();
    model.nodes().forEach(node -> nodes.add(node.name()));
    Set<String> matrices = constants(model);
    Map<String, WeightTensor> weights = new LinkedHashMap<>();
    for (Node node : model.nodes()) {
      if (node.op() instanceof Op.Recurrent) {
        weights.put(name(node, 0, nodes), new WeightTensor(node, 0));
        weights.put(name(node, 1, nodes), new WeightTensor(node, 1));
      } else if (node.op() instanceof Op.Weighted || matrices.contains(node.name())) {
        weights.put(node.name(), new WeightTensor(node, 0));
      }
    }
    return weights;
  }

  /** No node has this name. */
  private static String name(Node node, int number, Set<String> nodes) {
    String name = node.name() + "." + node.op().kind().row().vectors().get(number);
    while (nodes.contains(name)) {
      name += "'";
    }
    return name;
  }

  /** Names of the constants that are weights. */
  private static Set<String> constants(Model model) {
    Set<String> found = new HashSet<>();
    for (Node node : model.nodes()) {
      if (node.op() instanceof Op.Constant constant
          && constant.type() == ElementType.FLOAT
          && constant.values().shape().rank() >= 2
          && constant.values().shape().size() >= FEWEST
          && isFinite(constant.values())) {
        found.add(node.name());
      }
    }
    Set<String> read = new HashSet<>();
    for (Node node : model.nodes()) {
      for (int i = 0; i < node.inputs().size(); i++) {
        boolean weight = node.op() instanceof Op.MatMul || node.op() instanceof Op.Gather && i == 0;
        if (weight) {
          read.add(node.inputs().get(i));
        } else {
          found.remove(node.inputs().get(i));
        }
      }
    }
    model.outputs().forEach(output -> found.remove(output.value()));
    found.retainAll(read);
    return found;
  }

  private static boolean isFinite(DenseTensor tensor) {
    for (float value : tensor.values()) {
      if (!Float.isFinite(value)) {
        return false;
      }
    }
    return true;
  }

  /** The model with other tensors; whatever is not replaced stays, and so does its step. */
  public static Model map(Model model, Change change) {
    Map<String, Node> changed = new HashMap<>();
    of(model)
        .forEach(
            (name, weight) -> {
              Node node = changed.getOrDefault(weight.node().name(), weight.node());
              change
                  .of(name, weight)
                  .ifPresent(to -> changed.put(node.name(), replaced(node, weight.number(), to)));
            });
    return changed.isEmpty()
        ? model
        : model.mapNodes(node -> changed.getOrDefault(node.name(), node));
  }

  private static Node replaced(Node node, int number, Replaced to) {
    List<Tensor> tensors = new ArrayList<>(node.op().tensors());
    tensors.set(number, to.tensor());
    Map<Integer, Step> steps = new HashMap<>(node.steps());
    steps.remove(number);
    to.step().ifPresent(step -> steps.put(number, step));
    return node.with(node.op().withTensors(tensors), steps);
  }
}

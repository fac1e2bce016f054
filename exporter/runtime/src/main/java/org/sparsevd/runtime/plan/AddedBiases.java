package org.sparsevd.runtime.plan;

import java.util.HashMap;
import java.util.Map;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.tensor.Shape;

/**
 * Constants that are added to what a dense layer finds, where nobody else reads it and it has no
 * bias: they are its bias.
 *
 * @param constants by the layer
 * @param layers by the sum
 */
record AddedBiases(Map<String, float[]> constants, Map<String, String> layers) {

  static AddedBiases of(Model model) {
    Map<String, Integer> readers = model.readers();
    Map<String, Node> nodes = new HashMap<>();
    AddedBiases all = new AddedBiases(new HashMap<>(), new HashMap<>());
    for (Node node : model.nodes()) {
      nodes.put(node.name(), node);
      if (node.op() instanceof Op.Binary sum && sum.function() == Op.BinaryFunction.PLUS) {
        all.add(node, nodes, readers, 0);
        all.add(node, nodes, readers, 1);
      }
    }
    return all;
  }

  private void add(Node sum, Map<String, Node> nodes, Map<String, Integer> readers, int first) {
    Node layer = nodes.get(sum.inputs().get(first));
    Node other = nodes.get(sum.inputs().get(1 - first));
    if (layer != null
        && other != null
        && layer.op() instanceof Op.Dense dense
        && other.op() instanceof Op.Constant constant
        && isVector(constant.values().shape(), dense.bias().length)
        && readers.get(layer.name()) == 1
        && isZero(dense.bias())) {
      constants.put(layer.name(), constant.values().values());
      layers.put(sum.name(), layer.name());
    }
  }

  private static boolean isVector(Shape shape, int length) {
    return shape.rank() > 0 && shape.size() == length && shape.dim(shape.rank() - 1) == length;
  }

  private static boolean isZero(float[] bias) {
    for (float value : bias) {
      if (value != 0) {
        return false;
      }
    }
    return true;
  }

  /** The layer with the constant that is added to it, or as it is. */
  Op.Dense biased(Node node, Op.Dense layer, PackedWeights packed) {
    float[] bias = constants.get(node.name());
    return bias == null ? layer : packed.biased(layer, bias);
  }

  /** Whether a node is a sum that its layer computes. */
  boolean isPart(Node node) {
    return layers.containsKey(node.name());
  }

  /** The layer that computes a sum. */
  String layer(Node sum) {
    return layers.get(sum.name());
  }
}

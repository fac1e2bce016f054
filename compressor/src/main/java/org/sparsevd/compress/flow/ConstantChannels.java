package org.sparsevd.compress.flow;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.tensor.Shape;

/**
 * Follows channels that have the same value at every pixel for every input, such as a neuron
 * without incoming weights, and moves what they contribute into the biases of the layers that read
 * them. Their outgoing weights are zero afterwards.
 *
 * <p>In front of a padded convolution only the constant 0 moves: at the border the padding, not the
 * constant, is what some weights see.
 */
public final class ConstantChannels {
  /** Per value and channel the constant, or NaN where the channel varies. */
  private final Map<String, float[]> constants = new HashMap<>();

  private ConstantChannels() {}

  /** The same function with constants moved into biases. */
  public static Model fold(Model model) {
    ConstantChannels channels = new ConstantChannels();
    channels.constants.put(Model.INPUT, ChannelSets.varying(model.inputShape().dim(0)));
    return model.mapNodes(node -> channels.visit(model, node));
  }

  private Node visit(Model model, Node node) {
    float[] x = constants.get(node.inputs().get(0));
    if (node.op() instanceof Op.Weighted op) {
      WeightView view = WeightView.of(op);
      float[] bias = moveIntoBias(view, x, isPadded(op));
      constants.put(node.name(), constantRows(view, bias));
      return node.with(view.with(bias));
    }
    List<float[]> inputs = new ArrayList<>();
    for (String input : node.inputs()) {
      inputs.add(constants.get(input));
    }
    Shape in = model.shape(node.inputs().get(0));
    constants.put(
        node.name(),
        node.op().accept(new ConstantRules(inputs, node.op(), in, model.shape(node.name()))));
    return node;
  }

  private static boolean isPadded(Op.Weighted op) {
    return op instanceof Op.Conv2d conv && conv.window().isPadded();
  }

  private static float[] moveIntoBias(WeightView view, float[] constants, boolean padded) {
    float[] bias = view.op().bias().clone();
    for (int r = 0; r < bias.length; r++) {
      double sum = bias[r];
      for (int i = 0; i < view.columns(); i++) {
        float constant = constants[view.channel(r, i)];
        float weight = view.weight()[r * view.columns() + i];
        if (weight != 0 && !Float.isNaN(constant) && (constant == 0 || !padded)) {
          sum += (double) constant * weight;
          view.weight()[r * view.columns() + i] = 0;
        }
      }
      bias[r] = (float) sum;
    }
    return bias;
  }

  private static float[] constantRows(WeightView view, float[] bias) {
    float[] constants = ChannelSets.varying(bias.length);
    for (int r = 0; r < bias.length; r++) {
      if (view.isZeroRow(r)) {
        constants[r] = bias[r];
      }
    }
    return constants;
  }
}

package org.sparsevd.compress.flow;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.model.Shape;
import org.sparsevd.model.Window;

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
    List<Node> nodes = new ArrayList<>();
    for (Node node : model.nodes()) {
      nodes.add(channels.visit(model, node));
    }
    return model.withNodes(nodes, model.output());
  }

  private Node visit(Model model, Node node) {
    float[] x = constants.get(node.inputs().get(0));
    if (node.op() instanceof Op.Weighted op) {
      WeightView view = WeightView.of(op);
      boolean padded = op instanceof Op.Conv2d conv && conv.window().isPadded();
      float[] bias = moveIntoBias(view, x, padded);
      constants.put(node.name(), constantRows(view, bias));
      return node.with(view.with(bias));
    }
    float[] y;
    if (node.op() instanceof Op.Add) {
      float[] other = constants.get(node.inputs().get(1));
      y = ofEach(x, (value, c) -> value + other[c]);
    } else if (node.op() instanceof Op.Mul) {
      float[] other = constants.get(node.inputs().get(1));
      y = ofEach(x, (value, c) -> value == 0 || other[c] == 0 ? 0 : value * other[c]);
    } else if (node.op() instanceof Op.Concat) {
      y = concatenate(node.inputs());
    } else {
      y = through(node.op(), x, model.shape(node.inputs().get(0)), model.shape(node.name()));
    }
    constants.put(node.name(), y);
    return node;
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

  private static float[] through(Op op, float[] x, Shape in, Shape out) {
    if (op instanceof Op.Flatten || op instanceof Op.Reshape || op instanceof Op.Transpose) {
      ChannelFlow flow = ChannelFlow.of(op, in, out);
      return flow.mixes() ? ChannelSets.varying(out.dim(0)) : flow.constants(x);
    }
    if (op instanceof Op.GlobalAvgPool2d) {
      return x;
    }
    if (op instanceof Op.Pointwise function) {
      return ofEach(x, (value, c) -> function.apply(value));
    }
    if (op instanceof Op.PRelu prelu) {
      return rectified(prelu, x);
    }
    if (op instanceof Op.MaxPool2d pool) {
      return everyWindowMeetsTheImage(pool.window()) ? x : ChannelSets.varying(x.length);
    }
    if (op instanceof Op.AvgPool2d pool) {
      boolean mean =
          pool.countPadding() ? !pool.window().isPadded() : everyWindowMeetsTheImage(pool.window());
      return mean ? x : ChannelSets.varying(x.length);
    }
    if (op instanceof Op.Pad2d pad) {
      return ofEach(x, (value, c) -> pad.isEmpty() || value == pad.value() ? value : Float.NaN);
    }
    if (op instanceof Op.Upsample2d up) {
      return ofEach(x, (value, c) -> !up.zeros() || value == 0 ? value : Float.NaN);
    }
    ChannelMap map = ChannelMap.of(op);
    ChannelMap perChannel = map == null ? null : map.perChannel(x.length, in.size());
    return perChannel == null
        ? ChannelSets.varying(out.dim(0))
        : ofEach(x, (value, c) -> (float) (perChannel.scale()[c] * value + perChannel.shift()[c]));
  }

  /** The constant of a channel from that of the same channel of the input. */
  private interface ChannelFunction {
    float apply(float value, int channel);
  }

  private static float[] ofEach(float[] x, ChannelFunction function) {
    float[] y = new float[x.length];
    for (int c = 0; c < y.length; c++) {
      y[c] = function.apply(x[c], c);
    }
    return y;
  }

  /** A slope per element leaves only what is not negative alone. */
  private static float[] rectified(Op.PRelu op, float[] x) {
    boolean perChannel = op.slope().length == x.length;
    return ofEach(
        x, (value, c) -> value >= 0 ? value : perChannel ? op.slope()[c] * value : Float.NaN);
  }

  /** A dilated window can fall on padding alone. */
  private static boolean everyWindowMeetsTheImage(Window window) {
    return !window.isPadded() || window.dilationHeight() == 1 && window.dilationWidth() == 1;
  }

  private float[] concatenate(List<String> inputs) {
    float[] all = new float[0];
    for (String input : inputs) {
      float[] part = constants.get(input);
      int start = all.length;
      all = Arrays.copyOf(all, start + part.length);
      System.arraycopy(part, 0, all, start, part.length);
    }
    return all;
  }
}

package org.sparsevd.compress.flow;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;

/** Which channels of each value the model's output depends on, found from the output backwards. */
public final class NeededChannels {
  private final Model model;
  private final Map<String, boolean[]> needed = new HashMap<>();

  private NeededChannels(Model model) {
    this.model = model;
  }

  /** By value, the input included. */
  public static Map<String, boolean[]> of(Model model) {
    NeededChannels channels = new NeededChannels(model);
    Arrays.fill(channels.of(model.output()), true);
    List<Node> nodes = model.nodes();
    for (int i = nodes.size() - 1; i >= 0; i--) {
      channels.visit(nodes.get(i));
    }
    channels.of(Model.INPUT);
    return channels.needed;
  }

  private boolean[] of(String value) {
    return needed.computeIfAbsent(value, name -> new boolean[model.shape(name).dim(0)]);
  }

  private void visit(Node node) {
    boolean[] out = of(node.name());
    boolean[] in = of(node.inputs().get(0));
    if (node.op() instanceof Op.Weighted op) {
      readColumns(WeightView.of(op), out, in);
    } else if (node.op() instanceof Op.Concat) {
      int start = 0;
      for (String input : node.inputs()) {
        boolean[] part = of(input);
        for (int c = 0; c < part.length; c++) {
          part[c] |= out[start + c];
        }
        start += part.length;
      }
    } else {
      for (String input : node.inputs()) {
        ChannelFlow.of(node.op(), model.shape(input), model.shape(node.name()))
            .markNeeded(out, of(input));
      }
    }
  }

  private static void readColumns(WeightView view, boolean[] out, boolean[] in) {
    for (int r = 0; r < out.length; r++) {
      for (int i = 0; out[r] && i < view.columns(); i++) {
        in[view.channel(r, i)] |= view.weight()[r * view.columns() + i] != 0;
      }
    }
  }
}

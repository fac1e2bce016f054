package org.sparsevd.compress;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;

/**
 * Which channels of each value must stay so that shapes fit: the needed ones, and those tied to
 * them. Only dense and ungrouped convolutional layers can drop an input or an output by themselves;
 * any other operator has the channels of its inputs. The model's input keeps all of its channels,
 * every value keeps at least one.
 */
final class PresentChannels {
  private final Model model;
  private final Map<String, boolean[]> present = new HashMap<>();
  private boolean changed;

  private PresentChannels(Model model) {
    this.model = model;
  }

  /** By value, from the channels that are needed. */
  static Map<String, boolean[]> of(Model model, Map<String, boolean[]> needed) {
    PresentChannels channels = new PresentChannels(model);
    needed.forEach((value, set) -> channels.present.put(value, set.clone()));
    Arrays.fill(channels.present.get(Model.INPUT), true);
    do {
      channels.changed = false;
      channels.keepOneEach();
      for (Node node : model.nodes()) {
        channels.tie(node);
      }
    } while (channels.changed);
    return channels.present;
  }

  private void keepOneEach() {
    for (boolean[] set : present.values()) {
      if (Channels.isEmpty(set)) {
        set[0] = true;
        changed = true;
      }
    }
  }

  private void tie(Node node) {
    boolean[] out = present.get(node.name());
    boolean[] in = present.get(node.inputs().get(0));
    if (node.op() instanceof Op.Weighted) {
      if (node.op() instanceof Op.Conv2d conv && conv.groups() > 1) {
        keepAll(in);
        keepAll(out);
      }
    } else if (node.op() instanceof Op.Softmax) {
      keepAll(in);
      keepAll(out);
    } else {
      int start = 0;
      for (String input : node.inputs()) {
        boolean[] part = present.get(input);
        int length = node.op() instanceof Op.Concat ? part.length : out.length;
        tie(part, out, start, length);
        start += node.op() instanceof Op.Concat ? length : 0;
      }
    }
  }

  /** Element {@code start + i} of the output is there exactly if its channel of the input is. */
  private void tie(boolean[] in, boolean[] out, int start, int length) {
    int area = length / in.length;
    for (int i = 0; i < length; i++) {
      boolean either = in[i / area] || out[start + i];
      changed |= either != in[i / area] || either != out[start + i];
      in[i / area] = either;
      out[start + i] = either;
    }
  }

  private void keepAll(boolean[] set) {
    for (int c = 0; c < set.length; c++) {
      changed |= !set[c];
      set[c] = true;
    }
  }
}

package org.sparsevd.compress.flow;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;

/**
 * Which channels of each value must stay so that shapes fit: the needed ones, and those tied to
 * them. Only dense and convolutional layers can drop an input or an output by themselves; any other
 * operator has the channels of its inputs. A grouped convolution drops whole groups, and as many
 * channels of each group that stays. The model's input keeps all of its channels, every value keeps
 * at least one.
 */
public final class PresentChannels {
  private final Model model;
  private final Map<String, boolean[]> present = new HashMap<>();
  private boolean changed;

  private PresentChannels(Model model) {
    this.model = model;
  }

  /** By value, from the channels that are needed. */
  public static Map<String, boolean[]> of(Model model, Map<String, boolean[]> needed) {
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
      if (ChannelSets.isEmpty(set)) {
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
        tieGroups(conv.groups(), in, out);
      }
    } else if (node.op() instanceof Op.Concat) {
      int start = 0;
      for (String input : node.inputs()) {
        boolean[] part = present.get(input);
        tie(part, out, start, 1, 1);
        start += part.length;
      }
    } else {
      for (String input : node.inputs()) {
        ChannelFlow flow = ChannelFlow.of(node.op(), model.shape(input), model.shape(node.name()));
        if (flow.mixes()) {
          keepAll(present.get(input));
          keepAll(out);
        } else {
          tie(present.get(input), out, 0, flow.split(), flow.merge());
        }
      }
    }
  }

  /** An output channel, counted from {@code start}, is there exactly if its input channels are. */
  private void tie(boolean[] in, boolean[] out, int start, int split, int merge) {
    for (int i = 0; i < in.length * split; i++) {
      int to = start + i / merge;
      boolean either = in[i / split] || out[to];
      changed |= either != in[i / split] || either != out[to];
      in[i / split] = either;
      out[to] = either;
    }
  }

  private void tieGroups(int groups, boolean[] in, boolean[] out) {
    boolean[] alive = new boolean[groups];
    for (boolean[] set : List.of(in, out)) {
      for (int c = 0; c < set.length; c++) {
        alive[c / (set.length / groups)] |= set[c];
      }
    }
    keepAsMany(in, alive);
    keepAsMany(out, alive);
  }

  /** Every group that is alive has as many channels in the set as the one with most, at least 1. */
  private void keepAsMany(boolean[] set, boolean[] alive) {
    int size = set.length / alive.length;
    int[] counts = new int[alive.length];
    int most = 1;
    for (int c = 0; c < set.length; c++) {
      counts[c / size] += set[c] ? 1 : 0;
      most = Math.max(most, counts[c / size]);
    }
    for (int c = 0; c < set.length; c++) {
      if (alive[c / size] && !set[c] && counts[c / size] < most) {
        set[c] = true;
        counts[c / size]++;
        changed = true;
      }
    }
  }

  private void keepAll(boolean[] set) {
    for (int c = 0; c < set.length; c++) {
      changed |= !set[c];
      set[c] = true;
    }
  }
}

package org.sparsevd.trainer.unit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.sparsevd.trainer.checkpoint.LayerState;
import org.sparsevd.trainer.net.LiveUnits;
import org.sparsevd.trainer.recipe.LayerSpec;
import org.sparsevd.trainer.recipe.Network;

/**
 * Which units make each channel of a network, and which weights read it. Layers are meant by the
 * number of their weights.
 */
public final class Connections {
  private final Network network;
  private final List<LayerState> states;
  private final Wired wired;
  private final Slots slots;
  private final boolean elementwise;

  /** By class of slots; in the order in which they are made. */
  private final Map<Integer, Channel> channels = new HashMap<>();

  /** A unit or filter of a layer. */
  record Maker(int layer, int unit) {}

  /**
   * Inputs of a layer.
   *
   * @param slots of the value that it reads, ascending
   */
  record Reader(int layer, List<Integer> slots) {}

  /**
   * What carries the same channel.
   *
   * @param pinned whether it stays in any case: scores of the network, and what the network reads
   */
  record Channel(List<Maker> makers, List<Reader> readers, boolean pinned) {}

  public Connections(Network network, List<LayerState> states) {
    this.network = network;
    this.states = states;
    this.wired = new Wired(network);
    this.elementwise = readsElements(network);
    this.slots = new Slots(network, elementwise);
    fill();
  }

  /**
   * Whether the image is read by dense layers alone, and all between works on each number by
   * itself: numbers that none of them reads may be left out.
   */
  private static boolean readsElements(Network network) {
    BitSet raw = new BitSet();
    for (int i = 0; i < network.layers().size(); i++) {
      LayerSpec layer = network.layers().get(i);
      int read = network.inputs().get(i).get(0);
      boolean reads = read == Network.INPUT || raw.get(read);
      if (reads && layer instanceof LayerSpec.Dense) {
        continue;
      }
      boolean single =
          layer instanceof LayerSpec.Flatten
              || layer instanceof LayerSpec.Dropout
              || layer instanceof LayerSpec.Relu
              || layer instanceof LayerSpec.Pointwise;
      boolean any =
          network.inputs().get(i).stream().anyMatch(v -> v == Network.INPUT || raw.get(v));
      if (any && !single) {
        return false;
      }
      raw.set(i, reads && single);
    }
    return true;
  }

  private void fill() {
    BitSet pinned = new BitSet();
    for (int id : slots.of(Network.INPUT)) {
      pinned.set(slots.find(id));
    }
    for (int id : slots.of(network.layers().size() - 1)) {
      pinned.set(slots.find(id));
    }
    for (int l = 0; l < states.size(); l++) {
      int[] made = slots.of(wired.weighted().get(l));
      for (int unit = 0; unit < made.length; unit++) {
        channel(made[unit], pinned).makers.add(new Maker(l, unit));
      }
    }
    for (int l = 0; l < states.size(); l++) {
      Map<Integer, List<Integer>> read = new HashMap<>();
      int[] ids = slots.of(wired.readBy(l));
      for (int slot = 0; slot < ids.length; slot++) {
        read.computeIfAbsent(slots.find(ids[slot]), id -> new ArrayList<>()).add(slot);
      }
      int layer = l;
      read.forEach((id, of) -> channel(id, pinned).readers.add(new Reader(layer, of)));
    }
  }

  private Channel channel(int id, BitSet pinned) {
    int root = slots.find(id);
    return channels.computeIfAbsent(
        root, r -> new Channel(new ArrayList<>(), new ArrayList<>(), pinned.get(r)));
  }

  Slots slots() {
    return slots;
  }

  Wired wired() {
    return wired;
  }

  /** The channel that a unit makes, before all others that do; null where it must stay. */
  Channel madeFirstBy(int layer, int unit) {
    int id = slots.of(wired.weighted().get(layer))[unit];
    Channel channel = channels.get(slots.find(id));
    boolean first = channel.makers.get(0).equals(new Maker(layer, unit));
    return first && !channel.pinned ? channel : null;
  }

  /** What becomes of each number of an image, where only dense layers read it; else none. */
  List<Channel> elements() {
    List<Channel> elements = new ArrayList<>();
    if (elementwise) {
      for (int id : slots.of(Network.INPUT)) {
        elements.add(channels.get(slots.find(id)));
      }
    }
    return elements;
  }

  /** Weights of a unit. */
  BitSet incoming(Maker maker) {
    LayerState state = states.get(maker.layer);
    int depth = state.weight().length / state.shape()[0];
    BitSet weights = new BitSet();
    weights.set(maker.unit * depth, (maker.unit + 1) * depth);
    return weights;
  }

  /** A channel's columns in a layer that reads it; several where it was flattened. */
  BitSet outgoing(Reader reader) {
    BitSet weights = new BitSet();
    reader.slots.forEach(slot -> weights.or(outgoing(reader.layer, slot)));
    return weights;
  }

  /** The columns of one slot of what a layer reads. */
  BitSet outgoing(int layer, int slot) {
    int[] shape = states.get(layer).shape();
    int kernel = WeightIndex.kernelOf(shape);
    int perGroup = shape[1];
    int groups = groups(layer);
    int filters = shape[0] / groups;
    int group = slot / perGroup;
    BitSet weights = new BitSet();
    for (int o = group * filters; o < (group + 1) * filters; o++) {
      int from = (o * perGroup + slot % perGroup) * kernel;
      weights.set(from, from + kernel);
    }
    return weights;
  }

  private int groups(int layer) {
    return wired.spec(layer) instanceof LayerSpec.Conv2d conv ? conv.groups() : 1;
  }

  /**
   * The units that have outgoing weights left, and incoming ones or a constant that is not zero; at
   * least one a layer. Those of convolutions in groups go together: a depthwise filter with its
   * channel, others all.
   */
  public LiveUnits live() {
    BitSet liveClasses = liveClasses();
    List<int[]> inputs = new ArrayList<>();
    List<int[]> outputs = new ArrayList<>();
    for (int l = 0; l < states.size(); l++) {
      int[] made = slots.of(wired.weighted().get(l));
      int[] read = slots.of(wired.readBy(l));
      inputs.add(
          groups(l) == 1 ? where(read, liveClasses) : LiveUnits.all(states.get(l).shape()[1]));
      outputs.add(where(made, liveClasses));
    }
    List<int[]> norms = new ArrayList<>();
    for (int place : wired.free()) {
      norms.add(where(slots.of(place), liveClasses));
    }
    int[] elements = elementwise ? where(slots.of(Network.INPUT), liveClasses) : null;
    return new LiveUnits(elements, inputs, outputs, norms);
  }

  private int[] where(int[] ids, BitSet liveClasses) {
    boolean[] live = new boolean[ids.length];
    for (int i = 0; i < ids.length; i++) {
      live[i] = liveClasses.get(slots.find(ids[i]));
    }
    return LiveUnits.where(live);
  }

  private BitSet liveClasses() {
    BitSet elements = new BitSet();
    if (elementwise) {
      Arrays.stream(slots.of(Network.INPUT)).map(slots::find).forEach(elements::set);
    }
    Constants constants = new Constants(network, slots, wired, states);
    BitSet own = new BitSet();
    channels.forEach(
        (id, channel) -> {
          boolean element = elements.get(id);
          boolean stays = channel.pinned && !element;
          boolean read = channel.readers.stream().anyMatch(r -> isLeft(r.layer, outgoing(r)));
          boolean made = element || channel.makers.stream().anyMatch(this::isMade);
          own.set(id, stays || read && (made || isNotZero(channel, constants)));
        });
    joinGroups(own);
    BitSet live = new BitSet();
    own.stream().forEach(id -> live.set(slots.find(id)));
    // A layer needs a unit at least, as do all that are added to it.
    for (int place : wired.weighted()) {
      atLeastOne(slots.of(place), live);
    }
    if (elementwise) {
      atLeastOne(slots.of(Network.INPUT), live);
    }
    return live;
  }

  private boolean isMade(Maker maker) {
    return isLeft(maker.layer, incoming(maker));
  }

  /** Whether a channel that no weight reaches puts out anything but zeros. */
  private boolean isNotZero(Channel channel, Constants constants) {
    for (Reader reader : channel.readers) {
      for (int slot : reader.slots) {
        if (constants.of(wired.readBy(reader.layer), slot) != 0) {
          return true;
        }
      }
    }
    return false;
  }

  private void atLeastOne(int[] ids, BitSet live) {
    for (int id : ids) {
      if (live.get(slots.find(id))) {
        return;
      }
    }
    live.set(slots.find(ids[0]));
  }

  private void joinGroups(BitSet own) {
    for (int l = 0; l < states.size(); l++) {
      int groups = groups(l);
      if (groups == 1) {
        continue;
      }
      int[] read = slots.of(wired.readBy(l));
      int[] made = slots.of(wired.weighted().get(l));
      boolean depthwise = groups == read.length;
      for (int i = 0; i < made.length; i++) {
        if (depthwise) {
          slots.join(read[i / (made.length / groups)], made[i]);
        } else {
          own.set(slots.find(made[i]));
        }
      }
      for (int i = 0; !depthwise && i < read.length; i++) {
        own.set(slots.find(read[i]));
      }
    }
  }

  private boolean isLeft(int layer, BitSet weights) {
    weights.andNot(states.get(layer).removed());
    return !weights.isEmpty();
  }
}

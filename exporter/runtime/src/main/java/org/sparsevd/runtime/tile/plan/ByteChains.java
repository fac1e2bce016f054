package org.sparsevd.runtime.tile.plan;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.runtime.kernel.Kernels;
import org.sparsevd.runtime.level.WholeWeights;
import org.sparsevd.runtime.machine.MachineSupport;

/**
 * Finds layers of 8 bits: a convolution of levels by whole weights, a scale and a shift for each
 * channel, perhaps a sum with other levels and two bounds, and then levels again. What a file says
 * is not believed: weights are looked at, and how large sums can become.
 */
final class ByteChains {
  /** Scales and shifts beyond this might leave float32. */
  private static final float LARGEST = 1e20f;

  private final Model model;
  private final Kernels kernels;
  private final Map<String, Integer> readers;
  private final Map<String, Node> nodes = new HashMap<>();

  /** The last node that reads a value, and its place in the model. */
  private final Map<String, Integer> lastReader = new HashMap<>();

  /** For values that are levels, how many lie below zero. */
  private final Map<String, Integer> zeros = new HashMap<>();

  private ByteChains(Model model, Kernels kernels) {
    this.model = model;
    this.kernels = kernels;
    this.readers = model.readers();
    for (int i = 0; i < model.nodes().size(); i++) {
      Node node = model.nodes().get(i);
      nodes.put(node.name(), node);
      for (String value : node.inputs()) {
        lastReader.put(value, i);
      }
      if (node.op() instanceof Op.Quantize levels && levels.zero() < Op.Quantize.MOST) {
        zeros.put(node.name(), levels.zero());
      } else if (node.op() instanceof Op.MaxPool2d || node.op() instanceof Op.Concat) {
        moved(node);
      }
    }
  }

  /** Those of a model; null where it has levels and there is no code for them. */
  static ByteChains of(Model model, Kernels kernels, MachineSupport machine) {
    ByteChains chains = new ByteChains(model, kernels);
    return chains.zeros.isEmpty() || machine.bytes(kernels.lanes()) != null ? chains : null;
  }

  private void moved(Node node) {
    Integer zero = zeros.get(node.inputs().get(0));
    boolean same = zero != null;
    for (String value : node.inputs()) {
      same &= zeros.containsKey(value) && zeros.get(value).equals(zero);
    }
    if (same) {
      zeros.put(node.name(), zero);
    }
  }

  /** How many levels of a value lie below zero; null where it has no levels. */
  Integer zero(String value) {
    return zeros.get(value);
  }

  /**
   * The layer of 8 bits that begins with a convolution; null where there is none.
   *
   * @param covered nodes that are part of other layers
   */
  TileLayer find(Node node, Op.Conv2d conv, int at, Set<String> covered) {
    Integer zero = zeros.get(node.inputs().get(0));
    boolean single = conv.groups() == 1;
    if (zero == null
        || !single && !isDepthwise(node, conv)
        || !WholeWeights.are(conv.weight(), conv.bias(), zero)) {
      return null;
    }
    Node scaled = onlyReader(node.name());
    if (scaled == null || !(scaled.op() instanceof Op.Affine affine) || !isUsual(affine, conv)) {
      return null;
    }
    int end = lastReader.get(node.name());
    TileLayer plain = TileLayer.of(node, at).with(scaled.name(), end).in(ByteNodes.of(affine));
    if (single) {
      TileLayer added = plus(plain, covered);
      added = added == null ? plus(between(plain), covered) : added;
      TileLayer found = added == null ? null : levels(bounded(added));
      if (found != null) {
        return found;
      }
    }
    TileLayer bounded = bounded(plain);
    TileLayer whole = levels(bounded);
    return whole == null && single ? bounded : whole;
  }

  /** With levels and back, where the next nodes do that; itself where they do not. */
  private TileLayer between(TileLayer layer) {
    Node levelled = onlyReader(layer.result());
    Node back = levelled == null ? null : onlyReader(levelled.name());
    Op.Affine affine = layer.bytes().affine();
    if (back == null
        || !(levelled.op() instanceof Op.Quantize levels)
        || !(back.op() instanceof Op.Affine again)
        || again.channels() != affine.channels()
        || !isUsual(again)) {
      return layer;
    }
    TileLayer all = layer.with(levelled.name(), lastReader.get(layer.result()));
    return all.with(back.name(), lastReader.get(levelled.name()))
        .in(new ByteNodes(affine, levels, again, null, null));
  }

  private boolean isDepthwise(Node node, Op.Conv2d conv) {
    int channels = model.shape(node.inputs().get(0)).dim(0);
    return conv.groups() == channels && conv.weight().rows() == channels;
  }

  /** With other levels added, where the next node does that; else null. */
  private TileLayer plus(TileLayer layer, Set<String> covered) {
    Node sum = onlyReader(layer.result());
    if (sum == null || !(sum.op() instanceof Op.Add) || covered.contains(sum.name())) {
      return null;
    }
    List<String> both = sum.inputs();
    String side = both.get(both.get(0).equals(layer.result()) ? 1 : 0);
    Node other = nodes.get(side);
    ByteNodes known = layer.bytes();
    if (other == null
        || !(other.op() instanceof Op.Affine scale)
        || scale.channels() != known.affine().channels()
        || !isUsual(scale)
        || zero(other.inputs().get(0)) == null
        || !model.shape(side).equals(model.shape(layer.result()))) {
      return null;
    }
    int end = lastReader.get(layer.result());
    TileLayer all = layer.plus(other.inputs().get(0), sum.name(), end);
    all = readers.get(side) == 1 ? all.covering(side) : all;
    return all.in(new ByteNodes(known.affine(), known.between(), known.again(), scale, null));
  }

  /** With bounds, where the next node has some. */
  private TileLayer bounded(TileLayer layer) {
    Node next = onlyReader(layer.result());
    boolean bounds =
        next != null
            && (next.op() instanceof Op.Relu
                || next.op() instanceof Op.Clip clip && clip.least() <= clip.most());
    return bounds
        ? layer.then((Op.Pointwise) next.op(), kernels, next.name(), lastReader.get(layer.result()))
        : layer;
  }

  /** With levels, where the next node finds them; else null. */
  private TileLayer levels(TileLayer layer) {
    Node next = onlyReader(layer.result());
    if (next == null || !(next.op() instanceof Op.Quantize levels) || zero(next.name()) == null) {
      return null;
    }
    return layer.with(next.name(), lastReader.get(layer.result())).in(layer.bytes().to(levels));
  }

  /** The only node that reads a value; null where there are others, or it is a result. */
  private Node onlyReader(String value) {
    Integer last = lastReader.get(value);
    return last == null || readers.get(value) != 1 ? null : model.nodes().get(last);
  }

  private static boolean isUsual(Op.Affine affine, Op.Conv2d conv) {
    return affine.channels() == conv.weight().rows() && isUsual(affine);
  }

  private static boolean isUsual(Op.Affine affine) {
    boolean usual = true;
    for (int c = 0; c < affine.channels(); c++) {
      usual &= Math.abs(affine.scale()[c]) < LARGEST && Math.abs(affine.shift()[c]) < LARGEST;
    }
    return usual;
  }
}

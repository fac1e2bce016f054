package org.sparsevd.runtime.tile.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.model.Window;
import org.sparsevd.runtime.kernel.Kernels;
import org.sparsevd.runtime.tile.bytes.ByteLanes;
import org.sparsevd.tensor.Shape;

/** Which nodes of a model run on images in tiles, and which of them are one layer. */
final class TileGraph {
  /** Dimensions of an image. */
  private static final int IMAGE = 3;

  /** Pixels of the smallest images for which tiles are worth their halo, for each lane. */
  private static final int PIXELS = 2;

  /** Pixels of the largest images: what is computed of them is far from any limit. */
  private static final int MOST_PIXELS = 1 << 25;

  /** Lanes of processors that have 32 registers. */
  private static final int SQUARES = 16;

  private final Model model;
  private final Kernels kernels;
  private final int lanes;
  private final Map<String, Integer> readers;

  /** By the value that they compute. */
  private final Map<String, TileLayer> layers = new HashMap<>();

  /** All nodes in tiles. */
  private final Set<String> covered = new HashSet<>();

  private final Map<String, Integer> positions = new HashMap<>();

  /** Null where no code computes with bytes. */
  private final ByteChains chains;

  TileGraph(Model model, Kernels kernels, ByteChains chains) {
    this.model = model;
    this.chains = chains;
    this.kernels = kernels;
    this.lanes = kernels.lanes();
    this.readers = model.readers();
    List<Node> nodes = model.nodes();
    for (int i = 0; i < nodes.size(); i++) {
      positions.put(nodes.get(i).name(), i);
      add(nodes.get(i), i);
    }
  }

  private void add(Node node, int at) {
    Op op = node.op();
    if (covers(node.name())) {
      return;
    }
    if (op instanceof Op.Conv2d conv && canTile(node, conv.window())) {
      convolution(node, conv, at);
    } else if (!readsTiles(node)) {
      return;
    } else if (op instanceof Op.Pointwise function) {
      pointwise(node, function, at);
    } else if (op instanceof Op.Add) {
      sum(node, at);
    } else if (op instanceof Op.Affine affine && canTile(node) && endsAlone(node)) {
      TileLayer before = layers.remove(node.inputs().get(0));
      put(before.scaled(affine, node.name(), at), node);
    } else if (canTile(node)) {
      TileLayer layer = TileLayer.of(node, at);
      put(movesBytes(node) ? layer.in(ByteNodes.MOVED) : layer, node);
    }
  }

  /** Whether all that a node reads lies in bytes, and what it finds may as well. */
  private boolean movesBytes(Node node) {
    boolean joins = node.op() instanceof Op.Concat;
    if (chains == null
        || !joins && !(node.op() instanceof Op.MaxPool2d)
        || chains.zero(node.name()) == null) {
      return false;
    }
    boolean all = true;
    for (String value : node.inputs()) {
      TileLayer before = layers.get(value);
      boolean whole = model.shape(value).dim(0) % ByteLanes.CHANNELS == 0;
      all &= before != null && before.findsBytes() && (!joins || whole);
    }
    return all;
  }

  private void convolution(Node node, Op.Conv2d conv, int at) {
    TileLayer bytes = chains == null ? null : chains.find(node, conv, at, covered);
    if (bytes == null) {
      put(TileLayer.of(node, at), node);
      return;
    }
    levels(node.inputs().get(0));
    for (String member : bytes.members()) {
      layers.remove(member);
      covered.add(member);
    }
    layers.put(bytes.result(), bytes);
  }

  /**
   * What finds the levels of a layer puts them into tiles at once, where that layer alone reads
   * them.
   */
  private void levels(String value) {
    int at = positions.getOrDefault(value, -1);
    Node node = at < 0 ? null : model.nodes().get(at);
    if (node != null
        && node.op() instanceof Op.Quantize
        && !covers(value)
        && readers.get(value) == 1) {
      put(TileLayer.of(node, at).in(ByteNodes.MOVED), node);
    }
  }

  private boolean canTile(Node node) {
    Op op = node.op();
    if (op instanceof Op.MaxPool2d pool) {
      return canTile(node, pool.window());
    }
    int channels = model.shape(node.name()).dim(0);
    return op instanceof Op.Concat
        || op instanceof Op.Mul && canGate(node)
        || op instanceof Op.Affine affine && affine.channels() == channels
        || op instanceof Op.BatchNorm norm && norm.channels() == channels;
  }

  /** Whether all that it reads is in tiles, or one number for each channel. */
  private boolean canGate(Node node) {
    Shape image = model.shape(node.inputs().get(0));
    Shape other = model.shape(node.inputs().get(1));
    return layers.containsKey(node.inputs().get(0))
        && (other.size() == image.dim(0) || other.equals(image));
  }

  private boolean canTile(Node node, Window window) {
    Shape image = model.shape(node.inputs().get(0));
    Shape output = model.shape(node.name());
    return image.rank() == IMAGE
        && pixels(image) >= PIXELS * lanes
        && pixels(image) <= MOST_PIXELS
        && pixels(output) >= PIXELS * lanes
        && pixels(output) <= MOST_PIXELS
        && TileWindow.canSlide(window, image, output, lanes);
  }

  private static double pixels(Shape image) {
    return (double) image.dim(1) * image.dim(2);
  }

  /** Whether it reads an image in tiles, and what it finds could be one. */
  private boolean readsTiles(Node node) {
    boolean any = false;
    for (String value : node.inputs()) {
      any |= layers.containsKey(value);
    }
    return any && model.shape(node.name()).rank() == IMAGE;
  }

  /** Whether nobody else reads what a layer finds that more can be done with. */
  private boolean endsAlone(Node node) {
    String source = node.inputs().get(0);
    return layers.get(source).isOpen() && readers.get(source) == 1;
  }

  private void pointwise(Node node, Op.Pointwise function, int at) {
    String source = node.inputs().get(0);
    TileLayer before = layers.get(source);
    boolean levels = function instanceof Op.Quantize && before.endsInAffine();
    if (levels && readers.get(source) == 1) {
      layers.remove(source);
      put(before.levelled((Op.Quantize) function, node.name(), at), node);
    } else if (endsAlone(node)) {
      layers.remove(source);
      put(before.then(function, kernels, node.name(), at), node);
    } else {
      put(TileLayer.of(node, at), node);
    }
  }

  /** Fuses a sum into the later of the layers that it adds. */
  private void sum(Node node, int at) {
    List<String> both = node.inputs();
    if (!model.shape(both.get(0)).equals(model.shape(both.get(1)))) {
      return;
    }
    int later = position(both.get(0)) > position(both.get(1)) ? 0 : 1;
    for (int i : new int[] {later, 1 - later}) {
      String source = both.get(i);
      TileLayer before = layers.get(source);
      if (before != null
          && before.isOpen()
          && before.residual() == null
          && before.head().op() instanceof Op.Conv2d conv
          && conv.groups() == 1
          && readers.get(source) == 1) {
        layers.remove(source);
        put(before.plus(both.get(1 - i), node.name(), at), node);
        return;
      }
    }
    put(TileLayer.of(node, at), node);
  }

  private int position(String value) {
    return positions.getOrDefault(value, -1);
  }

  private void put(TileLayer layer, Node node) {
    layers.put(layer.result(), layer);
    covered.add(node.name());
  }

  /** Whether a node is part of a layer in tiles. */
  boolean covers(String node) {
    return covered.contains(node);
  }

  /** The layer that computes this value; null where none does. */
  TileLayer layer(String value) {
    return layers.get(value);
  }

  /** Whether squares of cells are to be had: with 32 registers, where no layer wants long rows. */
  boolean isFitForSquares() {
    boolean fit = lanes >= SQUARES;
    for (TileLayer layer : layers.values()) {
      boolean grouped = layer.head().op() instanceof Op.Conv2d conv && conv.groups() > 1;
      fit &= !grouped && layer.bytes() == null;
    }
    return fit;
  }

  /** All layers, in no order. */
  List<TileLayer> all() {
    return new ArrayList<>(layers.values());
  }
}

package org.sparsevd.compress.quantise;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import org.sparsevd.compress.flow.ChannelFlow;
import org.sparsevd.compress.flow.Followed;
import org.sparsevd.compress.flow.Quads;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.tensor.DenseTensor;

/**
 * An order of the hidden units by their biases: the same function, up to the order of sums, whose
 * biases ascend and so take few bits. A layer's rows move together with the columns that read them,
 * where only one layer reads them, through operators that keep channels apart. Units whose weights
 * come in fours stay where they are.
 */
final class UnitOrder {
  private final Model model;
  private final Map<String, Integer> readers;

  /** Node to the former row of each row. */
  private final Map<String, int[]> rows = new HashMap<>();

  /** Node to the former channel of each channel that its columns read. */
  private final Map<String, int[]> channels = new HashMap<>();

  private UnitOrder(Model model) {
    this.model = model;
    this.readers = model.readers();
  }

  static UnitOrder byBias(Model model) {
    UnitOrder order = new UnitOrder(model);
    if (Followed.refusal(model).isPresent()) {
      return order;
    }
    for (Node node : model.nodes()) {
      if (node.op() instanceof Op.Weighted layer && !isGrouped(layer)) {
        Node reader = order.reader(node);
        if (reader != null && !inFours(layer, (Op.Weighted) reader.op())) {
          int[] ascending = ascending(layer.bias());
          order.rows.put(node.name(), ascending);
          order.channels.put(reader.name(), ascending);
        }
      }
    }
    return order;
  }

  /** Whether another order would tear apart what kernels find side by side. */
  private static boolean inFours(Op.Weighted layer, Op.Weighted reader) {
    return Quads.of(layer).ofUnits() || Quads.of(reader).ofInputs();
  }

  private static boolean isGrouped(Op.Weighted layer) {
    return layer instanceof Op.Conv2d conv && conv.groups() > 1;
  }

  private static int[] ascending(float[] bias) {
    Integer[] order = new Integer[bias.length];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, Comparator.comparingDouble(i -> bias[i]));
    return Arrays.stream(order).mapToInt(i -> i).toArray();
  }

  /** The only layer that reads a node's units, or null. */
  private Node reader(Node node) {
    String value = node.name();
    int from = model.nodes().indexOf(node) + 1;
    for (Node next : model.nodes().subList(from, model.nodes().size())) {
      if (next.inputs().contains(value)) {
        if (readers.get(value) != 1) {
          return null;
        }
        if (next.op() instanceof Op.Weighted layer) {
          return isGrouped(layer) ? null : next;
        }
        if (!ChannelFlow.isBlindToOrder(model, next)) {
          return null;
        }
        value = next.name();
      }
    }
    return null;
  }

  Model apply() {
    return model.mapNodes(
        node ->
            node.op() instanceof Op.Weighted layer
                ? node.with(moved(node, layer), node.steps())
                : node);
  }

  private Op moved(Node node, Op.Weighted layer) {
    float[] weight = layer.weight().toArray();
    float[] movedWeight = new float[weight.length];
    int[] sources = sources(node);
    for (int i = 0; i < weight.length; i++) {
      movedWeight[i] = weight[sources[i]];
    }
    float[] bias = layer.bias().clone();
    int[] order = rows.get(node.name());
    for (int r = 0; order != null && r < bias.length; r++) {
      bias[r] = layer.bias()[order[r]];
    }
    return layer.with(new DenseTensor(layer.weight().shape(), movedWeight), bias);
  }

  /** Where each element of a layer's weight comes from. */
  int[] sources(Node node) {
    Op.Weighted layer = (Op.Weighted) node.op();
    int columns = layer.weight().columns();
    int[] rowOrder = rows.get(node.name());
    int[] channelOrder = channels.get(node.name());
    int area = channelOrder == null ? 1 : columns / channelOrder.length;
    int[] sources = new int[layer.weight().shape().size()];
    for (int i = 0; i < sources.length; i++) {
      int row = i / columns;
      int column = i % columns;
      int fromRow = rowOrder == null ? row : rowOrder[row];
      int fromColumn =
          channelOrder == null ? column : channelOrder[column / area] * area + column % area;
      sources[i] = fromRow * columns + fromColumn;
    }
    return sources;
  }
}

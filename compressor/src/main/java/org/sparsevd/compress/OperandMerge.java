package org.sparsevd.compress;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sparsevd.compress.flow.ChannelMap;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.tensor.ElementType;
import org.sparsevd.tensor.Shape;

/**
 * Merges constants that are added to a layer's output, subtracted from it, or that it is multiplied
 * or divided by, into the layer: biases, as exporters of matrices write them, and scales. In models
 * of any shapes.
 */
final class OperandMerge {
  private final Model model;
  private final Map<String, Integer> readers;

  /** The nodes that stay, by name. */
  private final Map<String, Node> kept = new LinkedHashMap<>();

  /** What stands for a value whose node is gone. */
  private final Map<String, String> instead = new HashMap<>();

  private Carried carried;

  private OperandMerge(Carried carried) {
    this.carried = carried;
    this.model = carried.model();
    this.readers = model.readers();
  }

  static Carried apply(Carried before) {
    OperandMerge merge = new OperandMerge(before);
    before.model().nodes().forEach(merge::visit);
    return merge.instead.isEmpty() ? before : merge.result();
  }

  private Carried result() {
    List<Model.Output> outputs = new ArrayList<>();
    for (Model.Output output : model.outputs()) {
      outputs.add(new Model.Output(output.name(), source(output.value())));
    }
    return carried.with(model.withNodes(List.copyOf(kept.values()), outputs));
  }

  private String source(String value) {
    return instead.getOrDefault(value, value);
  }

  private void visit(Node node) {
    Node now = node.renamed(node.name(), node.inputs().stream().map(this::source).toList());
    for (int side = 0; side < 2 && now.op() instanceof Op.Binary binary; side++) {
      if (merges(node, now, binary, side)) {
        return;
      }
    }
    kept.put(now.name(), now);
  }

  /** Merges a node into the layer that is its operand of this number, if that is right. */
  private boolean merges(Node node, Node now, Op.Binary binary, int side) {
    Node layer = kept.get(now.inputs().get(side));
    Node other = kept.get(now.inputs().get(1 - side));
    boolean fits =
        layer != null
            && layer.op() instanceof Op.Weighted
            && readers.get(node.inputs().get(side)) == 1
            && other != null
            && other.op() instanceof Op.Constant constant
            && constant.type() == ElementType.FLOAT
            && model.shape(layer.name()).equals(model.shape(node.name()));
    float[] operand = fits ? operand((Op.Weighted) layer.op(), (Op.Constant) other.op()) : null;
    ChannelMap map = operand == null ? null : map(binary, side, operand);
    if (map == null) {
      return false;
    }
    carried = carried.changed(layer, op -> LayerMerge.scaled(op, map));
    kept.put(layer.name(), layer.with(LayerMerge.scaled((Op.Weighted) layer.op(), map)));
    instead.put(node.name(), layer.name());
    return true;
  }

  /** A value for each row of a layer; null where the constant's differ in another way. */
  private static float[] operand(Op.Weighted layer, Op.Constant constant) {
    int rows = layer.weight().rows();
    Shape shape = constant.values().shape();
    float[] values = constant.values().values();
    if (values.length == 1) {
      float[] all = new float[rows];
      Arrays.fill(all, values[0]);
      return all;
    }
    int axis = shape.rank() - (layer instanceof Op.Conv2d ? 3 : 1);
    return axis >= 0 && values.length == rows && shape.is(axis, rows) ? values : null;
  }

  /** What is done with the layer's values; null for what is no scale and no shift. */
  private static ChannelMap map(Op.Binary binary, int side, float[] operand) {
    double[] scale = new double[operand.length];
    double[] shift = new double[operand.length];
    Arrays.fill(scale, 1);
    for (int r = 0; r < operand.length; r++) {
      double value = operand[r];
      switch (binary.function()) {
        case PLUS -> shift[r] = value;
        case MINUS -> {
          scale[r] = side == 0 ? 1 : -1;
          shift[r] = side == 0 ? -value : value;
        }
        case TIMES -> scale[r] = value;
        case OVER -> scale[r] = side == 0 ? 1 / value : Double.NaN;
        default -> scale[r] = Double.NaN;
      }
      if (!Double.isFinite(scale[r]) || !Double.isFinite(shift[r])) {
        return null;
      }
    }
    return new ChannelMap(scale, shift);
  }
}

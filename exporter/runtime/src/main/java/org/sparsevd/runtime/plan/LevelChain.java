package org.sparsevd.runtime.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.runtime.kernel.Kernels;
import org.sparsevd.runtime.level.LevelEnding;
import org.sparsevd.runtime.step.map.ElementMap;
import org.sparsevd.runtime.step.map.LevelTable;
import org.sparsevd.tensor.Shape;
import org.sparsevd.tensor.Tensor;

/**
 * What follows a dense layer of 8 bits: a product and a sum with constants, levels, and functions
 * of these. One node after the other, each the only reader of what stands before it.
 *
 * @param ending what the layer's code computes
 * @param parts nodes of the ending
 * @param functions nodes that compute functions of the levels
 */
record LevelChain(LevelEnding ending, List<Node> parts, List<Node> functions) {

  /** The chain behind a layer whose sums are at least so large. */
  static LevelChain of(Node layer, float floor, LevelFusion fusion) {
    int outputs = ((Op.Dense) layer.op()).bias().length;
    Node product = fusion.next(layer);
    float[] scale = vector(product, Op.BinaryFunction.TIMES, outputs, fusion);
    Node sum = scale == null ? null : fusion.next(product);
    float[] shift = vector(sum, Op.BinaryFunction.PLUS, outputs, fusion);
    if (shift == null || !fusion.isAsLarge(sum, layer)) {
      return new LevelChain(LevelEnding.of(floor), List.of(), List.of());
    }
    Node next = fusion.next(sum);
    if (next == null || !(next.op() instanceof Op.Quantize levels)) {
      LevelEnding ending = new LevelEnding(floor, scale, shift, null);
      return new LevelChain(ending, List.of(product, sum), List.of());
    }
    LevelEnding ending = new LevelEnding(floor, scale, shift, levels);
    return new LevelChain(ending, List.of(product, sum, next), functions(next, fusion));
  }

  /** A constant with a number for each output, beside another value; null where there is none. */
  private static float[] vector(
      Node node, Op.BinaryFunction function, int length, LevelFusion fusion) {
    if (node == null
        || !(node.op() instanceof Op.Binary binary)
        || binary.function() != function
        || binary.whole()) {
      return null;
    }
    Tensor other = fusion.constant(node, place(node, fusion));
    if (other == null
        || other.shape().rank() == 0
        || other.shape().size() != length
        || other.shape().dim(other.shape().rank() - 1) != length) {
      return null;
    }
    float[] values = other.toArray();
    for (float value : values) {
      if (!Float.isFinite(value)) {
        return null;
      }
    }
    return values;
  }

  /** Which input is a constant, where one is. */
  private static int place(Node node, LevelFusion fusion) {
    return fusion.constant(node, 0) == null ? 1 : 0;
  }

  /** None where no curve is among them: a table takes as long as a product. */
  private static List<Node> functions(Node levels, LevelFusion fusion) {
    List<Node> functions = new ArrayList<>();
    boolean curved = false;
    Node next = fusion.next(levels);
    while (next != null && !fusion.isAlias(next) && isFunction(next, fusion)) {
      functions.add(next);
      curved |= next.op() instanceof Op.Pointwise;
      next = fusion.isAsLarge(next, levels) ? fusion.next(next) : null;
    }
    return curved ? functions : List.of();
  }

  private static boolean isFunction(Node node, LevelFusion fusion) {
    if (node.op() instanceof Op.Binary binary && !binary.whole()) {
      Tensor other = fusion.constant(node, place(node, fusion));
      return other != null && other.shape().size() == 1;
    }
    return node.op() instanceof Op.Pointwise;
  }

  /** All that the layer computes. */
  List<Node> nodes() {
    List<Node> nodes = new ArrayList<>(parts);
    nodes.addAll(functions);
    return nodes;
  }

  /** Lets the nodes share the array of their layer. */
  void put(Node layer, Aliases aliases, Map<String, String> notes) {
    for (Node node : nodes()) {
      aliases.put(node.name(), layer.name());
      notes.put(node.name(), "fused into " + layer.name());
    }
  }

  /** The functions as one, computed as the steps of a plan compute them; null for none. */
  LevelTable table(LevelFusion fusion, Kernels kernels) {
    if (functions.isEmpty()) {
      return null;
    }
    int zero = ending.levels().zero();
    float[] values = new float[LevelTable.SIZE];
    for (int i = 0; i < values.length; i++) {
      values[i] = i - zero;
    }
    for (Node node : functions) {
      float[] found = new float[values.length];
      if (node.op() instanceof Op.Pointwise op) {
        ElementMap.of(op, kernels).apply(0, values, 0, found, 0, values.length);
      } else {
        int place = place(node, fusion);
        binary((Op.Binary) node.op(), place, fusion.constant(node, place), values, found);
      }
      values = found;
    }
    return new LevelTable(values, zero);
  }

  private static void binary(Op.Binary op, int place, Tensor other, float[] values, float[] found) {
    Shape all = Shape.of(values.length);
    Shape one = Shape.of(1);
    float[] constant = other.toArray();
    if (place == 0) {
      op.program(List.of(one, all), all).run(new float[][] {constant, values}, found);
    } else {
      op.program(List.of(all, one), all).run(new float[][] {values, constant}, found);
    }
  }
}

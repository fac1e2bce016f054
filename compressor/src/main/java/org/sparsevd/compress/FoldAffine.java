package org.sparsevd.compress;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.sparsevd.compress.flow.ChannelMap;
import org.sparsevd.compress.flow.Followed;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.tensor.Shape;

/**
 * Merges batch normalisation and {@link Op.Affine} (the preprocessing, for one) into the dense or
 * convolutional layer before or behind it, where that computes the same up to one rounding.
 *
 * <p>Behind a layer a map always merges. In front it merges into a dense layer, also through a
 * Flatten, and into a convolution where the map is per channel and either does not shift or meets
 * no padding. Padding is zero in front of the layer, not in front of the map. Constants that are
 * added to a layer's output, or scale it, merge in any model ({@link OperandMerge}); the other maps
 * only where channels stand first. A model in 8 bits stays as it is: maps behind its layers are
 * what makes sums of whole numbers real.
 */
public record FoldAffine() implements CarryingPass {
  private static final int MOST_NAMED = 8;

  @Override
  public String name() {
    return "fold affine";
  }

  @Override
  public Carried apply(Carried before) {
    if (Op.Quantize.isIn(before.model())) {
      return before;
    }
    Carried folded = OperandMerge.apply(before);
    if (Followed.refusal(before.model()).isPresent()) {
      return folded;
    }
    for (Carried next = foldOne(folded); next != null; next = foldOne(folded)) {
      folded = next;
    }
    return folded;
  }

  /** The model after the first merge that is possible, or null. */
  private static Carried foldOne(Carried carried) {
    Model model = carried.model();
    Map<String, Integer> readers = model.readers();
    for (Node node : model.nodes()) {
      ChannelMap map = ChannelMap.of(node.op());
      if (map != null) {
        Node before = find(model, node.inputs().get(0));
        if (before != null && readers.get(before.name()) == 1) {
          Shape shape = model.shape(before.name());
          Carried merged = merged(carried, node, before, op -> LayerMerge.behind(op, map, shape));
          if (merged != null) {
            return merged;
          }
        }
        Node target = targetBehind(model, node, readers);
        if (target != null) {
          Shape shape = model.shape(node.name());
          Carried merged = merged(carried, node, target, op -> LayerMerge.inFront(op, map, shape));
          if (merged != null) {
            return merged;
          }
        }
      }
    }
    return null;
  }

  /** The model with a node merged into a layer, or null where that is not the same. */
  private static Carried merged(
      Carried carried, Node gone, Node target, UnaryOperator<Op.Weighted> merge) {
    Op.Weighted merged = target.op() instanceof Op.Weighted layer ? merge.apply(layer) : null;
    return merged == null
        ? null
        : carried.changed(target, merge).with(replace(carried.model(), gone, target.with(merged)));
  }

  /** The only reader of the node's value, seen through a Flatten; null where there are others. */
  private static Node targetBehind(Model model, Node node, Map<String, Integer> readers) {
    Node at = node;
    do {
      if (readers.getOrDefault(at.name(), 0) != 1) {
        return null;
      }
      at = onlyReader(model, at.name());
    } while (at != null && at.op() instanceof Op.Flatten);
    return at;
  }

  private static Node onlyReader(Model model, String value) {
    for (Node node : model.nodes()) {
      if (node.inputs().contains(value)) {
        return node;
      }
    }
    return null;
  }

  private static Node find(Model model, String name) {
    for (Node node : model.nodes()) {
      if (node.name().equals(name)) {
        return node;
      }
    }
    return null;
  }

  /** The model without {@code gone}, and with {@code merged} for the node of that name. */
  private static Model replace(Model model, Node gone, Node merged) {
    String source = gone.inputs().get(0);
    List<Node> nodes = new ArrayList<>();
    for (Node node : model.nodes()) {
      if (!node.name().equals(gone.name())) {
        Node kept = node.name().equals(merged.name()) ? merged : node;
        List<String> inputs = new ArrayList<>(kept.inputs());
        inputs.replaceAll(input -> input.equals(gone.name()) ? source : input);
        nodes.add(kept.renamed(kept.name(), inputs));
      }
    }
    return model.withNodes(nodes, model.output().equals(gone.name()) ? source : model.output());
  }

  @Override
  public String effect(Model before, Model after) {
    List<String> merged = new ArrayList<>();
    for (Node node : before.nodes()) {
      if (find(after, node.name()) == null) {
        merged.add(node.name());
      }
    }
    if (merged.isEmpty()) {
      return "found nothing to merge";
    }
    String told =
        merged.size() > MOST_NAMED
            ? merged.size() + " nodes, " + merged.get(0) + " the first of them,"
            : String.join(", ", merged);
    return "merged " + told + " into neighbouring layers";
  }
}

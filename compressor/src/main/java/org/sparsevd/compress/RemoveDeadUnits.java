package org.sparsevd.compress;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.sparsevd.compress.flow.ConstantSlices;
import org.sparsevd.compress.flow.OwnConstants;
import org.sparsevd.compress.flow.Removal;
import org.sparsevd.compress.flow.Shuffles;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.tensor.Tensor;

/**
 * Removes neurons, filters, hidden units and columns of tables that no output depends on, and those
 * that are constant, whose contribution moves into the biases of their readers. What is left
 * computes the same up to rounding.
 *
 * <p>Inputs keep their shapes, outputs keep all of their elements, and every layer keeps a unit at
 * least. Of a grouped convolution whole groups go, such as the channels of a depthwise one, and as
 * many inputs and outputs of each group as the one that needs most can spare. What an operator
 * reads whole, such as a normalisation, stays whole.
 */
public record RemoveDeadUnits() implements CarryingPass {
  @Override
  public String name() {
    return "remove dead units";
  }

  @Override
  public Carried apply(Carried before) {
    Carried read = before.with(withoutUnread(before.model()));
    Carried smaller = read.with(OwnConstants.of(Shuffles.asGathers(read.model())));
    long began = numbers(smaller.model());
    long had;
    long has = began;
    do {
      had = has;
      smaller = removeOnce(smaller.with(ConstantSlices.fold(smaller.model())));
      has = numbers(smaller.model());
    } while (has < had);
    return has < began ? smaller.with(withoutUnread(smaller.model())) : read;
  }

  /** Elements of all tensors, and weights that are not zero. */
  private static long numbers(Model model) {
    long numbers = WeightCount.of(model).nonZero();
    for (Node node : model.nodes()) {
      for (Tensor tensor : node.op().tensors()) {
        numbers += tensor.shape().size();
      }
    }
    return numbers;
  }

  /** The nodes that outputs depend on. */
  private static Model withoutUnread(Model model) {
    Set<String> read = new HashSet<>();
    model.outputs().forEach(output -> read.add(output.value()));
    List<Node> nodes = new ArrayList<>();
    for (int i = model.nodes().size() - 1; i >= 0; i--) {
      Node node = model.nodes().get(i);
      if (read.contains(node.name())) {
        read.addAll(node.inputs());
        nodes.add(0, node);
      }
    }
    return nodes.size() == model.nodes().size() ? model : model.withNodes(nodes, model.outputs());
  }

  private static Carried removeOnce(Carried before) {
    Removal removal = Removal.of(before.model());
    Carried smaller = before;
    for (Node node : before.model().nodes()) {
      if (node.op() instanceof Op.Weighted && removal.changes(node)) {
        smaller = smaller.changed(node, removal.change(node));
      }
    }
    return smaller.with(removal.apply());
  }

  @Override
  public String effect(Model before, Model after) {
    WeightCount had = WeightCount.of(before);
    WeightCount has = WeightCount.of(after);
    String removed =
        "removed "
            + (had.units() - has.units())
            + " of "
            + had.units()
            + " units, and with them "
            + (had.nonZero() - has.nonZero())
            + " weights";
    Map<String, Integer> whole = Removal.keepingAll(before);
    return whole.isEmpty()
        ? removed
        : removed
            + "; all channels stay at "
            + whole.entrySet().stream()
                .map(entry -> entry.getValue() + " " + entry.getKey())
                .collect(Collectors.joining(", "));
  }
}

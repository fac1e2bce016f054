package org.sparsevd.compress;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.sparsevd.compress.flow.ChannelSets;
import org.sparsevd.compress.flow.ConstantChannels;
import org.sparsevd.compress.flow.Followed;
import org.sparsevd.compress.flow.NeededChannels;
import org.sparsevd.compress.flow.PresentChannels;
import org.sparsevd.compress.flow.WeightView;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.Shape;
import org.sparsevd.tensor.Tensor;

/**
 * Removes neurons and filters that the output does not depend on, and those that are constant,
 * whose contribution moves into the biases of their readers. What is left computes the same up to
 * rounding.
 *
 * <p>The model's input keeps its shape, its output keeps all of its units, and every layer keeps at
 * least one. Of a grouped convolution whole groups go, such as the channels of a depthwise one, and
 * as many inputs and outputs of each group as the one that needs most can spare. Models whose
 * channels cannot be {@linkplain Followed followed} stay as they are.
 */
public record RemoveDeadUnits() implements CarryingPass {
  @Override
  public String name() {
    return "remove dead units";
  }

  @Override
  public Carried apply(Carried before) {
    if (Followed.refusal(before.model()).isPresent()) {
      return before;
    }
    Carried smaller = before.with(withoutUnread(before.model()));
    WeightCount count;
    do {
      count = WeightCount.of(smaller.model());
      smaller = removeOnce(smaller.with(ConstantChannels.fold(smaller.model())));
    } while (!WeightCount.of(smaller.model()).equals(count));
    return smaller;
  }

  /** The nodes that the output depends on. */
  private static Model withoutUnread(Model model) {
    Set<String> read = new HashSet<>(Set.of(model.output()));
    List<Node> nodes = new ArrayList<>();
    for (int i = model.nodes().size() - 1; i >= 0; i--) {
      Node node = model.nodes().get(i);
      if (read.contains(node.name())) {
        read.addAll(node.inputs());
        nodes.add(0, node);
      }
    }
    return model.withNodes(nodes, model.output());
  }

  private static Carried removeOnce(Carried before) {
    Model model = before.model();
    Carried smaller = before;
    Map<String, boolean[]> needed = NeededChannels.of(model);
    Map<String, boolean[]> present = PresentChannels.of(model, needed);
    List<Node> nodes = new ArrayList<>();
    for (Node node : model.nodes()) {
      boolean[] in = present.get(node.inputs().get(0));
      boolean[] out = present.get(node.name());
      if (node.op() instanceof Op.Weighted layer) {
        UnaryOperator<Op.Weighted> fewer =
            op -> silenced(op, needed.get(node.name())).select(out, in);
        nodes.add(node.with(fewer.apply(layer)));
        smaller = smaller.changed(node, fewer);
      } else {
        nodes.add(node.with(select(node.op(), in, out)));
      }
    }
    return smaller.with(model.withNodes(nodes, model.output()));
  }

  /** The operator on these channels. */
  private static Op select(Op op, boolean[] in, boolean[] out) {
    if (op instanceof Op.Reshape reshape) {
      int[] dims = reshape.target().toArray();
      dims[0] = ChannelSets.indices(out, 1).length;
      return new Op.Reshape(Shape.of(dims));
    }
    List<Tensor> selected = new ArrayList<>();
    for (Tensor vector : op.tensors()) {
      float[] values = ChannelSets.select(vector.toArray(), in);
      selected.add(new DenseTensor(Shape.of(1, values.length), values));
    }
    return selected.isEmpty() ? op : op.withTensors(selected);
  }

  /** Zeros for the units that stay only because shapes must fit. */
  private static WeightView silenced(Op.Weighted op, boolean[] needed) {
    WeightView view = WeightView.of(op);
    float[] bias = op.bias().clone();
    for (int r = 0; r < needed.length; r++) {
      for (int i = 0; !needed[r] && i < view.columns(); i++) {
        view.weight()[r * view.columns() + i] = 0;
      }
      bias[r] = needed[r] ? bias[r] : 0;
    }
    return WeightView.of(view.with(bias));
  }

  @Override
  public String effect(Model before, Model after) {
    Optional<String> refusal = Followed.refusal(before);
    if (refusal.isPresent()) {
      return "dead units were not looked for: " + refusal.get();
    }
    WeightCount had = WeightCount.of(before);
    WeightCount has = WeightCount.of(after);
    return "removed "
        + (had.units() - has.units())
        + " of "
        + had.units()
        + " units, and with them "
        + (had.nonZero() - has.nonZero())
        + " weights";
  }
}

package org.sparsevd.compress.flow;

import java.util.Optional;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.tensor.Shape;

/**
 * Of which models channels can be followed: those whose values have them as their outermost
 * dimension, and whose layers read one vector or image each.
 */
public final class Followed {
  private static final int IMAGE_RANK = 3;

  private Followed() {}

  /** Why channels of a model cannot be followed, in a few words; empty where they can. */
  public static Optional<String> refusal(Model model) {
    if (!model.batched()) {
      return Optional.of("the model's shapes are whole");
    }
    if (!model.isPlain()) {
      return Optional.of("the model has several inputs or others than floats");
    }
    if (!model.symbols().isEmpty()) {
      return Optional.of("shapes depend on " + String.join(", ", model.symbols()));
    }
    if (model.inputShape().rank() == 0) {
      return Optional.of("the input has no channels");
    }
    return model.nodes().stream()
        .filter(node -> !isFollowed(model, node))
        .findFirst()
        .map(node -> "channels are lost at " + node.op().kind().row().name() + " " + node.name());
  }

  private static boolean isFollowed(Model model, Node node) {
    if (node.inputs().isEmpty() || model.shape(node.name()).rank() == 0) {
      return false;
    }
    Shape in = model.shape(node.inputs().get(0));
    if (node.op() instanceof Op.Dense dense) {
      return in.size() == dense.weight().columns();
    }
    boolean image = node.op() instanceof Op.Conv2d || node.op() instanceof Op.PerChannel;
    return !image || in.rank() <= IMAGE_RANK;
  }
}

package org.sparsevd.onnx.write;

import java.util.HashSet;
import java.util.Set;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;

/**
 * Which values of a model have a batch in front of their shape in a file: of a batched model all
 * that depend on its inputs. What comes from constants alone is the same for all inputs.
 */
final class Batching {
  private final Set<String> each = new HashSet<>();

  private Batching() {}

  static Batching of(Model model) {
    Batching batching = new Batching();
    if (model.batched()) {
      model.inputs().forEach(input -> batching.each.add(input.name()));
      for (Node node : model.nodes()) {
        if (node.inputs().stream().anyMatch(batching.each::contains)) {
          batching.each.add(node.name());
        }
      }
    }
    return batching;
  }

  /** How many dimensions the value has in front of its shape: one or none. */
  int lead(String value) {
    return each.contains(value) ? 1 : 0;
  }
}

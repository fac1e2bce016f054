package org.sparsevd.onnx.rewrite;

import java.util.ArrayList;
import java.util.List;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;

/**
 * Puts one operator where a file writes its formula out: layer normalisation, Gelu, SiLU, hard
 * sigmoid and hard swish. Results differ by roundings in between. Parts that others read stay.
 */
public final class Patterns {
  private Patterns() {}

  public static Model apply(Model model) {
    Formulas formulas = new Formulas(model);
    Gates gates = new Gates(formulas);
    Normalisations normalisations = new Normalisations(formulas);
    List<Node> nodes = new ArrayList<>();
    for (Node node : model.nodes()) {
      formulas.put(node);
      Node found = gates.match(node);
      found = found == null ? normalisations.match(node) : found;
      Node kept = found == null ? node : found;
      formulas.put(kept);
      nodes.add(kept);
    }
    return nodes.equals(model.nodes())
        ? model
        : Unread.removed(model.withNodes(nodes, model.outputs()));
  }
}

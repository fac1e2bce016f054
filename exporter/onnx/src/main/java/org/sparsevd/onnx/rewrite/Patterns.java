package org.sparsevd.onnx.rewrite;

import java.util.ArrayList;
import java.util.List;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;

/**
 * Puts one operator where a file writes its formula out: layer normalisation, Gelu, SiLU, hard
 * sigmoid, hard swish, channel shuffle and attention. Results differ by roundings in between. Parts
 * that others read stay.
 */
public final class Patterns {
  private Patterns() {}

  public static Model apply(Model model) {
    Formulas formulas = new Formulas(model);
    Gates gates = new Gates(formulas);
    Normalisations normalisations = new Normalisations(formulas);
    Shuffles shuffles = new Shuffles(formulas);
    Attentions attentions = new Attentions(formulas);
    List<Node> nodes = new ArrayList<>();
    for (Node node : model.nodes()) {
      formulas.put(node);
      Node one = gates.match(node);
      one = one == null ? normalisations.match(node) : one;
      one = one == null ? shuffles.match(node) : one;
      List<Node> found = one == null ? attentions.match(node) : List.of(one);
      for (Node kept : found == null ? List.of(node) : found) {
        formulas.put(kept);
        nodes.add(kept);
      }
    }
    return nodes.equals(model.nodes())
        ? model
        : Unread.removed(model.withNodes(nodes, model.outputs()));
  }
}

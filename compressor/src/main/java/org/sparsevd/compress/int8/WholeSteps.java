package org.sparsevd.compress.int8;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sparsevd.compress.Pass;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.tensor.Step;

/**
 * Says of layers that are in 8 bits already that their weights are whole numbers: files then store
 * them as such. What the model computes stays as it is, to the last bit.
 */
public record WholeSteps() implements Pass {
  private static final Step ONE = Step.nearest(1);

  @Override
  public String name() {
    return "whole weights";
  }

  @Override
  public Model apply(Model model) {
    Set<String> layers = ByteLayers.of(model);
    List<Node> nodes = new ArrayList<>();
    for (Node node : model.nodes()) {
      Map<Integer, Step> steps = new HashMap<>(node.steps());
      if (layers.contains(node.name())) {
        steps.put(0, ONE);
        steps.put(1, ONE);
      }
      nodes.add(new Node(node.name(), node.op(), node.inputs(), steps));
    }
    return model.withNodes(nodes, model.outputs());
  }

  @Override
  public String effect(Model before, Model after) {
    return "keeps the whole weights of " + ByteLayers.of(after).size() + " layers in 8 bits";
  }
}

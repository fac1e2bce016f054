package org.sparsevd.onnx.lower.graph;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;

/** On which nodes outputs depend. */
public final class Liveness {
  private Liveness() {}

  /**
   * The nodes on which some of the names depend, in their order.
   *
   * @param needed names; those are added that the nodes read
   * @param reads what a node reads
   */
  public static List<NodeProto> live(
      List<NodeProto> nodes, Set<String> needed, Function<NodeProto, Collection<String>> reads) {
    List<NodeProto> live = new ArrayList<>();
    for (int i = nodes.size() - 1; i >= 0; i--) {
      NodeProto node = nodes.get(i);
      if (node.getOutputList().stream().anyMatch(needed::contains)) {
        live.add(node);
        needed.addAll(reads.apply(node));
      }
      needed.remove("");
    }
    Collections.reverse(live);
    return live;
  }

  /** Inputs, and whatever the graphs inside a node name. */
  public static Set<String> reads(NodeProto node) {
    Set<String> names = new HashSet<>(node.getInputList());
    for (AttributeProto attribute : node.getAttributeList()) {
      if (attribute.hasG()) {
        names.addAll(names(attribute.getG()));
      }
      attribute.getGraphsList().forEach(graph -> names.addAll(names(graph)));
    }
    return names;
  }

  /** Whatever a graph may read of the one around it. */
  public static Set<String> names(GraphProto graph) {
    Set<String> names = new HashSet<>();
    graph.getNodeList().forEach(node -> names.addAll(reads(node)));
    graph.getOutputList().stream().map(ValueInfoProto::getName).forEach(names::add);
    return names;
  }

  /** The model's nodes without those that no output depends on. */
  public static List<Node> live(List<Node> nodes, List<Model.Output> outputs) {
    Set<String> needed = new HashSet<>();
    outputs.forEach(output -> needed.add(output.value()));
    List<Node> live = new ArrayList<>();
    for (int i = nodes.size() - 1; i >= 0; i--) {
      if (needed.contains(nodes.get(i).name())) {
        live.add(nodes.get(i));
        needed.addAll(nodes.get(i).inputs());
      }
    }
    Collections.reverse(live);
    return live;
  }
}

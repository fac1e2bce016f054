package org.sparsevd.onnx.lower.graph;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The functions that a file defines. */
public final class Functions {
  private final Map<List<String>, FunctionProto> all = new HashMap<>();

  /** The functions of a file. */
  public Functions(List<FunctionProto> functions) {
    for (FunctionProto function : functions) {
      all.put(List.of(function.getDomain(), function.getName(), function.getOverload()), function);
    }
  }

  /** The function that a node calls; null where it calls none. */
  public FunctionProto of(NodeProto node) {
    return all.get(List.of(node.getDomain(), node.getOpType(), node.getOverload()));
  }

  /** The version of the standard operators in which a function is written. */
  public static int opset(FunctionProto function, int otherwise) {
    for (OperatorSetIdProto set : function.getOpsetImportList()) {
      if (set.getDomain().isEmpty() || set.getDomain().equals("ai.onnx")) {
        return (int) Math.max(0, Math.min(Integer.MAX_VALUE, set.getVersion()));
      }
    }
    return otherwise;
  }

  /** A function's nodes with the attributes of a call, and without inputs that it leaves out. */
  public static List<NodeProto> nodes(FunctionProto function, NodeProto call) {
    Map<String, AttributeProto> values = new HashMap<>();
    function.getAttributeProtoList().forEach(value -> values.put(value.getName(), value));
    call.getAttributeList().forEach(value -> values.put(value.getName(), value));
    Set<String> missing = new HashSet<>();
    for (int i = 0; i < function.getInputCount(); i++) {
      if (i >= call.getInputCount() || call.getInput(i).isEmpty()) {
        missing.add(function.getInput(i));
      }
    }
    return nodes(function.getNodeList(), values, missing);
  }

  private static List<NodeProto> nodes(
      List<NodeProto> nodes, Map<String, AttributeProto> values, Set<String> missing) {
    List<NodeProto> bound = new ArrayList<>();
    for (NodeProto node : nodes) {
      NodeProto.Builder builder = node.toBuilder().clearAttribute();
      for (int i = 0; i < node.getInputCount(); i++) {
        if (missing.contains(node.getInput(i))) {
          builder.setInput(i, "");
        }
      }
      for (AttributeProto attribute : node.getAttributeList()) {
        if (attribute.getRefAttrName().isEmpty()) {
          builder.addAttribute(bound(attribute, values, missing));
        } else if (values.containsKey(attribute.getRefAttrName())) {
          AttributeProto value = values.get(attribute.getRefAttrName());
          builder.addAttribute(value.toBuilder().setName(attribute.getName()));
        }
      }
      bound.add(builder.build());
    }
    return bound;
  }

  private static AttributeProto bound(
      AttributeProto attribute, Map<String, AttributeProto> values, Set<String> missing) {
    if (!attribute.hasG()) {
      return attribute;
    }
    GraphProto graph = attribute.getG();
    return attribute.toBuilder()
        .setG(graph.toBuilder().clearNode().addAllNode(nodes(graph.getNodeList(), values, missing)))
        .build();
  }
}

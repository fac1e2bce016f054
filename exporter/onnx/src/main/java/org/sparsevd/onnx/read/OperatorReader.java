package org.sparsevd.onnx.read;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.sparsevd.onnx.OnnxException;

/**
 * How nodes of one ONNX operator become part of a model.
 *
 * @param attributes the attributes it understands, or may ignore
 * @param defaults attributes that may stand there with ONNX's default only, which is the value here
 */
record OperatorReader(
    Set<String> attributes, List<AttributeProto> defaults, Conversion conversion) {

  /** Turns one node into a value. */
  interface Conversion {
    /**
     * The value of the node's first output.
     *
     * @throws OnnxException if a model cannot hold the node
     * @throws IllegalArgumentException if an operator of the model refuses its shapes
     */
    Value read(NodeView node) throws OnnxException;
  }

  static OperatorReader of(Conversion conversion, String... attributes) {
    return new OperatorReader(Set.of(attributes), List.of(), conversion);
  }

  /** The same, where this attribute may stand with this integer, its default. */
  OperatorReader only(String attribute, long value) {
    return only(AttributeProto.newBuilder().setType(AttributeType.INT).setI(value), attribute);
  }

  /** The same, where this attribute may stand with this text, its default. */
  OperatorReader only(String attribute, String value) {
    ByteString text = ByteString.copyFromUtf8(value);
    return only(AttributeProto.newBuilder().setType(AttributeType.STRING).setS(text), attribute);
  }

  private OperatorReader only(AttributeProto.Builder value, String attribute) {
    List<AttributeProto> more = new ArrayList<>(defaults);
    more.add(value.setName(attribute).build());
    return new OperatorReader(attributes, List.copyOf(more), conversion);
  }

  /** Why the attribute cannot stand there; null where it can. */
  String refusal(AttributeProto attribute) {
    String name = "attribute '" + attribute.getName() + "'";
    if (!attribute.getRefAttrName().isEmpty()) {
      return name + " refers to a function";
    }
    if (attributes.contains(attribute.getName())) {
      return null;
    }
    for (AttributeProto only : defaults) {
      if (only.getName().equals(attribute.getName())) {
        boolean isDefault = attribute.toBuilder().clearDocString().build().equals(only);
        return isDefault
            ? null
            : name + " is " + text(attribute) + ", only " + text(only) + " is supported";
      }
    }
    return name + " is not supported";
  }

  private static String text(AttributeProto attribute) {
    return switch (attribute.getType()) {
      case INT -> Long.toString(attribute.getI());
      case STRING -> "'" + attribute.getS().toStringUtf8() + "'";
      default -> "of type " + attribute.getType();
    };
  }
}

package org.sparsevd.onnx.operator;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.sparsevd.onnx.OnnxException;

/** The attributes of one ONNX node, each of the type that its reader asks for. */
public class NodeAttributes {
  private final Map<String, AttributeProto> attributes = new HashMap<>();
  private final Set<String> asked = new HashSet<>();

  /**
   * The attributes of this node.
   *
   * @throws OnnxException if two have one name
   */
  protected NodeAttributes(NodeProto node) throws OnnxException {
    for (AttributeProto attribute : node.getAttributeList()) {
      if (attributes.put(attribute.getName(), attribute) != null) {
        throw new OnnxException("attribute '" + attribute.getName() + "' is given twice");
      }
    }
  }

  /** Names of attributes that nobody has asked for, sorted. */
  protected final Set<String> unread() {
    Set<String> unread = new TreeSet<>(attributes.keySet());
    unread.removeAll(asked);
    return unread;
  }

  /** An attribute that changes nothing here. */
  public final void ignore(String name) {
    asked.add(name);
  }

  /** Whether the node has the attribute. */
  public final boolean has(String name) {
    return attributes.containsKey(name);
  }

  /**
   * The attribute; null where the node does not have it.
   *
   * @throws OnnxException if it is of another type
   */
  public final AttributeProto attribute(String name, AttributeType type) throws OnnxException {
    asked.add(name);
    AttributeProto attribute = attributes.get(name);
    if (attribute != null && attribute.getType() != type) {
      throw new OnnxException(
          "attribute '" + name + "' is of type " + attribute.getType() + ", expected " + type);
    }
    return attribute;
  }

  /** An integer; {@code standard} where the node does not have it. */
  public final long integer(String name, long standard) throws OnnxException {
    AttributeProto attribute = attribute(name, AttributeType.INT);
    return attribute == null ? standard : attribute.getI();
  }

  /** A float; {@code standard} where the node does not have it. */
  public final float real(String name, float standard) throws OnnxException {
    AttributeProto attribute = attribute(name, AttributeType.FLOAT);
    return attribute == null ? standard : attribute.getF();
  }

  /** A text; {@code standard} where the node does not have it. */
  public final String text(String name, String standard) throws OnnxException {
    AttributeProto attribute = attribute(name, AttributeType.STRING);
    return attribute == null ? standard : attribute.getS().toStringUtf8();
  }

  /** Integers; null where the node does not have them. */
  public final long[] integers(String name) throws OnnxException {
    AttributeProto attribute = attribute(name, AttributeType.INTS);
    return attribute == null
        ? null
        : attribute.getIntsList().stream().mapToLong(Long::longValue).toArray();
  }
}

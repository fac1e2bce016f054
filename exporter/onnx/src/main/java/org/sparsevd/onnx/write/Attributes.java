package org.sparsevd.onnx.write;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;
import org.sparsevd.model.Window;

/** Attributes of ONNX nodes. */
public final class Attributes {
  private Attributes() {}

  public static AttributeProto integer(String name, long value) {
    return AttributeProto.newBuilder().setName(name).setType(AttributeType.INT).setI(value).build();
  }

  public static AttributeProto real(String name, float value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeType.FLOAT)
        .setF(value)
        .build();
  }

  public static AttributeProto text(String name, String value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeType.STRING)
        .setS(ByteString.copyFromUtf8(value))
        .build();
  }

  public static AttributeProto integers(String name, long... values) {
    AttributeProto.Builder attribute =
        AttributeProto.newBuilder().setName(name).setType(AttributeType.INTS);
    for (long value : values) {
      attribute.addInts(value);
    }
    return attribute.build();
  }

  /**
   * Kernel, strides, pads (top, left, bottom, right) and dilations. Dilations are left out where
   * they are 1, because AveragePool has none in this operator set.
   */
  public static List<AttributeProto> window(Window window) {
    List<AttributeProto> attributes = new ArrayList<>();
    attributes.add(integers("kernel_shape", window.kernelHeight(), window.kernelWidth()));
    attributes.add(integers("strides", window.strideHeight(), window.strideWidth()));
    attributes.add(
        integers("pads", window.padTop(), window.padLeft(), window.padBottom(), window.padRight()));
    if (isDilated(window)) {
      attributes.add(integers("dilations", window.dilationHeight(), window.dilationWidth()));
    }
    return attributes;
  }

  public static boolean isDilated(Window window) {
    return window.dilationHeight() > 1 || window.dilationWidth() > 1;
  }
}

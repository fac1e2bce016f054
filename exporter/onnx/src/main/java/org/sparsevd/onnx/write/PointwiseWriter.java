package org.sparsevd.onnx.write;

import ai.onnx.proto.OnnxMl.AttributeProto;
import java.util.List;
import org.sparsevd.model.Op;

/** How functions of each element are called in ONNX. */
final class PointwiseWriter {
  private PointwiseWriter() {}

  /** The operator's name. */
  static String opType(Op.Pointwise function) {
    return function.kind().row().name();
  }

  static List<AttributeProto> attributes(Op.Pointwise function) {
    if (function instanceof Op.LeakyRelu leaky) {
      return List.of(Attributes.real("alpha", leaky.slope()));
    }
    if (function instanceof Op.HardSigmoid hard) {
      return List.of(Attributes.real("alpha", hard.alpha()), Attributes.real("beta", hard.beta()));
    }
    return List.of();
  }

  /** The bounds of a Clip as further inputs, an infinite one left out. */
  static List<String> constants(Op.Pointwise function, String name, GraphContext graph) {
    if (!(function instanceof Op.Clip clip)) {
      return List.of();
    }
    return List.of(
        bound(graph, name + ".min", clip.least()), bound(graph, name + ".max", clip.most()));
  }

  private static String bound(GraphContext graph, String name, float value) {
    return Float.isInfinite(value) ? "" : graph.constant(name, new float[] {value});
  }
}

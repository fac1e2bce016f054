package org.sparsevd.onnx.lower;

import java.util.HashMap;
import java.util.Map;

/** The ONNX operators that can be read, by name. */
final class Rules {
  private Rules() {}

  static Map<String, Rule> all() {
    Map<String, Rule> all = new HashMap<>();
    ElementRules.register(all);
    ShapeRules.register(all);
    PartRules.register(all);
    ReductionRules.register(all);
    LayerRules.register(all);
    RecurrentRules.register(all);
    FlowRules.register(all);
    TransposedRules.register(all);
    ResizeRules.register(all);
    NormRules.register(all);
    AttentionRules.register(all);
    EinsumRules.register(all);
    IndexRules.register(all);
    return all;
  }
}

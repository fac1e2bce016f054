package org.sparsevd.cli.calibrate;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.sparsevd.model.Model;
import org.sparsevd.runtime.Value;
import org.sparsevd.tensor.Dim;
import org.sparsevd.tensor.ElementType;

/**
 * Tokens that stand for nothing, at the end of a text: {@code attention_mask} is 0 there. Nobody
 * shall look at what layers make of them.
 */
final class Padding {
  private static final String MASK = "attention_mask";

  private Padding() {}

  /** A call of one text, cut to its tokens; as it is where the net takes no mask. */
  static Map<String, Value> without(Model model, Map<String, Value> call) {
    Value mask = call.get(MASK);
    if (mask == null || mask.type() != ElementType.INT64 || mask.shape().rank() != 2) {
      return call;
    }
    Dim length = null;
    for (Model.Input input : model.inputs()) {
      boolean alike = input.type() == ElementType.INT64 && input.shape().rank() == 2;
      Dim own = alike ? input.shape().extent(1) : Dim.of(1);
      if (own.isNumber() || length != null && !length.equals(own)) {
        return call;
      }
      length = own;
    }
    long[] told = mask.longs();
    int tokens = told.length;
    while (tokens > 1 && told[tokens - 1] == 0) {
      tokens--;
    }
    Map<String, Value> cut = new LinkedHashMap<>();
    for (Map.Entry<String, Value> value : call.entrySet()) {
      cut.put(value.getKey(), Value.of(Arrays.copyOf(value.getValue().longs(), tokens), 1, tokens));
    }
    return cut;
  }
}

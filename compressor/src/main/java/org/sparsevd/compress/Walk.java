package org.sparsevd.compress;

import java.util.Arrays;
import java.util.List;
import org.sparsevd.compress.flow.Prefix;
import org.sparsevd.model.Model;
import org.sparsevd.tensor.Shape;

/**
 * A model on the inputs that layers are looked at on, from its beginning to its end. What an
 * earlier step computed is not computed again. So a layer may change once its step is done, and
 * later steps see what became of it.
 */
public interface Walk {
  /**
   * What a value is in one call.
   *
   * @param shape whose last dimensions are those of an input; in front of them may stand others
   */
  record Seen(float[] elements, Shape shape) {}

  /**
   * The values of a node or input, one for each call; always of the same calls.
   *
   * @param model as it is now: what earlier steps have computed must not have changed
   */
  List<Seen> to(Model model, String value);

  /** Steps that begin at the beginning each time. */
  static Walk of(Calibration calibration) {
    return (model, value) -> {
      Shape shape = model.shape(value);
      float[][] outputs = calibration.outputs(Prefix.of(model, value));
      return Arrays.stream(outputs).map(elements -> new Seen(elements, shape)).toList();
    };
  }
}

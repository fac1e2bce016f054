package org.sparsevd.compress;

import java.util.List;
import java.util.Map;
import org.sparsevd.model.Interpreter;
import org.sparsevd.model.Model;

/**
 * Inputs to look at, by which nothing is scored.
 *
 * @param extents that free dimensions of models have in them
 */
public record SeenInputs(List<float[]> inputs, Map<String, Integer> extents)
    implements Calibration {

  @Override
  public Score score(Model model) {
    throw new AssertionError("nobody asks");
  }

  @Override
  public float[][] outputs(Model model) {
    Interpreter interpreter = new Interpreter(extents.isEmpty() ? model : model.bind(extents));
    return inputs.stream().map(interpreter::run).toArray(float[][]::new);
  }
}

package org.sparsevd.nets;

import java.io.IOException;
import org.sparsevd.model.Model;
import org.sparsevd.onnx.ActivationRanges;
import org.sparsevd.runtime.SparseModel;

/** Between which numbers the values inside a net lie, which 8-bit files must know. */
public final class ValueRanges {
  private ValueRanges() {}

  /**
   * The ranges over these inputs, by our runtime.
   *
   * @throws IllegalArgumentException if the values of the net are too many for one array
   */
  public static ActivationRanges of(Model model, Inputs inputs) throws IOException {
    ActivationRanges ranges = ActivationRanges.none(model);
    try (LoadedNet probe = SparseVdNet.single(SparseModel.of(ActivationRanges.probe(model)), 1)) {
      float[] values = new float[probe.outputSize()];
      for (int i = 0; i < inputs.count(); i++) {
        inputs.some(i, 1).ask(probe, values);
        ranges = ranges.with(values);
      }
    }
    return ranges;
  }
}

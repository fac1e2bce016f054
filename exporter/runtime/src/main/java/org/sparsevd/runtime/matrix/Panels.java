package org.sparsevd.runtime.matrix;

import org.sparsevd.runtime.layout.CacheLines;
import org.sparsevd.tensor.Tensor;

/**
 * A weight {@code [outputs, inputs]} in panels of some outputs: panel {@code p} holds, for each
 * input, its weights to the outputs from {@code p * width} on, side by side. So a product reads it
 * from end to end. A last panel that is not full has zeros.
 *
 * @param values of all panels, from {@code start} on
 * @param start where a cache line begins, in arrays that have regions of their own
 */
public record Panels(float[] values, int start, int width, int inputs, int outputs) {

  public static Panels of(Tensor weight, int width) {
    int inputs = weight.columns();
    int outputs = weight.rows();
    int panels = (outputs + width - 1) / width;
    long floats = (long) panels * width * inputs + CacheLines.LEAD;
    float[] values = new float[Math.toIntExact(floats)];
    float[] rows = weight.toArray();
    for (int o = 0; o < outputs; o++) {
      int to = CacheLines.LEAD + o / width * width * inputs + o % width;
      for (int i = 0; i < inputs; i++) {
        values[to + i * width] = rows[o * inputs + i];
      }
    }
    return new Panels(values, CacheLines.LEAD, width, inputs, outputs);
  }
}

package org.sparsevd.runtime.plan;

import java.util.Map;
import org.sparsevd.runtime.layout.CacheLines;
import org.sparsevd.runtime.layout.Slots;
import org.sparsevd.runtime.step.KernelStep;

/**
 * A model compiled for blocks of {@code block} inputs (1: a single input): steps in order over the
 * slots of a session. Of a block, every value holds element {@code i} of input {@code b} at {@code
 * i * block + b}.
 *
 * @param live elements of an input that the model's input slot holds, in order; of a single input
 *     it holds all
 * @param lengths floats of each slot's buffer
 * @param aligned which slots are parts of arrays; see {@link Slots#takeAligned}
 * @param input slot of the model's input
 * @param output slot of the model's output
 * @param notes what was chosen for each node, by name
 */
public record Plan(
    int block,
    int[] live,
    KernelStep[] steps,
    int[] lengths,
    boolean[] aligned,
    int input,
    int output,
    Map<String, String> notes) {

  /** Buffers for one session. */
  public float[][] buffers() {
    float[][] buffers = new float[lengths.length][];
    for (int slot = 0; slot < buffers.length; slot++) {
      if (aligned[slot]) {
        CacheLines.Part part = CacheLines.part(lengths[slot]);
        buffers[slot++] = part.array();
        buffers[slot] = new float[] {Float.intBitsToFloat(part.start())};
      } else {
        buffers[slot] = new float[lengths[slot]];
      }
    }
    return buffers;
  }

  public void run(float[][] buffers) {
    for (KernelStep step : steps) {
      step.run(buffers);
    }
  }
}

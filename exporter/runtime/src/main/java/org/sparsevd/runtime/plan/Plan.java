package org.sparsevd.runtime.plan;

import java.util.Map;
import org.sparsevd.runtime.layout.Scratch;
import org.sparsevd.runtime.step.KernelStep;

/**
 * A model compiled for blocks of {@code block} inputs (1: a single input): steps in order over the
 * slots of a session. Of a block, every value holds element {@code i} of input {@code b} at {@code
 * i * block + b}.
 *
 * @param live elements of an input that the model's input slot holds, in order; of a single input
 *     it holds all
 * @param sizes of a session's memory
 * @param input slot of the model's input
 * @param output slot of the model's output
 * @param notes what was chosen for each node, by name
 */
public record Plan(
    int block,
    int[] live,
    KernelStep[] steps,
    Scratch.Sizes sizes,
    int input,
    int output,
    Map<String, String> notes) {

  /** Memory for one session. */
  public Scratch newScratch() {
    return new Scratch(sizes);
  }

  /** Computes the output from the input, each in its slot. */
  public void run(Scratch scratch) {
    for (KernelStep step : steps) {
      step.run(scratch);
    }
  }
}

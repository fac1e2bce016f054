package org.sparsevd.runtime.plan;

import java.util.Map;
import org.sparsevd.runtime.layout.Scratch;
import org.sparsevd.runtime.share.Share;
import org.sparsevd.runtime.step.KernelStep;

/**
 * A model compiled for blocks of {@code block} inputs (1: a single input): steps in order over the
 * slots of a session. Of a block, every value holds element {@code i} of input {@code b} at {@code
 * i * block + b}.
 *
 * @param live elements of an input that the model's input slot holds, in order; none are listed for
 *     a single input, of which it holds all
 * @param sizes of a session's memory
 * @param inputs slots of the model's inputs
 * @param outputs slots of the model's outputs
 * @param notes what was chosen for each node, by name
 * @param stepsUntil how many steps there are once a node is computed, by name and in order; those
 *     after all of them put the outputs where callers read them
 */
public record Plan(
    int block,
    int[] live,
    KernelStep[] steps,
    Scratch.Sizes sizes,
    int[] inputs,
    int[] outputs,
    Map<String, String> notes,
    Map<String, Integer> stepsUntil) {

  /** The slot of the first input. */
  public int input() {
    return inputs[0];
  }

  /** The slot of the first output. */
  public int output() {
    return outputs[0];
  }

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

  /**
   * A thread's share of that. Threads wait for each other where one reads what another computed.
   *
   * @throws RuntimeException whatever a step throws; others have to be told by {@link
   *     Barrier#breakUp}
   */
  public void run(Scratch scratch, Share share, Barrier barrier) {
    boolean before = false;
    share.reset();
    for (KernelStep step : steps) {
      boolean shared = step.isShared();
      if ((shared || before) && !barrier.pass(share.part())) {
        return;
      }
      share.begin();
      step.run(scratch, share);
      before = shared;
    }
  }

  /** Whether several threads can share it at all. */
  boolean isShared() {
    for (KernelStep step : steps) {
      if (step.isShared()) {
        return true;
      }
    }
    return false;
  }
}

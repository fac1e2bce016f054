package org.sparsevd.compress;

import org.sparsevd.model.Model;

/** One step of compression. */
public interface Pass {
  /** What the step does, in a few words, for the report. */
  String name();

  /** The model after this step; the given one is not changed. */
  Model apply(Model model);

  /**
   * The model after this step and the deviations of its weights, of which none are known unless a
   * pass says what becomes of them.
   */
  default Carried apply(Carried before) {
    return Carried.of(apply(before.model()));
  }

  /** One sentence on what the step did, from the models before and after it. */
  String effect(Model before, Model after);
}

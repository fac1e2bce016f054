package org.sparsevd.runtime;

import org.sparsevd.runtime.layout.Scratch;
import org.sparsevd.runtime.plan.Plan;

/** Runs the layers of a single input on several threads. */
interface LayerShare {
  /** See {@link Plan#run(Scratch)}. */
  void run(Plan plan, Scratch scratch);
}

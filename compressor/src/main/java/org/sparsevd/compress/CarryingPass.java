package org.sparsevd.compress;

import org.sparsevd.model.Model;

/** A pass that moves or scales weights, and their deviations alike. */
interface CarryingPass extends Pass {
  @Override
  Carried apply(Carried before);

  @Override
  default Model apply(Model model) {
    return apply(Carried.of(model)).model();
  }
}

package org.sparsevd.compress;

import org.sparsevd.model.Model;

/** How wrong a model is on some data, in percent; what exactly is the measure's own affair. */
@FunctionalInterface
public interface ErrorMeasure {
  /** 0 for a model that does all right. */
  double percent(Model model);
}

package org.sparsevd.cli.calibrate;

import org.sparsevd.model.Model;
import org.sparsevd.model.Work;

/** How many inputs a net can be asked for, by what one costs. */
public final class NetCost {
  private NetCost() {}

  /** As many inputs as this many products allow, zeros included, but within these bounds. */
  public static int inputs(Model model, double products, int fewest, int most) {
    double affordable = products / Math.max(1, Work.of(model).dense());
    return (int) Math.max(fewest, Math.min(most, affordable));
  }
}

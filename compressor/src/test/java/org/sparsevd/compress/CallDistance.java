package org.sparsevd.compress;

import org.sparsevd.model.Model;

/** How far apart two models are on calibration data. */
public final class CallDistance {
  private CallDistance() {}

  /** The sum of the squares of all differences of outputs. */
  public static double of(Model before, Model after, Calibration data) {
    float[][] expected = data.outputs(before);
    float[][] found = data.outputs(after);
    double sum = 0;
    for (int i = 0; i < expected.length; i++) {
      for (int j = 0; j < expected[i].length; j++) {
        sum += Math.pow(expected[i][j] - found[i][j], 2);
      }
    }
    return sum;
  }
}

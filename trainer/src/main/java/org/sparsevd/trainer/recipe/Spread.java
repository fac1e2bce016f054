package org.sparsevd.trainer.recipe;

/** Mean and standard deviation of numbers; both are 0 where there are none. */
record Spread(double mean, double deviation) {
  static Spread of(double[] values) {
    if (values.length == 0) {
      return new Spread(0, 0);
    }
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    double mean = sum / values.length;
    double squares = 0;
    for (double value : values) {
      squares += (value - mean) * (value - mean);
    }
    return new Spread(mean, Math.sqrt(squares / values.length));
  }
}

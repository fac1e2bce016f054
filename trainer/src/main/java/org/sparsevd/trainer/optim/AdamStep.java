package org.sparsevd.trainer.optim;

/**
 * One step of Adam (Kingma and Ba, 2015): {@code m = b1 m + (1-b1) g}, {@code v = b2 v + (1-b2)
 * g^2}, {@code w -= rate m / (sqrt(v) + epsilon)} with {@code rate} corrected for the bias of both
 * means. Epsilon is added before the correction, as in the paper's efficient form.
 *
 * @param rate the corrected learning rate
 */
public record AdamStep(float rate, float beta1, float beta2, float epsilon) {

  /**
   * The step number {@code step} at this learning rate, with the usual constants.
   *
   * @param step counted from 1
   */
  public static AdamStep of(double learningRate, long step) {
    double beta1 = 0.9;
    double beta2 = 0.999;
    double correction = Math.sqrt(1 - Math.pow(beta2, step)) / (1 - Math.pow(beta1, step));
    return new AdamStep((float) (learningRate * correction), (float) beta1, (float) beta2, 1e-8f);
  }

  /** The same step at another multiple of the learning rate. */
  public AdamStep scaled(double factor) {
    return new AdamStep((float) (rate * factor), beta1, beta2, epsilon);
  }
}

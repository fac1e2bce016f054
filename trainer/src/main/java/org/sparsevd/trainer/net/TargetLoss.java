package org.sparsevd.trainer.net;

import org.sparsevd.trainer.data.TargetScale;
import org.sparsevd.trainer.data.Targets;
import org.sparsevd.trainer.nn.Backend;
import org.sparsevd.trainer.nn.Buffer;

/**
 * The loss where a net does not tell classes apart, computed in double precision. Of labels it is
 * the cross-entropy of the sigmoid of each output. Of values it is the negative log likelihood of
 * normal distributions, whose one variance is the mean squared error of the batch, up to a
 * constant:
 *
 * <pre>
 * width / 2 log(mean squared error + 0.001)
 * </pre>
 *
 * <p>for each input, of targets with deviation 1. So the divergence has the same weight against a
 * net that knows its target well and one that does not.
 */
public final class TargetLoss {
  /** The least variance. */
  private static final double FLOOR = 1e-3;

  private final Targets targets;
  private final TargetScale scale;
  private final int columns;
  private final float[] output;
  private final float[] gradient;

  /**
   * @param scale of values; null for labels
   */
  public TargetLoss(Targets targets, TargetScale scale, int columns) {
    this.targets = targets;
    this.scale = scale;
    this.columns = columns;
    this.output = new float[targets.width() * columns];
    this.gradient = new float[targets.width() * columns];
  }

  /**
   * Loss of a batch; leaves the gradient of its mean in {@link #gradient}.
   *
   * @param net what it puts out, {@code [width, columns]}
   * @param order inputs of the batch from {@code from} on
   * @param count inputs in the batch
   * @return the sum over the inputs, in nats
   */
  public double loss(Backend backend, Buffer net, int[] order, int from, int count) {
    backend.download(net, output);
    double sum = 0;
    for (int t = 0; t < targets.width(); t++) {
      for (int b = 0; b < columns; b++) {
        int at = t * columns + b;
        gradient[at] = 0;
        if (b < count) {
          sum += add(at, t, targets.values()[order[from + b] * targets.width() + t], count);
        }
      }
    }
    if (scale == null) {
      return sum;
    }
    double variance = sum / (count * targets.width()) + FLOOR;
    for (int i = 0; i < gradient.length; i++) {
      gradient[i] /= (float) variance;
    }
    return 0.5 * count * targets.width() * Math.log(variance);
  }

  /** Cross-entropy or squared error of an output; its gradient before the variance is known. */
  private double add(int at, int t, double target, int count) {
    double y = output[at];
    if (scale == null) {
      gradient[at] = (float) ((1 / (1 + Math.exp(-y)) - target) / count);
      return Math.max(y, 0) - y * target + Math.log1p(Math.exp(-Math.abs(y)));
    }
    double error = y - (target - scale.shift()[t]) / scale.scale()[t];
    gradient[at] = (float) (error / count);
    return error * error;
  }

  /** The gradient that the last {@link #loss} left, {@code [width, columns]}. */
  public float[] gradient() {
    return gradient;
  }
}

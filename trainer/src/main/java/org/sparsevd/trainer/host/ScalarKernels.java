package org.sparsevd.trainer.host;

import java.util.Arrays;
import org.sparsevd.trainer.nn.Backend;
import org.sparsevd.trainer.nn.KlDivergence;
import org.sparsevd.trainer.nn.NoiseKey;
import org.sparsevd.trainer.nn.Normals;
import org.sparsevd.trainer.nn.Posterior;
import org.sparsevd.trainer.optim.AdamStep;

/** Plain loops: what runs without the Vector API, and what the other kernels are compared with. */
final class ScalarKernels implements Kernels {
  private static final int WIDTH = 8;

  @Override
  public String description() {
    return "scalar";
  }

  @Override
  public int width() {
    return WIDTH;
  }

  @Override
  public int tileColumns() {
    return 4 * WIDTH;
  }

  @Override
  public void tile(
      float[] panel,
      int at,
      float[] b,
      int[] bRows,
      int column,
      int depth,
      int columns,
      float[] tile) {
    Arrays.fill(tile, 0, PANEL * columns, 0);
    for (int k = 0; k < depth; k++) {
      for (int r = 0; r < PANEL; r++) {
        axpy(panel[at + k * PANEL + r], b, bRows[k] + column, tile, r * columns, columns);
      }
    }
  }

  private static void axpy(float a, float[] b, int bAt, float[] y, int yAt, int count) {
    for (int j = 0; j < count; j++) {
      y[yAt + j] += a * b[bAt + j];
    }
  }

  @Override
  public void dot(
      float[] dy,
      int[] dyRows,
      float[] x,
      int[] xRows,
      int[] xPositions,
      int from,
      int to,
      float[] sums) {
    for (int r = 0; r < DOT_ROWS; r++) {
      for (int c = 0; c < DOT_COLUMNS; c++) {
        double sum = 0;
        for (int j = from; j < to; j += WIDTH) {
          int xAt = xRows[c] + xPositions[j / WIDTH];
          int dyAt = dyRows[r] + j;
          for (int l = 0; l < WIDTH; l++) {
            sum += dy[dyAt + l] * x[xAt + l];
          }
        }
        sums[r * DOT_COLUMNS + c] = (float) sum;
      }
    }
  }

  @Override
  public void perturb(
      NoiseKey key, float[] bias, int rowLength, float[] y, float[] variance, int from, int to) {
    for (int i = from; i < to; i++) {
      float noise = (float) Normals.at(key, i);
      float deviation = (float) Math.sqrt(variance[i] + Backend.VARIANCE_FLOOR);
      y[i] += deviation * noise + bias[i / rowLength];
      variance[i] = 0.5f * noise / deviation;
    }
  }

  @Override
  public void refresh(PosteriorArrays p, int from, int to) {
    for (int i = from; i < to; i++) {
      float square = Math.max(p.mean()[i] * p.mean()[i], Posterior.TINY);
      float free = (float) (p.logSigma2()[i] - Math.log(square));
      float logAlpha = Math.max(-Posterior.CLIP, Math.min(Posterior.CLIP, free));
      boolean inside = free == logAlpha;
      double variance = inside ? Math.exp(p.logSigma2()[i]) : Math.exp(logAlpha) * square;
      p.logAlpha()[i] = logAlpha;
      p.variance()[i] = (float) variance * p.live()[i];
    }
  }

  @Override
  public void gradients(
      PosteriorArrays p, float[] dMean, float[] dVariance, float klScale, int from, int to) {
    for (int i = from; i < to; i++) {
      double w = p.mean()[i];
      double logAlpha = p.logAlpha()[i];
      double dV = dVariance[i];
      double dW = dMean[i];
      double dLogSigma2 = 0;
      if (Math.abs(logAlpha) < Posterior.CLIP) {
        double kl = klScale * KlDivergence.derivative(logAlpha);
        dLogSigma2 = dV * p.variance()[i] + kl;
        dW -= 2 * kl * w / Math.max(w * w, Posterior.TINY);
      } else {
        dW += 2 * dV * Math.exp(logAlpha) * w;
      }
      dMean[i] = (float) dW * p.live()[i];
      dVariance[i] = (float) dLogSigma2 * p.live()[i];
    }
  }

  @Override
  public void adam(
      float[] parameter, float[] gradient, MomentArrays moments, AdamStep step, int from, int to) {
    float[] first = moments.first();
    float[] second = moments.second();
    for (int i = from; i < to; i++) {
      float g = gradient[i];
      first[i] = step.beta1() * first[i] + (1 - step.beta1()) * g;
      second[i] = step.beta2() * second[i] + (1 - step.beta2()) * g * g;
      parameter[i] -= step.rate() * first[i] / ((float) Math.sqrt(second[i]) + step.epsilon());
    }
  }
}

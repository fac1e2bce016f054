package org.sparsevd.trainer.host;

import java.util.Arrays;
import org.sparsevd.trainer.host.memory.MomentArrays;
import org.sparsevd.trainer.host.memory.PosteriorArrays;
import org.sparsevd.trainer.host.tiles.TileTarget;
import org.sparsevd.trainer.nn.Backend;
import org.sparsevd.trainer.nn.KlDivergence;
import org.sparsevd.trainer.nn.NoiseKey;
import org.sparsevd.trainer.nn.Normals;
import org.sparsevd.trainer.nn.Posterior;
import org.sparsevd.trainer.optim.AdamStep;
import org.sparsevd.trainer.recipe.Noise;

/** Plain loops: what runs without the Vector API, and what the other kernels are compared with. */
final class ScalarTrainingKernels implements TrainingKernels {
  private static final int ROWS = 4;
  private static final int[] COLUMNS = {32, 16};
  private static final int DOT_ROWS = 4;
  private static final int DOT_COLUMNS = 3;

  @Override
  public String description() {
    return "scalar";
  }

  @Override
  public int panelRows() {
    return ROWS;
  }

  @Override
  public int[] tileColumns() {
    return COLUMNS;
  }

  @Override
  public void tile(float[] panel, int at, float[] b, int bAt, int depth, TileTarget to) {
    int columns = to.columns();
    for (int r = 0; r < ROWS; r++) {
      int row = to.at()[r];
      if (!to.add()) {
        Arrays.fill(to.c(), row, row + columns, 0);
      }
      for (int k = 0; k < depth; k++) {
        axpy(panel[at + k * ROWS + r], b, bAt + k * columns, to.c(), row, columns);
      }
    }
  }

  @Override
  public void tileAt(
      float[] panel, int at, float[] x, int[] offsets, int shift, float[] c, int[] cAt) {
    throw new UnsupportedOperationException("columns are packed");
  }

  @Override
  public int fewPanels() {
    return 0;
  }

  @Override
  public void gatherRows(float[] x, int[] offsets, int shift, int columns, int depth, float[] out) {
    for (int k = 0; k < depth; k++) {
      System.arraycopy(x, offsets[k] + shift, out, k * columns, columns);
    }
  }

  private static void axpy(float a, float[] b, int bAt, float[] y, int yAt, int count) {
    for (int j = 0; j < count; j++) {
      y[yAt + j] += a * b[bAt + j];
    }
  }

  @Override
  public int dotRows() {
    return DOT_ROWS;
  }

  @Override
  public int dotColumns() {
    return DOT_COLUMNS;
  }

  @Override
  public int dotLanes() {
    return 1;
  }

  @Override
  public void interleave(float[] x, int[] rowAt, int count, float[] out, int at) {
    for (int j = 0; j < count; j++) {
      for (int r = 0; r < DOT_ROWS; r++) {
        out[at + j * DOT_ROWS + r] = x[rowAt[r] + j];
      }
    }
  }

  @Override
  public void dot(float[] dy, int dyAt, float[] x, int[] xAt, int count, float[] sums, int at) {
    for (int r = 0; r < DOT_ROWS; r++) {
      for (int c = 0; c < DOT_COLUMNS; c++) {
        double sum = 0;
        for (int j = 0; j < count; j++) {
          sum += dy[dyAt + j * DOT_ROWS + r] * x[xAt[c] + j];
        }
        sums[at + r * DOT_COLUMNS + c] += (float) sum;
      }
    }
  }

  @Override
  public void perturb(
      NoiseKey key, float[] bias, int rowLength, float[] y, float[] variance, int from, int to) {
    for (int i = from; i < to; i++) {
      float noise = (float) Normals.at(key, i);
      float deviation = (float) Math.sqrt(Math.max(0, variance[i]) + Backend.VARIANCE_FLOOR);
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
  public void clip(
      PosteriorArrays p, float limit, float[] kept, float[] clipped, int from, int to) {
    for (int i = from; i < to; i++) {
      kept[i] = p.logAlpha()[i] < limit ? 1 : 0;
      clipped[i] = p.logAlpha()[i] < limit ? p.mean()[i] : 0;
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
      boolean inside = Math.abs(logAlpha) < Posterior.CLIP;
      double kl = inside ? klScale * KlDivergence.derivative(logAlpha) : 0;
      if (inside && p.noise() == Noise.ADDITIVE) {
        dW -= 2 * kl * w / Math.max(w * w, Posterior.TINY);
      } else {
        dW += 2 * dV * Math.exp(logAlpha) * w;
      }
      dMean[i] = (float) dW * p.live()[i];
      dVariance[i] = (float) (inside ? dV * p.variance()[i] + kl : 0) * p.live()[i];
    }
  }

  @Override
  public void addLogSquare(PosteriorArrays p, float factor, int from, int to) {
    for (int i = from; i < to; i++) {
      float square = Math.max(p.mean()[i] * p.mean()[i], Posterior.TINY);
      p.logSigma2()[i] += factor * (float) Math.log(square);
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

  @Override
  public void reluGradient(float[] y, float[] dy, int from, int to) {
    for (int i = from; i < to; i++) {
      dy[i] = y[i] > 0 ? dy[i] : 0;
    }
  }

  @Override
  public void max(float[] x, int xAt, float[] y, int yAt, int count) {
    for (int i = 0; i < count; i++) {
      y[yAt + i] = Math.max(y[yAt + i], x[xAt + i]);
    }
  }

  @Override
  public void route(float[] x, int xAt, float[] y, int yAt, float[] left, float[] dx, int count) {
    for (int i = 0; i < count; i++) {
      boolean hit = x[xAt + i] == y[yAt + i];
      dx[xAt + i] = hit ? left[i] : 0;
      left[i] = hit ? 0 : left[i];
    }
  }

  @Override
  public void moments(float[] x, int at, int count, float center, float[] pair) {
    double first = 0;
    double second = 0;
    for (int i = at; i < at + count; i++) {
      double distance = x[i] - center;
      first += distance;
      second += distance * distance;
    }
    pair[0] = (float) first;
    pair[1] = (float) second;
  }

  @Override
  public void comoments(float[] x, float[] dy, int at, int count, float center, float[] pair) {
    double first = 0;
    double second = 0;
    for (int i = at; i < at + count; i++) {
      first += dy[i];
      second += dy[i] * (x[i] - center);
    }
    pair[0] = (float) first;
    pair[1] = (float) second;
  }

  @Override
  public void logistic(float factor, float[] x, float[] y, int from, int to) {
    for (int i = from; i < to; i++) {
      y[i] = (float) (1 / (1 + Math.exp(-factor * x[i])));
    }
  }

  @Override
  public float product(float[] x, int xAt, float[] y, int yAt, int count) {
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += x[xAt + i] * y[yAt + i];
    }
    return (float) sum;
  }

  @Override
  public float sum(float[] x, int from, int to) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum += x[i];
    }
    return (float) sum;
  }
}

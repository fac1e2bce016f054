package org.sparsevd.trainer.host;

import static org.sparsevd.trainer.host.VectorMath.INTS;
import static org.sparsevd.trainer.host.VectorMath.LANES;
import static org.sparsevd.trainer.host.VectorMath.constant;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import org.sparsevd.trainer.nn.Backend;
import org.sparsevd.trainer.nn.KlDivergence;
import org.sparsevd.trainer.nn.NoiseKey;
import org.sparsevd.trainer.nn.Normals;
import org.sparsevd.trainer.nn.Posterior;
import org.sparsevd.trainer.optim.AdamStep;

/** Kernels on the Vector API, at the machine's preferred width. */
final class VectorKernels implements Kernels {
  private static final int WIDTH = LANES.length();
  private static final int HALF = Normals.BLOCK / 2;

  private final ScalarKernels scalar = new ScalarKernels();

  @Override
  public String description() {
    return "vector, " + WIDTH + " lanes";
  }

  @Override
  public int width() {
    return WIDTH;
  }

  /** A tile of 6 x 4 vectors fills 32 registers, 6 x 2 fills 16. */
  @Override
  public int tileColumns() {
    return WIDTH >= 16 ? 4 * WIDTH : 2 * WIDTH;
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
    VectorProducts.tile(panel, at, b, bRows, column, depth, columns, tile);
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
    float[] lanes = new float[DOT_ROWS * DOT_COLUMNS * WIDTH];
    VectorProducts.dot(dy, dyRows, x, xRows, xPositions, from, to, lanes, sums);
  }

  @Override
  public void perturb(
      NoiseKey key, float[] bias, int rowLength, float[] y, float[] variance, int from, int to) {
    int whole = from + (to - from) / Normals.BLOCK * Normals.BLOCK;
    float[] noise = new float[Normals.BLOCK];
    for (int i = from; i < whole; i += Normals.BLOCK) {
      for (int h = 0; h < HALF; h += WIDTH) {
        normals(key, i / 2 + h, noise, h);
      }
      float low = bias[i / rowLength];
      float high = bias[(i + HALF) / rowLength];
      for (int h = 0; h < HALF; h += WIDTH) {
        apply(noise, h, low, y, variance, i + h);
        apply(noise, HALF + h, high, y, variance, i + HALF + h);
      }
    }
    scalar.perturb(key, bias, rowLength, y, variance, whole, to);
  }

  /** The normals of a vector of pairs: cosines at {@code h}, sines half a block later. */
  private static void normals(NoiseKey key, int pair, float[] out, int h) {
    IntVector index = IntVector.broadcast(INTS, pair).addIndex(1);
    IntVector h1 = VectorMath.hash(index.lanewise(VectorOperators.XOR, key.first()));
    IntVector h2 = VectorMath.hash(h1.add(key.second()));
    FloatVector u = constant(2f).sub(VectorMath.oneToTwo(h1));
    FloatVector v = VectorMath.oneToTwo(h2).sub(1.5f);
    FloatVector radius = VectorMath.log(u).mul(-2f).max(0f).lanewise(VectorOperators.SQRT);
    VectorMath.cosine(v).mul(radius).intoArray(out, h);
    VectorMath.sine(v).mul(radius).intoArray(out, h + HALF);
  }

  private static void apply(float[] noise, int at, float bias, float[] y, float[] variance, int i) {
    FloatVector e = FloatVector.fromArray(LANES, noise, at);
    FloatVector deviation =
        FloatVector.fromArray(LANES, variance, i)
            .add(Backend.VARIANCE_FLOOR)
            .lanewise(VectorOperators.SQRT);
    FloatVector mean = FloatVector.fromArray(LANES, y, i).add(bias);
    deviation.fma(e, mean).intoArray(y, i);
    e.mul(0.5f).div(deviation).intoArray(variance, i);
  }

  @Override
  public void refresh(PosteriorArrays p, int from, int to) {
    int whole = from + (to - from) / WIDTH * WIDTH;
    for (int i = from; i < whole; i += WIDTH) {
      FloatVector w = FloatVector.fromArray(LANES, p.mean(), i);
      FloatVector logSigma2 = FloatVector.fromArray(LANES, p.logSigma2(), i);
      FloatVector square = w.mul(w).max(Posterior.TINY);
      FloatVector free = logSigma2.sub(VectorMath.log(square));
      FloatVector logAlpha = free.max(-Posterior.CLIP).min(Posterior.CLIP);
      VectorMask<Float> inside = free.compare(VectorOperators.EQ, logAlpha);
      FloatVector exponent = logAlpha.blend(logSigma2, inside);
      FloatVector factor = square.blend(constant(1f), inside);
      logAlpha.intoArray(p.logAlpha(), i);
      VectorMath.exp(exponent)
          .mul(factor)
          .mul(FloatVector.fromArray(LANES, p.live(), i))
          .intoArray(p.variance(), i);
    }
    scalar.refresh(p, whole, to);
  }

  @Override
  public void gradients(
      PosteriorArrays p, float[] dMean, float[] dVariance, float klScale, int from, int to) {
    int whole = from + (to - from) / WIDTH * WIDTH;
    for (int i = from; i < whole; i += WIDTH) {
      FloatVector w = FloatVector.fromArray(LANES, p.mean(), i);
      FloatVector v = FloatVector.fromArray(LANES, p.variance(), i);
      FloatVector logAlpha = FloatVector.fromArray(LANES, p.logAlpha(), i);
      FloatVector live = FloatVector.fromArray(LANES, p.live(), i);
      FloatVector dW = FloatVector.fromArray(LANES, dMean, i);
      FloatVector dV = FloatVector.fromArray(LANES, dVariance, i);
      VectorMask<Float> inside = logAlpha.abs().compare(VectorOperators.LT, Posterior.CLIP);
      FloatVector square = w.mul(w).max(Posterior.TINY);
      FloatVector alpha = v.div(square);
      FloatVector kl = klDerivative(logAlpha, alpha).mul(klScale);
      FloatVector free = dW.sub(kl.mul(2f).mul(w).div(square));
      FloatVector clipped = dW.add(dV.mul(2f).mul(alpha).mul(w));
      clipped.blend(free, inside).mul(live).intoArray(dMean, i);
      constant(0f).blend(dV.fma(v, kl), inside).mul(live).intoArray(dVariance, i);
    }
    scalar.gradients(p, dMean, dVariance, klScale, whole, to);
  }

  /** See {@link KlDivergence#derivative}. */
  private static FloatVector klDerivative(FloatVector logAlpha, FloatVector alpha) {
    FloatVector z = logAlpha.mul((float) -KlDivergence.K3).sub((float) KlDivergence.K2);
    FloatVector s = constant(1f).div(VectorMath.exp(z).add(1f));
    FloatVector bump = s.mul(constant(1f).sub(s)).mul((float) (KlDivergence.K1 * KlDivergence.K3));
    return constant(-0.5f).div(alpha.add(1f)).sub(bump);
  }

  @Override
  public void adam(
      float[] parameter, float[] gradient, MomentArrays moments, AdamStep step, int from, int to) {
    int whole = from + (to - from) / WIDTH * WIDTH;
    for (int i = from; i < whole; i += WIDTH) {
      FloatVector g = FloatVector.fromArray(LANES, gradient, i);
      FloatVector first = FloatVector.fromArray(LANES, moments.first(), i).mul(step.beta1());
      FloatVector second = FloatVector.fromArray(LANES, moments.second(), i).mul(step.beta2());
      first = g.fma(constant(1 - step.beta1()), first);
      second = g.mul(g).fma(constant(1 - step.beta2()), second);
      first.intoArray(moments.first(), i);
      second.intoArray(moments.second(), i);
      FloatVector root = second.lanewise(VectorOperators.SQRT).add(step.epsilon());
      FloatVector.fromArray(LANES, parameter, i)
          .sub(first.mul(step.rate()).div(root))
          .intoArray(parameter, i);
    }
    scalar.adam(parameter, gradient, moments, step, whole, to);
  }
}

package org.sparsevd.trainer.host;

import static org.sparsevd.trainer.host.VectorMath.LANES;
import static org.sparsevd.trainer.host.VectorMath.WIDTH;
import static org.sparsevd.trainer.host.VectorMath.constant;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import org.sparsevd.trainer.host.memory.MomentArrays;
import org.sparsevd.trainer.host.memory.PosteriorArrays;
import org.sparsevd.trainer.host.tiles.TileTarget;
import org.sparsevd.trainer.host.tiles.VectorDots;
import org.sparsevd.trainer.host.tiles.VectorProducts;
import org.sparsevd.trainer.nn.NoiseKey;
import org.sparsevd.trainer.nn.Posterior;
import org.sparsevd.trainer.optim.AdamStep;
import org.sparsevd.vector.ProductCode;

/** TrainingKernels on the Vector API, at the machine's preferred width. */
final class VectorTrainingKernels implements TrainingKernels {
  private final ScalarTrainingKernels scalar = new ScalarTrainingKernels();
  private final ThreadLocal<Scratch> scratch = ThreadLocal.withInitial(Scratch::new);
  private final ProductCode code;

  /** What one thread works in. */
  private static final class Scratch {
    final VectorNoise noise = new VectorNoise();
    final VectorPosterior posterior = new VectorPosterior();
    final VectorMoments moments = new VectorMoments();
    final float[] lanes = new float[WIDTH];
  }

  /**
   * Kernels whose products are loops or machine code.
   *
   * @param code for vectors of as many lanes, or null
   */
  VectorTrainingKernels(ProductCode code) {
    this.code = code;
  }

  @Override
  public String description() {
    return "vector, " + WIDTH + " lanes" + (code == null ? "" : ", machine code");
  }

  @Override
  public ProductCode code() {
    return code;
  }

  @Override
  public int panelRows() {
    return code == null ? VectorProducts.panelRows() : code.panelRows();
  }

  @Override
  public int[] tileColumns() {
    return code == null
        ? VectorProducts.tileColumns()
        : new int[] {code.tileVectors() * WIDTH, WIDTH};
  }

  @Override
  public void tile(float[] panel, int at, float[] b, int bAt, int depth, TileTarget to) {
    VectorProducts.tile(panel, at, b, bAt, depth, to);
  }

  @Override
  public void tileAt(
      float[] panel, int at, float[] x, int[] offsets, int shift, float[] c, int[] cAt) {
    VectorProducts.tileAt(panel, at, x, offsets, shift, c, cAt);
  }

  @Override
  public int fewPanels() {
    return VectorProducts.FEW_REGISTERS ? 0 : 6;
  }

  @Override
  public void gatherRows(float[] x, int[] offsets, int shift, int columns, int depth, float[] out) {
    VectorProducts.gatherRows(x, offsets, shift, columns, depth, out);
  }

  @Override
  public int dotRows() {
    return VectorDots.rows();
  }

  @Override
  public int dotColumns() {
    return VectorDots.columns();
  }

  @Override
  public int dotLanes() {
    return WIDTH;
  }

  @Override
  public void interleave(float[] x, int[] rowAt, int count, float[] out, int at) {
    VectorDots.interleave(x, rowAt, count, out, at);
  }

  @Override
  public void dot(float[] dy, int dyAt, float[] x, int[] xAt, int count, float[] sums, int at) {
    VectorDots.dot(dy, dyAt, x, xAt, count, sums, at);
  }

  @Override
  public void perturb(
      NoiseKey key, float[] bias, int rowLength, float[] y, float[] variance, int from, int to) {
    VectorNoise noise = scratch.get().noise;
    for (int i = from; i < to; i += VectorNoise.CHUNK) {
      int count = Math.min(VectorNoise.CHUNK, to - i);
      noise.run(key, y, variance, i, count);
      for (int j = i; j < i + count; ) {
        int end = Math.min(i + count, (j / rowLength + 1) * rowLength);
        Elementwise.add(bias[j / rowLength], y, j, end);
        j = end;
      }
    }
  }

  @Override
  public void refresh(PosteriorArrays p, int from, int to) {
    VectorPosterior posterior = scratch.get().posterior;
    int whole = from + (to - from) / WIDTH * WIDTH;
    for (int i = from; i < whole; i += VectorPosterior.CHUNK) {
      posterior.refresh(p, i, Math.min(VectorPosterior.CHUNK, whole - i));
    }
    scalar.refresh(p, whole, to);
  }

  @Override
  public void clip(
      PosteriorArrays p, float limit, float[] kept, float[] clipped, int from, int to) {
    FloatVector zero = FloatVector.zero(LANES);
    FloatVector one = constant(1f);
    int whole = from + (to - from) / WIDTH * WIDTH;
    for (int i = from; i < whole; i += WIDTH) {
      VectorMask<Float> below =
          FloatVector.fromArray(LANES, p.logAlpha(), i).compare(VectorOperators.LT, limit);
      zero.blend(one, below).intoArray(kept, i);
      zero.blend(FloatVector.fromArray(LANES, p.mean(), i), below).intoArray(clipped, i);
    }
    scalar.clip(p, limit, kept, clipped, whole, to);
  }

  @Override
  public void gradients(
      PosteriorArrays p, float[] dMean, float[] dVariance, float klScale, int from, int to) {
    VectorPosterior posterior = scratch.get().posterior;
    int whole = from + (to - from) / WIDTH * WIDTH;
    for (int i = from; i < whole; i += VectorPosterior.CHUNK) {
      int count = Math.min(VectorPosterior.CHUNK, whole - i);
      posterior.gradients(p, dMean, dVariance, klScale, i, count);
    }
    scalar.gradients(p, dMean, dVariance, klScale, whole, to);
  }

  @Override
  public void addLogSquare(PosteriorArrays p, float factor, int from, int to) {
    int whole = from + (to - from) / WIDTH * WIDTH;
    for (int i = from; i < whole; i += WIDTH) {
      FloatVector w = FloatVector.fromArray(LANES, p.mean(), i);
      VectorMath.log(w.mul(w).max(Posterior.TINY))
          .fma(constant(factor), FloatVector.fromArray(LANES, p.logSigma2(), i))
          .intoArray(p.logSigma2(), i);
    }
    scalar.addLogSquare(p, factor, whole, to);
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

  @Override
  public void reluGradient(float[] y, float[] dy, int from, int to) {
    FloatVector zero = FloatVector.zero(LANES);
    int whole = from + (to - from) / WIDTH * WIDTH;
    for (int i = from; i < whole; i += WIDTH) {
      VectorMask<Float> on = FloatVector.fromArray(LANES, y, i).compare(VectorOperators.GT, zero);
      zero.blend(FloatVector.fromArray(LANES, dy, i), on).intoArray(dy, i);
    }
    scalar.reluGradient(y, dy, whole, to);
  }

  @Override
  public void max(float[] x, int xAt, float[] y, int yAt, int count) {
    int whole = count / WIDTH * WIDTH;
    for (int i = 0; i < whole; i += WIDTH) {
      FloatVector a = FloatVector.fromArray(LANES, x, xAt + i);
      FloatVector b = FloatVector.fromArray(LANES, y, yAt + i);
      b.blend(a, a.compare(VectorOperators.GT, b)).intoArray(y, yAt + i);
    }
    scalar.max(x, xAt + whole, y, yAt + whole, count - whole);
  }

  @Override
  public void route(float[] x, int xAt, float[] y, int yAt, float[] left, float[] dx, int count) {
    FloatVector zero = FloatVector.zero(LANES);
    for (int i = 0; i < count; i += WIDTH) {
      FloatVector rest = FloatVector.fromArray(LANES, left, i);
      VectorMask<Float> hit =
          FloatVector.fromArray(LANES, x, xAt + i)
              .compare(VectorOperators.EQ, FloatVector.fromArray(LANES, y, yAt + i));
      zero.blend(rest, hit).intoArray(dx, xAt + i);
      rest.blend(zero, hit).intoArray(left, i);
    }
  }

  @Override
  public void moments(float[] x, int at, int count, float center, float[] pair) {
    scratch.get().moments.moments(x, at, count, center, pair);
  }

  @Override
  public void comoments(float[] x, float[] dy, int at, int count, float center, float[] pair) {
    scratch.get().moments.comoments(x, dy, at, count, center, pair);
  }

  @Override
  public void logistic(float factor, float[] x, float[] y, int from, int to) {
    int whole = from + (to - from) / WIDTH * WIDTH;
    for (int i = from; i < whole; i += WIDTH) {
      FloatVector e = VectorMath.exp(FloatVector.fromArray(LANES, x, i).mul(-factor));
      constant(1f).div(e.add(1f)).intoArray(y, i);
    }
    scalar.logistic(factor, x, y, whole, to);
  }

  @Override
  public float product(float[] x, int xAt, float[] y, int yAt, int count) {
    FloatVector even = FloatVector.zero(LANES);
    FloatVector odd = FloatVector.zero(LANES);
    int i = 0;
    for (; i + 2 * WIDTH <= count; i += 2 * WIDTH) {
      even =
          FloatVector.fromArray(LANES, x, xAt + i)
              .fma(FloatVector.fromArray(LANES, y, yAt + i), even);
      odd =
          FloatVector.fromArray(LANES, x, xAt + i + WIDTH)
              .fma(FloatVector.fromArray(LANES, y, yAt + i + WIDTH), odd);
    }
    for (; i < count; i += WIDTH) {
      even =
          FloatVector.fromArray(LANES, x, xAt + i)
              .fma(FloatVector.fromArray(LANES, y, yAt + i), even);
    }
    return total(even.add(odd));
  }

  @Override
  public float sum(float[] x, int from, int to) {
    FloatVector sum = FloatVector.zero(LANES);
    for (int i = from; i < to; i += WIDTH) {
      sum = sum.add(FloatVector.fromArray(LANES, x, i));
    }
    return total(sum);
  }

  /** Not reduceLanes: its order differs between the interpreter and compiled code. */
  private float total(FloatVector sum) {
    float[] lanes = scratch.get().lanes;
    sum.intoArray(lanes, 0);
    float total = 0;
    for (int l = 0; l < WIDTH; l++) {
      total += lanes[l];
    }
    return total;
  }
}

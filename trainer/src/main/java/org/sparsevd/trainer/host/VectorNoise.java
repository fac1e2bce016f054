package org.sparsevd.trainer.host;

import static org.sparsevd.trainer.host.VectorMath.LANES;
import static org.sparsevd.trainer.host.VectorMath.WIDTH;
import static org.sparsevd.trainer.host.VectorMath.constant;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.sparsevd.trainer.nn.Backend;
import org.sparsevd.trainer.nn.NoiseKey;
import org.sparsevd.trainer.nn.Normals;

/** The local reparametrisation's noise over a chunk of values, a pass after the other. */
final class VectorNoise {
  /** Values of a chunk, a multiple of a block of {@link Normals}. */
  static final int CHUNK = 1024;

  private static final VectorSpecies<Integer> INTS =
      VectorSpecies.of(int.class, LANES.vectorShape());

  /** See {@link VectorPosterior}: passes are called so that the JIT compiles each on its own. */
  private static final Pass[] PASSES = {
    VectorNoise::uniforms,
    VectorNoise::radii,
    VectorNoise::cosines,
    VectorNoise::sines,
    VectorNoise::apply
  };

  private final float[] u = new float[CHUNK / 2];
  private final float[] v = new float[CHUNK / 2];
  private final float[] noise = new float[CHUNK];
  private NoiseKey key;
  private float[] y;
  private float[] variance;
  private int at;
  private int count;
  private int pairs;

  private interface Pass {
    void run(VectorNoise chunk);
  }

  /** {@link Backend#perturb} without the bias, for values {@code from .. from + length}. */
  void run(NoiseKey noiseKey, float[] values, float[] variances, int from, int length) {
    key = noiseKey;
    y = values;
    variance = variances;
    at = from;
    count = length;
    pairs = (length + Normals.BLOCK - 1) / Normals.BLOCK * (Normals.BLOCK / 2);
    for (Pass pass : PASSES) {
      pass.run(this);
    }
  }

  /** Pairs of uniforms of {@link Normals}: u in (0, 1], v in [-0.5, 0.5). */
  private static void uniforms(VectorNoise c) {
    for (int i = 0; i < c.pairs; i += WIDTH) {
      IntVector pair = IntVector.broadcast(INTS, c.at / 2 + i).addIndex(1);
      IntVector h1 = hash(pair.lanewise(VectorOperators.XOR, c.key.first()));
      IntVector h2 = hash(h1.add(c.key.second()));
      constant(2f).sub(oneToTwo(h1)).intoArray(c.u, i);
      oneToTwo(h2).sub(1.5f).intoArray(c.v, i);
    }
  }

  private static IntVector hash(IntVector x) {
    x = x.lanewise(VectorOperators.XOR, x.lanewise(VectorOperators.LSHR, 16)).mul(0x7feb352d);
    x = x.lanewise(VectorOperators.XOR, x.lanewise(VectorOperators.LSHR, 15)).mul(0x846ca68b);
    return x.lanewise(VectorOperators.XOR, x.lanewise(VectorOperators.LSHR, 16));
  }

  /** The upper 23 bits as a number in [1, 2). */
  private static FloatVector oneToTwo(IntVector bits) {
    return bits.lanewise(VectorOperators.LSHR, 9)
        .lanewise(VectorOperators.OR, 0x3F800000)
        .reinterpretAsFloats();
  }

  /** {@code u = sqrt(-2 ln u)}. */
  private static void radii(VectorNoise c) {
    for (int i = 0; i < c.pairs; i += WIDTH) {
      VectorMath.log(FloatVector.fromArray(LANES, c.u, i))
          .mul(-2f)
          .max(0f)
          .lanewise(VectorOperators.SQRT)
          .intoArray(c.u, i);
    }
  }

  /** {@code u cos(2 pi v)} into the first half of each block of {@link Normals}. */
  private static void cosines(VectorNoise c) {
    for (int i = 0; i < c.pairs; i += WIDTH) {
      FloatVector x = FloatVector.fromArray(LANES, c.v, i);
      FloatVector s = x.mul(x);
      FloatVector p = constant(6.52865816f);
      p = p.fma(s, constant(-25.9675992f));
      p = p.fma(s, constant(60.167631f));
      p = p.fma(s, constant(-85.4501395f));
      p = p.fma(s, constant(64.9391175f));
      p = p.fma(s, constant(-19.7392045f));
      p = p.fma(s, constant(0.999999989f));
      p.mul(FloatVector.fromArray(LANES, c.u, i)).intoArray(c.noise, place(i));
    }
  }

  /** {@code u sin(2 pi v)} into the second half of each block of {@link Normals}. */
  private static void sines(VectorNoise c) {
    for (int i = 0; i < c.pairs; i += WIDTH) {
      FloatVector x = FloatVector.fromArray(LANES, c.v, i);
      FloatVector s = x.mul(x);
      FloatVector p = constant(3.23813751f);
      p = p.fma(s, constant(-14.8998467f));
      p = p.fma(s, constant(42.025927f));
      p = p.fma(s, constant(-76.7030154f));
      p = p.fma(s, constant(81.6051314f));
      p = p.fma(s, constant(-41.3417004f));
      p = p.fma(s, constant(6.2831853f));
      p.mul(x)
          .mul(FloatVector.fromArray(LANES, c.u, i))
          .intoArray(c.noise, place(i) + Normals.BLOCK / 2);
    }
  }

  private static int place(int pair) {
    return pair / (Normals.BLOCK / 2) * Normals.BLOCK + pair % (Normals.BLOCK / 2);
  }

  /** {@code y += sqrt(variance + floor) noise}, {@code variance = noise / (2 sqrt(..))}. */
  private static void apply(VectorNoise c) {
    for (int i = 0; i < c.count; i += WIDTH) {
      FloatVector e = FloatVector.fromArray(LANES, c.noise, i);
      FloatVector deviation =
          FloatVector.fromArray(LANES, c.variance, c.at + i)
              .max(0f)
              .add(Backend.VARIANCE_FLOOR)
              .lanewise(VectorOperators.SQRT);
      FloatVector mean = FloatVector.fromArray(LANES, c.y, c.at + i);
      deviation.fma(e, mean).intoArray(c.y, c.at + i);
      e.mul(0.5f).div(deviation).intoArray(c.variance, c.at + i);
    }
  }
}

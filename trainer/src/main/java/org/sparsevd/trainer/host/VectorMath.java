package org.sparsevd.trainer.host;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.sparsevd.vector.FloatLanes;

/**
 * Elementary functions by polynomials fitted at Chebyshev nodes; relative errors are a few times
 * 1e-7. Between floats and integers they go by bit patterns, because JDK 17 does not compile such
 * conversions to vector instructions.
 */
final class VectorMath {
  static final VectorSpecies<Float> LANES = FloatLanes.SPECIES;
  static final int WIDTH = LANES.length();

  /** 1.5 * 2^23: added to a small number, its low mantissa bits are that number, rounded. */
  private static final float MAGIC = 12582912f;

  private static final int MAGIC_BITS = 0x4B400000;
  private static final float LN2 = 0.69314718f;

  private VectorMath() {}

  /** Natural logarithm of positive normal numbers. */
  static FloatVector log(FloatVector x) {
    IntVector bits = x.reinterpretAsInts();
    IntVector exponent = bits.sub(0x3F3504F3).lanewise(VectorOperators.ASHR, 23);
    FloatVector mantissa =
        bits.sub(exponent.lanewise(VectorOperators.LSHL, 23)).reinterpretAsFloats();
    FloatVector e = exponent.add(MAGIC_BITS).reinterpretAsFloats().sub(MAGIC);
    FloatVector r = mantissa.sub(1f);
    FloatVector p = constant(0.0874394535f);
    p = p.fma(r, constant(-0.143773306f));
    p = p.fma(r, constant(0.149490955f));
    p = p.fma(r, constant(-0.16560696f));
    p = p.fma(r, constant(0.199569775f));
    p = p.fma(r, constant(-0.250021535f));
    p = p.fma(r, constant(0.333341833f));
    p = p.fma(r, constant(-0.49999987f));
    p = p.fma(r, constant(0.999999974f));
    return e.fma(constant(LN2), p.mul(r));
  }

  /** {@code exp(x)} for x in [-87, 88]; what lies outside counts as the nearest of these. */
  static FloatVector exp(FloatVector x) {
    FloatVector scaled = x.max(-87f).min(88f).mul(1.44269504f);
    FloatVector shifted = scaled.add(MAGIC);
    FloatVector f = scaled.sub(shifted.sub(MAGIC));
    IntVector power = shifted.reinterpretAsInts().sub(MAGIC_BITS - 127);
    FloatVector scale = power.lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
    FloatVector p = constant(0.00015469732f);
    p = p.fma(f, constant(0.00134004322f));
    p = p.fma(f, constant(0.0096180256f));
    p = p.fma(f, constant(0.0555032721f));
    p = p.fma(f, constant(0.240226512f));
    p = p.fma(f, constant(0.693147207f));
    p = p.fma(f, constant(1f));
    return p.mul(scale);
  }

  static FloatVector constant(float value) {
    return FloatVector.broadcast(LANES, value);
  }
}

package org.sparsevd.runtime.curve;

import org.sparsevd.model.loop.Curve;

/** The loops on the Vector API, a class each. */
public final class CurveVectors {
  private CurveVectors() {}

  public static CurveLoop of(Curve curve) {
    return switch (curve) {
      case EXP -> new ExpVectors();
      case SIGMOID -> new SigmoidVectors();
      case SILU -> new SiluVectors();
      case TANH -> new TanhVectors();
      case ERF -> new ErfVectors();
      case GELU -> new GeluVectors();
    };
  }
}

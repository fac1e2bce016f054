package org.sparsevd.model.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

/** Curves against the same functions in double, over all floats in steps of some hundreds. */
class CurveTest {
  private static final int STEP = 1009;
  private static final double ROOT_HALF = Math.sqrt(0.5);

  /** The largest error in units in the last place of what is exact. */
  private static double error(Curve curve, DoubleUnaryOperator exact, float least, float most) {
    double largest = 0;
    for (long bits = Integer.MIN_VALUE; bits <= Integer.MAX_VALUE; bits += STEP) {
      float x = Float.intBitsToFloat((int) bits);
      if (x >= least && x <= most) {
        double wanted = exact.applyAsDouble(x);
        double error = Math.abs(curve.at(x) - wanted) / Math.ulp((float) wanted);
        largest = Math.max(largest, error);
      }
    }
    return largest;
  }

  @Test
  void exponentialsAreWithinAUnitInTheLastPlace() {
    assertThat(error(Curve.EXP, Math::exp, -200, 88.7f)).isLessThan(1);
  }

  @Test
  void sigmoidsAreWithinThree() {
    DoubleUnaryOperator exact =
        x -> x < 0 ? Math.exp(x) / (1 + Math.exp(x)) : 1 / (1 + Math.exp(-x));
    assertThat(error(Curve.SIGMOID, exact, -200, Float.MAX_VALUE)).isLessThan(3);
  }

  @Test
  void timesTheirArgumentWithinThree() {
    DoubleUnaryOperator exact = x -> x * Math.exp(Math.min(x, 0)) / (1 + Math.exp(-Math.abs(x)));
    assertThat(error(Curve.SILU, exact, -87, Float.MAX_VALUE)).isLessThan(3);
  }

  @Test
  void hyperbolicTangentsAreWithinThree() {
    assertThat(error(Curve.TANH, Math::tanh, -Float.MAX_VALUE, Float.MAX_VALUE)).isLessThan(3);
  }

  @Test
  void errorFunctionsAreWithinThree() {
    assertThat(error(Curve.ERF, ErrorFunction::erf, -Float.MAX_VALUE, Float.MAX_VALUE))
        .isLessThan(3);
  }

  /** In double the reference itself loses what is left of a difference from 1. */
  @Test
  void normalSharesTimesTheirArgumentAreWithinFive() {
    DoubleUnaryOperator exact = x -> x / 2 * (1 + ErrorFunction.erf(x * ROOT_HALF));
    assertThat(error(Curve.GELU, exact, -3, Float.MAX_VALUE)).isLessThan(5);
  }

  @Test
  void endsAreWhereFloatsEnd() {
    assertThat(Curve.EXP.at(Float.NEGATIVE_INFINITY)).isZero();
    assertThat(Curve.EXP.at(Float.POSITIVE_INFINITY)).isInfinite();
    assertThat(Curve.EXP.at(88.73f)).isInfinite();
    assertThat(Curve.EXP.at(-103.9f)).isEqualTo(Float.MIN_VALUE);
    assertThat(Curve.EXP.at(0)).isEqualTo(1);
    for (Curve curve : Curve.values()) {
      assertThat(curve.at(Float.NaN)).as(curve.name()).isNaN();
    }
    for (Curve curve : new Curve[] {Curve.SIGMOID, Curve.TANH, Curve.ERF}) {
      assertThat(curve.at(Float.POSITIVE_INFINITY)).as(curve.name()).isEqualTo(1);
    }
    assertThat(Curve.SIGMOID.at(Float.NEGATIVE_INFINITY)).isZero();
    assertThat(Curve.TANH.at(Float.NEGATIVE_INFINITY)).isEqualTo(-1);
    assertThat(Curve.ERF.at(Float.NEGATIVE_INFINITY)).isEqualTo(-1);
    assertThat(Curve.GELU.at(Float.POSITIVE_INFINITY)).isInfinite();
    assertThat(Curve.SILU.at(Float.POSITIVE_INFINITY)).isInfinite();
  }
}

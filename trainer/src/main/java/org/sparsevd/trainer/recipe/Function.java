package org.sparsevd.trainer.recipe;

import org.sparsevd.model.FunctionOps;
import org.sparsevd.model.Op;

/**
 * Functions of single elements that layers apply, beside ReLU. The first two have parameters; the
 * others leave them 0.
 */
public enum Function {
  /** {@code x} where it is not negative, {@code first * x} elsewhere. */
  LEAKY_RELU("leakyRelu") {
    @Override
    public double value(double x, double first, double second) {
      return x < 0 ? first * x : x;
    }

    @Override
    public double derivative(double x, double first, double second) {
      return x < 0 ? first : 1;
    }

    @Override
    public Op.Pointwise operator(float first, float second) {
      return new Op.LeakyRelu(first);
    }
  },
  /** {@code min(max(x, first), second)}; ReLU6 is from 0 to 6. */
  CLAMP("clamp") {
    @Override
    public double value(double x, double first, double second) {
      return Math.min(Math.max(x, first), second);
    }

    /** 0 on the bounds, as that of ReLU at 0. */
    @Override
    public double derivative(double x, double first, double second) {
      return x > first && x < second ? 1 : 0;
    }

    @Override
    public Op.Pointwise operator(float first, float second) {
      return new Op.Clip(first, second);
    }
  },
  /** {@code x * min(max(x / 6 + 1 / 2, 0), 1)} (Howard et al. 2019). */
  HARD_SWISH("hardSwish") {
    @Override
    public double value(double x, double first, double second) {
      return x * Math.min(Math.max(x / 6 + 0.5, 0), 1);
    }

    @Override
    public double derivative(double x, double first, double second) {
      return x > 3 ? 1 : x > -3 ? x / 3 + 0.5 : 0;
    }

    @Override
    public Op.Pointwise operator(float first, float second) {
      return new Op.HardSwish();
    }
  },
  /** {@code x / (1 + exp(-x))} (Elfwing, Uchibe and Doya 2018). */
  SILU("silu") {
    @Override
    public double value(double x, double first, double second) {
      return x * logistic(x);
    }

    @Override
    public double derivative(double x, double first, double second) {
      double s = logistic(x);
      return s * (1 + x * (1 - s));
    }

    @Override
    public Op.Pointwise operator(float first, float second) {
      return FunctionOps.Function.SILU;
    }
  },
  /** {@code 1 / (1 + exp(-x))}. */
  SIGMOID("sigmoid") {
    @Override
    public double value(double x, double first, double second) {
      return logistic(x);
    }

    @Override
    public double derivative(double x, double first, double second) {
      double s = logistic(x);
      return s * (1 - s);
    }

    @Override
    public Op.Pointwise operator(float first, float second) {
      return new Op.Sigmoid();
    }
  },
  /** Hyperbolic tangent. */
  TANH("tanh") {
    @Override
    public double value(double x, double first, double second) {
      return Math.tanh(x);
    }

    @Override
    public double derivative(double x, double first, double second) {
      double t = Math.tanh(x);
      return 1 - t * t;
    }

    @Override
    public Op.Pointwise operator(float first, float second) {
      return new Op.Tanh();
    }
  };

  private final String label;

  Function(String label) {
    this.label = label;
  }

  /** As recipes write it. */
  public String label() {
    return label;
  }

  /** The definition. */
  public abstract double value(double x, double first, double second);

  /** Its derivative; where there is none, one of the two sides. */
  public abstract double derivative(double x, double first, double second);

  /** What computes it in a deployed model. */
  public abstract Op.Pointwise operator(float first, float second);

  private static double logistic(double x) {
    return 1 / (1 + Math.exp(-x));
  }
}

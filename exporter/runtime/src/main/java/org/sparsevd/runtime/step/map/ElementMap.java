package org.sparsevd.runtime.step.map;

import org.sparsevd.model.Op;
import org.sparsevd.model.loop.Curve;
import org.sparsevd.runtime.kernel.Kernels;

/** A function of each element, which may differ from channel to channel. */
public interface ElementMap {
  /** Applies it to {@code length} elements of a channel; {@code y} may be {@code x}. */
  void apply(int channel, float[] x, int from, float[] y, int to, int length);

  /** Whether it is slower where {@code y} is {@code x}: what it computes first takes its place. */
  default boolean wantsRoom() {
    return false;
  }

  /** The function of an operator; a few have loops of their own, any other is called each time. */
  static ElementMap of(Op.Pointwise op, Kernels kernels) {
    if (op instanceof Op.Relu) {
      return new Bounds(0, Float.POSITIVE_INFINITY);
    }
    if (op instanceof Op.Clip clip) {
      return new Bounds(clip.least(), clip.most());
    }
    if (op instanceof Op.LeakyRelu leaky) {
      return new Leak(new float[] {leaky.slope()});
    }
    if (op instanceof Op.HardSigmoid hard) {
      return new HardGate(hard.alpha(), hard.beta(), false);
    }
    if (op instanceof Op.HardSwish) {
      return new HardGate(1f / 6, 0.5f, true);
    }
    if (op instanceof Op.Quantize levels) {
      return Levels.of(levels, false);
    }
    Curve curve = curve(op);
    return curve == null ? new EachElement(op) : new Curved(curve, kernels.curve(curve));
  }

  /** The curve that an operator is; null where it is none. */
  private static Curve curve(Op.Pointwise op) {
    if (op instanceof Op.Function function) {
      return switch (function) {
        case EXP -> Curve.EXP;
        case ERF -> Curve.ERF;
        case SILU -> Curve.SILU;
        default -> null;
      };
    }
    if (op instanceof Op.Sigmoid) {
      return Curve.SIGMOID;
    }
    if (op instanceof Op.Tanh) {
      return Curve.TANH;
    }
    return op instanceof Op.Gelu gelu && !gelu.tanh() ? Curve.GELU : null;
  }

  /** What it is called in notes. */
  String name();
}

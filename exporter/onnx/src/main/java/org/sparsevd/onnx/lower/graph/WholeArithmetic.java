package org.sparsevd.onnx.lower.graph;

import org.sparsevd.model.Op;
import org.sparsevd.tensor.Dim;

/** Arithmetic of whole numbers that may depend on symbols, each of which is 1 or more. */
public final class WholeArithmetic {
  private WholeArithmetic() {}

  /** The result; null where symbols leave it open. */
  public static Dim apply(Op.Binary op, Dim a, Dim b) {
    boolean numbers = a.isNumber() && b.isNumber();
    return switch (op.function()) {
      case PLUS -> a.plus(b);
      case MINUS -> a.minus(b);
      case TIMES -> a.times(b);
      case OVER -> over(a, b, op.whole());
      case LEAST -> a.smaller(b);
      case MOST -> a.larger(b);
      case EQUAL -> truth(equal(a, b));
      case LESS -> truth(sign(a.minus(b), -1));
      case GREATER -> truth(sign(b.minus(a), -1));
      case LESS_OR_EQUAL -> truth(not(sign(b.minus(a), -1)));
      case GREATER_OR_EQUAL -> truth(not(sign(a.minus(b), -1)));
      case MODULO -> numbers ? Dim.of(Math.floorMod(a.number(), b.number())) : modulo(a, b);
      case REMAINDER -> numbers ? Dim.of(a.number() % b.number()) : null;
      case POWER -> numbers ? power(a.number(), b.number()) : null;
      case AND -> numbers ? Dim.of(a.number() & b.number()) : null;
      case OR -> numbers ? Dim.of(a.number() | b.number()) : null;
      case XOR -> numbers ? Dim.of(a.number() ^ b.number()) : null;
      case LEAKY -> null;
    };
  }

  /** Rounded towards zero; floats are divided where nothing has to be rounded. */
  private static Dim over(Dim a, Dim b, boolean whole) {
    if (b.isNumber() && b.number() == 0) {
      return null;
    }
    if (a.isNumber() && b.isNumber()) {
      boolean exact = a.number() % b.number() == 0;
      return whole || exact ? Dim.of(a.number() / b.number()) : null;
    }
    Dim quotient = a.dividedBy(b);
    boolean exact = quotient.times(b).equals(a);
    boolean notNegative = a.plus(1).isPositive();
    boolean down = whole && notNegative && (b.isPositive() || b.isNumber() && b.number() > 0);
    return exact || down ? quotient : null;
  }

  private static Dim modulo(Dim a, Dim b) {
    Dim rest = a.minus(a.dividedBy(b).times(b));
    return rest;
  }

  private static Dim power(long base, long exponent) {
    if (exponent < 0 || exponent > 62) {
      return null;
    }
    long result = 1;
    for (int i = 0; i < exponent; i++) {
      result = Math.multiplyExact(result, base);
    }
    return Dim.of(result);
  }

  private static Dim truth(Boolean known) {
    return known == null ? null : Dim.of(known ? 1 : 0);
  }

  private static Boolean not(Boolean known) {
    return known == null ? null : !known;
  }

  private static Boolean equal(Dim a, Dim b) {
    Dim difference = a.minus(b);
    if (difference.isNumber()) {
      return difference.number() == 0;
    }
    boolean apart = difference.isPositive() || difference.times(-1).isPositive();
    return apart ? false : null;
  }

  /** Whether it is below zero; null where that is not known. */
  private static Boolean sign(Dim difference, int negative) {
    if (difference.isNumber()) {
      return difference.number() < 0;
    }
    if (difference.times(negative).isPositive()) {
      return true;
    }
    // Not below zero where adding one makes it positive.
    return difference.plus(1).isPositive() ? false : null;
  }
}

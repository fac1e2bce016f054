package org.sparsevd.trainer.recipe;

import java.util.Arrays;
import java.util.List;

/**
 * A number that changes over a phase: piecewise linear through knots, constant before the first and
 * after the last.
 *
 * @param knots ascending in epoch, at least one
 */
public record Schedule(List<Knot> knots) {

  /** The value at this time, in epochs since the phase began. */
  public record Knot(double epoch, double value) {}

  public Schedule {
    knots = List.copyOf(knots);
    if (knots.isEmpty()) {
      throw new IllegalArgumentException("schedule needs at least one knot");
    }
    for (int i = 0; i < knots.size(); i++) {
      Knot knot = knots.get(i);
      if (!Double.isFinite(knot.epoch()) || !Double.isFinite(knot.value())) {
        throw new IllegalArgumentException("schedule knot " + i + " is not finite: " + knot);
      }
      if (i > 0 && knot.epoch() < knots.get(i - 1).epoch()) {
        throw new IllegalArgumentException("schedule knot " + i + " lies before the one before it");
      }
    }
  }

  public static Schedule constant(double value) {
    return new Schedule(List.of(new Knot(0, value)));
  }

  /** Knots as pairs: {@code through(5, 0, 20, 1)} is 0 until epoch 5 and 1 from epoch 20 on. */
  public static Schedule through(double... epochsAndValues) {
    if (epochsAndValues.length % 2 != 0) {
      throw new IllegalArgumentException(
          "knots come in pairs, found " + Arrays.toString(epochsAndValues));
    }
    Knot[] knots = new Knot[epochsAndValues.length / 2];
    for (int i = 0; i < knots.length; i++) {
      knots[i] = new Knot(epochsAndValues[2 * i], epochsAndValues[2 * i + 1]);
    }
    return new Schedule(List.of(knots));
  }

  /** The value at a time in epochs, which may be fractional. */
  public double at(double epoch) {
    Knot left = knots.get(0);
    if (epoch <= left.epoch()) {
      return left.value();
    }
    for (Knot right : knots) {
      if (epoch < right.epoch()) {
        double share = (epoch - left.epoch()) / (right.epoch() - left.epoch());
        return left.value() + share * (right.value() - left.value());
      }
      left = right;
    }
    return left.value();
  }

  /** The same course over a run this many times as long. */
  public Schedule stretched(double factor) {
    return new Schedule(
        knots.stream().map(knot -> new Knot(knot.epoch() * factor, knot.value())).toList());
  }

  /** The same course of values that many times as large. */
  Schedule scaled(double factor) {
    return new Schedule(
        knots.stream().map(knot -> new Knot(knot.epoch(), knot.value() * factor)).toList());
  }
}

package org.sparsevd.report.page;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Values along an axis of a chart, in pixels. It is logarithmic where the values are positive and
 * the largest is several times the smallest.
 *
 * @param least value at {@code start}
 * @param most value at {@code end}
 */
record Scale(double least, double most, boolean logarithmic, double start, double end) {
  private static final double WIDE = 4;

  /** Share of the axis that is left free at each end. */
  private static final double FREE = 0.06;

  /** A scale for values from {@code least} to {@code most}, with some room at both ends. */
  static Scale of(double least, double most, double start, double end) {
    if (least > 0 && most / least >= WIDE) {
      double room = Math.pow(most / least, FREE);
      return new Scale(least / room, most * room, true, start, end);
    }
    return linear(least, most, start, end);
  }

  /** The same with equal distances for equal differences. */
  static Scale linear(double least, double most, double start, double end) {
    double room = most > least ? (most - least) * FREE : Math.max(Math.abs(most) / 10, 1e-9);
    double low = least >= 0 ? Math.max(0, least - room) : least - room;
    return new Scale(low, most + room, false, start, end);
  }

  double at(double value) {
    double share =
        logarithmic
            ? Math.log(value / least) / Math.log(most / least)
            : (value - least) / (most - least);
    return start + share * (end - start);
  }

  /** Round values, about so many at most. */
  List<Double> ticks(int wanted) {
    return logarithmic ? powers(wanted) : steps(wanted);
  }

  /** 1, 2, 5 times powers of ten, or fewer of them. */
  private List<Double> powers(int wanted) {
    List<Double> ticks = List.of();
    for (int[] factors : new int[][] {{1, 2, 3, 5, 7}, {1, 2, 5}, {1, 3}, {1}}) {
      ticks = powers(factors);
      if (ticks.size() <= wanted) {
        return ticks;
      }
    }
    List<Double> fewer = new ArrayList<>();
    int every = (ticks.size() + wanted - 1) / wanted;
    for (int i = 0; i < ticks.size(); i += every) {
      fewer.add(ticks.get(i));
    }
    return fewer;
  }

  private List<Double> powers(int[] factors) {
    List<Double> ticks = new ArrayList<>();
    int last = (int) Math.ceil(Math.log10(most));
    for (int power = (int) Math.floor(Math.log10(least)); power <= last; power++) {
      for (int factor : factors) {
        double tick = factor * Math.pow(10, power);
        if (tick >= least && tick <= most) {
          ticks.add(tick);
        }
      }
    }
    return ticks;
  }

  private List<Double> steps(int wanted) {
    double step = step(wanted);
    List<Double> ticks = new ArrayList<>();
    for (double i = Math.ceil(least / step); i * step <= most; i++) {
      ticks.add(i * step);
    }
    return ticks;
  }

  /** The smallest of 1, 2, 5 times a power of ten that makes no more than so many steps. */
  private double step(int wanted) {
    double rough = (most - least) / wanted;
    double power = Math.pow(10, Math.floor(Math.log10(rough)));
    double step = 10 * power;
    for (double factor : new double[] {5, 2, 1}) {
      step = factor * power >= rough ? factor * power : step;
    }
    return step;
  }

  /**
   * A tick's value for people, with the digits that tell it from its neighbours: {@code 0.5},
   * {@code 20}, {@code 1,000}.
   *
   * @param wanted as many ticks as there were asked for
   */
  String text(double tick, int wanted) {
    double finest = logarithmic ? Math.abs(tick) : step(wanted);
    int digits = (int) Math.max(0, Math.min(12, -Math.floor(Math.log10(finest) + 1e-9)));
    String text = String.format(Locale.ROOT, "%,." + digits + "f", tick);
    return text.contains(".") ? text.replaceAll("\\.?0+$", "") : text;
  }
}

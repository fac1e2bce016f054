package org.sparsevd.compress.flow;

import java.util.function.IntUnaryOperator;
import org.sparsevd.model.Op;

/**
 * Whether the zeros of a layer's weight come in fours: of neighbouring units at the same input, or
 * of neighbouring inputs of the same unit. Such fours are what fast kernels like. Units that are
 * left out or change places then do so four at a time. Layers in groups of channels are not looked
 * at.
 *
 * @param ofUnits along units
 * @param ofInputs along the channels that they read
 */
public record Quads(boolean ofUnits, boolean ofInputs) {
  /** Neighbours that go together. */
  public static final int SIZE = 4;

  /** Share of fours with a weight whose other weights are none either. */
  private static final double FULL = 0.9;

  /** A layer that has nearly all weights is in fours of any kind. */
  private static final double DENSE = 0.75;

  /** Fewer fours than this are chance. */
  private static final int FEWEST = 8;

  /** Looks at all weights. Units and channels without any do not count. */
  public static Quads of(Op.Weighted op) {
    WeightView view = WeightView.of(op);
    boolean[] rows = new boolean[view.rows()];
    boolean[] channels = new boolean[view.columns() / view.area()];
    long nonZeros = 0;
    for (int i = 0; i < view.weight().length; i++) {
      if (view.weight()[i] != 0) {
        rows[i / view.columns()] = true;
        channels[i % view.columns() / view.area()] = true;
        nonZeros++;
      }
    }
    long places =
        (long) ChannelSets.indices(rows, 1).length
            * ChannelSets.indices(channels, 1).length
            * view.area();
    boolean grouped = view.rowsPerGroup() < view.rows();
    if (grouped || nonZeros == 0 || nonZeros >= DENSE * places) {
      return new Quads(false, false);
    }
    return new Quads(inFours(view, rows, channels, true), inFours(view, rows, channels, false));
  }

  /** Whether fours along one side are full or empty. */
  private static boolean inFours(
      WeightView view, boolean[] rows, boolean[] channels, boolean along) {
    int length = along ? rows.length : channels.length;
    int others = view.weight().length / length;
    IntUnaryOperator first =
        other -> along ? other : other / view.area() * view.columns() + other % view.area();
    int step = along ? view.columns() : view.area();
    long full = 0;
    long there = 0;
    long fours = 0;
    for (int other = 0; other < others; other++) {
      for (int from = 0; from < length; from += SIZE) {
        int live = 0;
        int count = 0;
        for (int i = from; i < Math.min(length, from + SIZE); i++) {
          live += (along ? rows[i] : channels[i]) ? 1 : 0;
          count += view.weight()[first.applyAsInt(other) + i * step] != 0 ? 1 : 0;
        }
        if (count > 0 && live > 1) { // one live neighbour alone is a four of any kind
          there += count;
          full += live;
          fours++;
        }
      }
    }
    return length > 1 && fours >= FEWEST && there >= FULL * full;
  }
}

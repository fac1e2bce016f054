package org.sparsevd.runtime.step.map;

/**
 * A function of levels, by a table.
 *
 * @param values what becomes of each level, from the lowest
 * @param zero how many levels lie below zero
 */
public record LevelTable(float[] values, int zero) implements ElementMap {
  /** Levels that there are. */
  public static final int SIZE = 256;

  @Override
  public void apply(int channel, float[] x, int from, float[] y, int to, int length) {
    for (int i = 0; i < length; i++) {
      y[to + i] = values[(int) x[from + i] + zero & SIZE - 1];
    }
  }

  @Override
  public String name() {
    return "table of levels";
  }
}

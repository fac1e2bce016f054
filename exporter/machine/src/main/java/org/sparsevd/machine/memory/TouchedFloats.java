package org.sparsevd.machine.memory;

import java.util.Objects;
import org.sparsevd.runtime.tile.CellGroups;

/**
 * The floats that the code of a layer can touch, from the first image on. They are compared with
 * the memory before each run, since code does not look.
 *
 * @param first of them
 * @param end behind the last
 */
public record TouchedFloats(int first, int end) {

  /** Those that a layer reads, at distances between these. */
  public static TouchedFloats reads(CellGroups groups, int lanes, int least, int most) {
    int cells = ((groups.cells() - 1) * groups.step() + 1) * lanes;
    return around(groups.reads(), least, most, cells);
  }

  /** Those that it writes, to so many channels. */
  public static TouchedFloats writes(CellGroups groups, int lanes, int channels, int stride) {
    int last = Math.multiplyExact(channels - 1, stride);
    return around(groups.writes(), 0, last, groups.cells() * lanes);
  }

  /** A region of so many floats from a place on. */
  public static TouchedFloats region(int start, int floats) {
    return new TouchedFloats(start, Math.addExact(start, floats));
  }

  /** Those at distances between these from some starts, and so many behind each. */
  public static TouchedFloats around(int[] starts, int least, int most, int floats) {
    int first = starts[0];
    int last = starts[0];
    for (int start : starts) {
      first = Math.min(first, start);
      last = Math.max(last, start);
    }
    return new TouchedFloats(
        Math.addExact(first, least), Math.addExact(Math.addExact(last, most), floats));
  }

  /** The same, so many floats on. */
  public TouchedFloats moved(int floats) {
    return new TouchedFloats(Math.addExact(first, floats), Math.addExact(end, floats));
  }

  /** Both. */
  public TouchedFloats and(TouchedFloats other) {
    return new TouchedFloats(Math.min(first, other.first), Math.max(end, other.end));
  }

  /**
   * Refuses memory that does not hold all of them.
   *
   * @param length floats of the memory
   * @param at where the first image begins there
   * @throws IndexOutOfBoundsException if it does not
   */
  public void check(int length, int at) {
    Objects.checkFromToIndex(Math.addExact(at, first), Math.addExact(at, end), length);
  }
}

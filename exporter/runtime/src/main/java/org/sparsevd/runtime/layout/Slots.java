package org.sparsevd.runtime.layout;

import java.util.Arrays;

/**
 * The memory of a session as it is planned. A value takes a slot when it is computed and gives it
 * back after its last reader. So a deep net needs few of them, and they stay in the cache.
 */
public final class Slots {
  /** Floats that kernels may touch past the end of a value: a quad of the widest vectors. */
  public static final int SLACK = 64;

  /** Slot of an array that all steps share for their sums. */
  static final int SUMS = 0;

  /** First of the slots of four arrays that all steps share for copies of what they read. */
  static final int COPIES = 1;

  private static final int SHARED = 5;

  private int[] sizes = new int[SHARED + 8];
  private boolean[] free = new boolean[sizes.length];
  private boolean[] large = new boolean[sizes.length];
  private boolean[] aligned = new boolean[sizes.length];
  private float[][] fixed = new float[sizes.length][];
  private int count = SHARED;
  private int places;

  /** A slot of at least this many floats; contents unknown. */
  public int take(int size) {
    int best = -1;
    for (int slot = SHARED; slot < count; slot++) {
      if (free[slot] && (best < 0 || fitsBetter(sizes[slot], sizes[best], size))) {
        best = slot;
      }
    }
    if (best < 0) {
      best = add();
    }
    free[best] = false;
    sizes[best] = Math.max(size, sizes[best]);
    return best;
  }

  /** The same for what is read so often that its {@link CacheLines} matter. */
  public int takeLarge(int size) {
    int slot = take(size);
    large[slot] = true;
    return slot;
  }

  /**
   * A slot for what is read so often that its {@link CacheLines} matter, however small it is: part
   * of an array, which begins at {@link Scratch#start}. To be kept for good.
   */
  public int takeAligned(int size) {
    int slot = add();
    sizes[slot] = size;
    aligned[slot] = true;
    return slot;
  }

  /** Makes an aligned slot hold at least this many floats. */
  public void enlarge(int slot, int size) {
    sizes[slot] = Math.max(size, sizes[slot]);
  }

  /** A slot for good, of an array that nobody changes: all sessions share it. */
  public int fix(float[] values) {
    int slot = add();
    fixed[slot] = values;
    return slot;
  }

  private int add() {
    if (count == sizes.length) {
      sizes = Arrays.copyOf(sizes, 2 * count);
      free = Arrays.copyOf(free, 2 * count);
      large = Arrays.copyOf(large, 2 * count);
      aligned = Arrays.copyOf(aligned, 2 * count);
      fixed = Arrays.copyOf(fixed, 2 * count);
    }
    return count++;
  }

  private static boolean fitsBetter(int candidate, int best, int size) {
    return best < size ? candidate > best : candidate >= size && candidate < best;
  }

  /** Makes the shared slots hold at least this many floats. */
  public void share(int size) {
    sizes[SUMS] = Math.max(size, sizes[SUMS]);
    Arrays.fill(sizes, COPIES, SHARED, Math.max(size, sizes[COPIES]));
  }

  /** Makes that of the sums hold at least this many, whose {@link CacheLines} matter. */
  public void sums(int size) {
    sizes[SUMS] = Math.max(size, sizes[SUMS]);
    large[SUMS] = true;
  }

  /** Makes the shared list hold at least this many indices of inputs. */
  public void places(int size) {
    places = Math.max(size, places);
  }

  /** Gives a slot back, unless it is one for good. */
  public void release(int slot) {
    free[slot] = fixed[slot] == null;
  }

  /** What a session needs for all that was taken. */
  public Scratch.Sizes sizes() {
    return new Scratch.Sizes(
        lengths(), Arrays.copyOf(aligned, count), Arrays.copyOf(fixed, count), places);
  }

  private int[] lengths() {
    int[] lengths = new int[count];
    boolean longer = false;
    for (int slot = 0; slot < count; slot++) {
      lengths[slot] = Math.addExact(sizes[slot], SLACK);
      longer |= large[slot] && sizes[slot] >= CacheLines.LARGE;
    }
    for (int slot = 0; longer && slot < count; slot++) {
      lengths[slot] = large[slot] ? CacheLines.length(lengths[slot]) : lengths[slot];
    }
    return lengths;
  }
}

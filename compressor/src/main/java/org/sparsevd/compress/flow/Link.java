package org.sparsevd.compress.flow;

import java.util.Arrays;

/** How indices along axes of a node's inputs belong to indices along axes of its output. */
sealed interface Link {

  /**
   * Index {@code at + i} along an axis of the output is index {@code places[i]} along one of an
   * input.
   *
   * @param input counted from 0
   * @param from axis of the input
   * @param to axis of the output
   */
  record Picked(int input, int from, int to, int at, int[] places) implements Link {
    /** All indices, in order, from {@code at} on. */
    static Picked all(int input, int from, int to, int at, int extent) {
      int[] places = new int[extent];
      Arrays.setAll(places, i -> i);
      return new Picked(input, from, to, at, places);
    }
  }

  /**
   * Some neighbouring axes of the first input, row-major, are some of the output in another grid.
   *
   * @param from the first of them, and how many
   * @param to likewise in the output
   */
  record Regrouped(int from, int fromCount, int to, int toCount) implements Link {}

  /**
   * The last axis of the output, and of the first three inputs, has so many equal parts, which go
   * together.
   */
  record Heads(int count) implements Link {
    static final int INPUTS = 3;

    /** With one head an attention has products of another shape. */
    static final int FEWEST = 2;

    /** Which parts have an index in a set. */
    boolean[] alive(boolean[] set) {
      boolean[] alive = new boolean[count];
      for (int i = 0; i < set.length; i++) {
        alive[i / (set.length / count)] |= set[i];
      }
      return alive;
    }

    /** Adds all indices of some parts to a set; whether one was missing. */
    boolean add(boolean[] alive, boolean[] set) {
      boolean changed = false;
      for (int i = 0; i < set.length; i++) {
        boolean missing = alive[i / (set.length / count)] && !set[i];
        changed |= missing;
        set[i] |= missing;
      }
      return changed;
    }
  }

  /** Products are summed over an axis of the first two inputs. */
  record Contracted(int first, int second) implements Link {}
}

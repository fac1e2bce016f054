package org.sparsevd.compress.flow;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.sparsevd.model.Model;
import org.sparsevd.tensor.Shape;

/**
 * A set of indices along every axis of a model's values; null along axes whose extent depends on
 * symbols, which are never cut.
 */
public final class Slices {
  private final Model model;
  private final Map<String, boolean[][]> sets = new HashMap<>();

  /** Empty sets. */
  Slices(Model model) {
    this.model = model;
  }

  Slices copy() {
    Slices copy = new Slices(model);
    sets.forEach(
        (value, axes) -> {
          boolean[][] own = copy.of(value);
          for (int axis = 0; axis < own.length; axis++) {
            own[axis] = axes[axis] == null ? null : axes[axis].clone();
          }
        });
    return copy;
  }

  /** By axis; may be changed. */
  boolean[][] of(String value) {
    return sets.computeIfAbsent(value, this::none);
  }

  private boolean[][] none(String value) {
    Shape shape = model.shape(value);
    boolean[][] axes = new boolean[shape.rank()][];
    for (int axis = 0; axis < axes.length; axis++) {
      axes[axis] = shape.extent(axis).isNumber() ? new boolean[shape.dim(axis)] : null;
    }
    return axes;
  }

  /** Adds all indices along an axis; whether one was missing. */
  boolean addAll(String value, int axis) {
    boolean[] set = of(value)[axis];
    boolean changed = false;
    for (int i = 0; set != null && i < set.length; i++) {
      changed |= !set[i];
      set[i] = true;
    }
    return changed;
  }

  /** Adds all indices along all axes. */
  void addAll(String value) {
    for (int axis = 0; axis < of(value).length; axis++) {
      addAll(value, axis);
    }
  }

  /** Whether there is an element: an index along every axis. */
  boolean hasElements(String value) {
    for (boolean[] set : of(value)) {
      if (set != null && isEmpty(set)) {
        return false;
      }
    }
    return true;
  }

  static boolean isEmpty(boolean[] set) {
    return count(set) == 0;
  }

  /** Whether nothing is missing along any axis. */
  boolean isAll(String value) {
    return Arrays.stream(of(value)).allMatch(set -> set == null || count(set) == set.length);
  }

  static int count(boolean[] set) {
    int count = 0;
    for (boolean member : set) {
      count += member ? 1 : 0;
    }
    return count;
  }
}

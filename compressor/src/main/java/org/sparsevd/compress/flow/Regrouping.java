package org.sparsevd.compress.flow;

import java.util.ArrayList;
import java.util.List;
import org.sparsevd.tensor.Dim;
import org.sparsevd.tensor.Shape;

/**
 * The grids of one side of a {@link Link.Regrouped}: what of one grid becomes of the other.
 *
 * @param extents of the axes
 */
record Regrouping(int[] extents) {
  /** Of more elements axes stay whole. */
  private static final int MOST = 1 << 22;

  /** How axes of a value pass into those of its elements in another shape. */
  static List<Link> links(Shape in, Shape out) {
    List<Link> links = new ArrayList<>();
    int from = 0;
    int to = 0;
    while (from < in.rank() && to < out.rank()) {
      int[] end = end(in, from, out, to);
      if (end == null) {
        return links;
      }
      if (end[0] == from + 1 && end[1] == to + 1) {
        Passage.add(links, 0, in, from, out, to);
      } else if (isSmall(in, from, end[0]) && isSmall(out, to, end[1])) {
        links.add(new Link.Regrouped(from, end[0] - from, to, end[1] - to));
      }
      from = end[0];
      to = end[1];
    }
    return links;
  }

  /**
   * The next axes of both up to which there are equally many elements; null where there are none.
   */
  private static int[] end(Shape in, int from, Shape out, int to) {
    Dim product = Dim.of(1);
    for (int i = from; i < in.rank(); i++) {
      product = product.times(in.extent(i));
      Dim other = Dim.of(1);
      for (int j = to; j < out.rank(); j++) {
        other = other.times(out.extent(j));
        if (product.equals(other)) {
          return new int[] {i + 1, j + 1};
        }
      }
    }
    return null;
  }

  private static boolean isSmall(Shape shape, int from, int end) {
    long size = 1;
    for (int axis = from; axis < end; axis++) {
      if (!shape.extent(axis).isNumber()) {
        return false;
      }
      size *= shape.dim(axis);
    }
    return size <= MOST;
  }

  static Regrouping of(Shape shape, int first, int count) {
    int[] extents = new int[count];
    for (int i = 0; i < count; i++) {
      extents[i] = shape.dim(first + i);
    }
    return new Regrouping(extents);
  }

  int size() {
    int size = 1;
    for (int extent : extents) {
      size *= extent;
    }
    return size;
  }

  /** Index along an axis of an element. */
  int index(int element, int axis) {
    int rest = element;
    for (int i = extents.length - 1; i > axis; i--) {
      rest /= extents[i];
    }
    return rest % extents[axis];
  }

  /** The elements whose index is in the set along every axis. */
  boolean[] elements(boolean[][] sets, int first) {
    boolean[] members = new boolean[size()];
    for (int i = 0; i < members.length; i++) {
      members[i] = true;
      for (int axis = 0; axis < extents.length && members[i]; axis++) {
        members[i] = sets[first + axis][index(i, axis)];
      }
    }
    return members;
  }

  /** Adds the indices of these elements to the sets of all axes; whether one was missing. */
  boolean mark(boolean[] elements, boolean[][] sets, int first) {
    boolean changed = false;
    for (int i = 0; i < elements.length; i++) {
      for (int axis = 0; elements[i] && axis < extents.length; axis++) {
        int index = index(i, axis);
        changed |= !sets[first + axis][index];
        sets[first + axis][index] = true;
      }
    }
    return changed;
  }
}

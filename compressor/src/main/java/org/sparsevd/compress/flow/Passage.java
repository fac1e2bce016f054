package org.sparsevd.compress.flow;

import java.util.ArrayList;
import java.util.List;
import org.sparsevd.tensor.Shape;

/**
 * How the axes of a node's inputs pass to its output. An axis without a link stays whole: of the
 * inputs all is read, and the output has all.
 *
 * @param fill what stands between elements that were moved; NaN where nothing does
 */
record Passage(Effect effect, List<Link> links, float fill) {
  /** What becomes of elements. */
  enum Effect {
    /** Each is a function of those at its place in all inputs. */
    COMPUTED,
    /** Each is one of the first input's, or a mean of some; or of any input's, of a Concat. */
    MOVED,
    /** Anything else. */
    OTHER
  }

  /** What is known of no operator. */
  static final Passage WHOLE = new Passage(Effect.OTHER, List.of(), Float.NaN);

  Passage {
    links = List.copyOf(links);
  }

  static Passage of(Effect effect, List<Link> links) {
    return new Passage(effect, links, Float.NaN);
  }

  /** Axes stay where they are, but for those from one on. */
  static List<Link> straight(int input, Shape in, Shape out, int from, int end) {
    List<Link> links = new ArrayList<>();
    for (int axis = from; axis < end; axis++) {
      add(links, input, in, axis, out, axis);
    }
    return links;
  }

  /** Adds that an axis is one of the output, where both have equally many indices. */
  static void add(List<Link> links, int input, Shape in, int from, Shape out, int to) {
    if (in.extent(from).isNumber() && in.extent(from).equals(out.extent(to))) {
      links.add(Link.Picked.all(input, from, to, 0, in.dim(from)));
    }
  }

  /** Inputs aligned at their last axes, as operands of arithmetic are. */
  static List<Link> aligned(List<Shape> shapes, Shape out) {
    List<Link> links = new ArrayList<>();
    for (int i = 0; i < shapes.size(); i++) {
      Shape in = shapes.get(i);
      for (int axis = 0; axis < in.rank(); axis++) {
        add(links, i, in, axis, out, axis + out.rank() - in.rank());
      }
    }
    return links;
  }
}

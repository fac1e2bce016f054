package org.sparsevd.cli.serve;

import java.util.Arrays;
import org.sparsevd.tensor.Shape;

/** Nets whose input can be drawn: grey images of a size that people see. */
final class DrawingField {
  private static final int LEAST = 8;
  private static final int MOST = 128;

  private DrawingField() {}

  /** Height and width; null where an input is no grey image. */
  static int[] sides(Shape input) {
    int[] extents = Arrays.stream(input.toArray()).filter(extent -> extent > 1).toArray();
    if (extents.length == 1) {
      int side = (int) Math.round(Math.sqrt(extents[0]));
      extents = side * side == extents[0] ? new int[] {side, side} : extents;
    }
    boolean fits = Arrays.stream(extents).allMatch(side -> side >= LEAST && side <= MOST);
    return extents.length == 2 && fits ? extents : null;
  }
}

package org.sparsevd.codec;

import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.tensor.Shape;

/**
 * How the columns of a weight lie in the image that they read: neighbours in the image predict each
 * other. Column {@code c} has the pixel above at {@code c - width} and the same pixel of the
 * previous channel at {@code c - area}.
 *
 * @param width columns per line of pixels, or 0 where the columns are no image
 * @param area columns per channel, or 0 where there is one channel or no image
 */
public record ColumnLayout(int width, int area) {
  /** Columns in no particular order. */
  public static final ColumnLayout NONE = new ColumnLayout(0, 0);

  public ColumnLayout {
    if (width < 0 || area < 0 || width == 0 && area != 0) {
      throw new IllegalArgumentException("no grid: width " + width + ", area " + area);
    }
  }

  /** The grid of images {@code [channels, height, width]}; none where they are single pixels. */
  public static ColumnLayout of(int channels, int height, int width) {
    int area = Math.multiplyExact(height, width);
    return area == 1 ? NONE : new ColumnLayout(width, channels > 1 ? area : 0);
  }

  /** How the columns of a node's weight lie in the image that it reads; none of other nodes. */
  public static ColumnLayout of(Model model, Node node) {
    if (node.op() instanceof Op.Conv2d conv) {
      return of(conv.weight().shape());
    }
    for (Node source : model.nodes()) {
      if (node.op() instanceof Op.Dense && source.name().equals(node.inputs().get(0))) {
        return flattened(model, source);
      }
    }
    return NONE;
  }

  /** Of a dense layer that reads this node; none unless it is one that flattens images. */
  public static ColumnLayout flattened(Model model, Node source) {
    if (source.op() instanceof Op.Flatten) {
      return flattened(model.shape(source.inputs().get(0)));
    }
    if (!(source.op() instanceof Op.Reshape)) {
      return NONE;
    }
    Shape in = model.shape(source.inputs().get(0));
    Shape out = model.shape(source.name());
    int images = in.rank() - 3;
    boolean flattens = images > 0 && out.rank() == images + 1;
    for (int axis = 0; flattens && axis < images; axis++) {
      flattens = in.extent(axis).equals(out.extent(axis));
    }
    return flattens ? flattened(in.last(3)) : NONE;
  }

  /** Of filters {@code [outputs, channels, height, width]}. */
  public static ColumnLayout of(Shape filters) {
    return of(filters.dim(1), filters.dim(2), filters.dim(3));
  }

  /** Of a dense layer that reads this shape flattened. */
  public static ColumnLayout flattened(Shape shape) {
    return shape.rank() == 3 && shape.isFixed()
        ? of(shape.dim(0), shape.dim(1), shape.dim(2))
        : NONE;
  }

  /** This grid, or none where it is larger than the rows of this shape. */
  ColumnLayout within(Shape shape) {
    int columns = shape.size() / shape.dim(0);
    return width > columns || area > columns ? NONE : this;
  }
}

package org.sparsevd.model;

import java.util.List;
import org.sparsevd.model.loop.Lines;
import org.sparsevd.model.loop.Resampling;
import org.sparsevd.tensor.Dim;
import org.sparsevd.tensor.ElementType;
import org.sparsevd.tensor.Shape;

/** Operators that sample values anew along an axis; images are sampled along both. */
public sealed interface ResizeOps permits Op {

  /**
   * An axis with more or fewer elements, each made of its neighbours, as ONNX's Resize makes them.
   *
   * @param sizes the axis's new extent, one number
   * @param byScale whether {@code scale} is how many new elements there are for an old one; else
   *     extents tell, and {@code scale} counts for nothing
   * @param start of the part that {@link Resampling.Place#CROP} takes, as a share of the axis
   * @param end of the part, likewise
   * @param cubic the coefficient of {@link Resampling.Sampler#CUBIC}, such as -0.75
   * @param outside the value beyond the ends of the axis, where a part reaches beyond
   */
  record Resize(
      int axis,
      List<Dim> sizes,
      Resampling.Place place,
      Resampling.Sampler sampler,
      boolean byScale,
      float scale,
      float start,
      float end,
      float cubic,
      float outside)
      implements GeneralOps.General {
    public Resize {
      sizes = List.copyOf(sizes);
      if (sizes.size() != 1) {
        throw new IllegalArgumentException("Resize: one extent was expected, found " + sizes);
      }
      if (byScale && !(scale > 0 && scale < Float.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException("Resize: by " + scale + " is no scale");
      }
    }

    @Override
    public OpKind kind() {
      return GeneralOps.GeneralKind.RESIZE;
    }

    @Override
    public Attributes attributes() {
      return new Attributes(
          List.of(axis, place.ordinal(), sampler.ordinal(), byScale ? 1 : 0),
          List.of(scale, start, end, cubic, outside),
          List.of(sizes));
    }

    @Override
    public Shape outputShape(List<Shape> inputs) {
      Lines.check("Resize", inputs.get(0), axis);
      Dim[] dims = inputs.get(0).extents();
      dims[axis] = sizes.get(0);
      return Shape.of(dims);
    }

    /** Elements that are chosen may be of any type; those that are mixed are floats. */
    @Override
    public ElementType outputType(List<ElementType> inputs) {
      boolean mixes =
          switch (sampler) {
            case ROUND_PREFER_FLOOR, ROUND_PREFER_CEIL, FLOOR, CEIL -> false;
            case LINEAR, CUBIC, CUBIC_INSIDE -> true;
          };
      if (mixes && inputs.get(0) != ElementType.FLOAT) {
        throw new IllegalArgumentException("Resize mixes floats, found " + inputs);
      }
      return inputs.get(0);
    }

    @Override
    public Op alone(List<Shape> shapes, boolean[] batched) {
      return axis == 0
          ? null
          : new Resize(axis - 1, sizes, place, sampler, byScale, scale, start, end, cubic, outside);
    }

    @Override
    public GeneralOps.Program program(List<Shape> shapes, Shape out) {
      int oldLength = shapes.get(0).dim(axis);
      int newLength = out.dim(axis);
      int inner = out.strides()[axis];
      int lines = out.size() / newLength / inner;
      float factor = byScale ? scale : (float) newLength / oldLength;
      float stretched = byScale ? factor * oldLength : newLength;
      Resampling mixtures =
          Resampling.of(
              new Resampling.Sampling(place, sampler, factor, start, end, cubic),
              oldLength,
              newLength,
              stretched);
      return (inputs, y) -> {
        int to = 0;
        for (int line = 0; line < lines; line++) {
          for (int i = 0; i < newLength; i++) {
            for (int k = 0; k < inner; k++) {
              y[to++] = mixtures.of(i, inputs[0], line * oldLength * inner + k, inner, outside);
            }
          }
        }
      };
    }
  }
}

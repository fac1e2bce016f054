package org.sparsevd.model;

import java.util.List;
import org.sparsevd.model.loop.Lines;
import org.sparsevd.model.loop.Ranking;
import org.sparsevd.model.loop.Resampling;
import org.sparsevd.tensor.Dim;
import org.sparsevd.tensor.ElementType;
import org.sparsevd.tensor.Shape;

/** Operators along one axis: elements sampled anew, put in order, or exchanged. */
public sealed interface AxisOps permits Op {

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

  /**
   * The largest elements along an axis, or the smallest, best first. Of equal ones the first comes
   * first.
   *
   * @param counts how many of them, one number
   * @param indices whether their places along the axis are told, not the elements
   */
  record Ranked(int axis, List<Dim> counts, boolean largest, boolean indices)
      implements GeneralOps.General {
    public Ranked {
      counts = List.copyOf(counts);
      if (counts.size() != 1) {
        throw new IllegalArgumentException("Ranked: one count was expected, found " + counts);
      }
    }

    @Override
    public OpKind kind() {
      return GeneralOps.GeneralKind.RANKED;
    }

    @Override
    public Attributes attributes() {
      return Attributes.lists(List.of(counts), axis, largest ? 1 : 0, indices ? 1 : 0);
    }

    @Override
    public Shape outputShape(List<Shape> inputs) {
      Shape in = inputs.get(0);
      Lines.check("Ranked", in, axis);
      Dim[] dims = in.extents();
      boolean known = dims[axis].isNumber() && counts.get(0).isNumber();
      if (known && counts.get(0).number() > dims[axis].number()) {
        throw new IllegalArgumentException(
            "Ranked: " + counts.get(0) + " elements along axis " + axis + " of " + in);
      }
      if (dims[axis].isNumber() && dims[axis].number() > ElementType.MOST_WHOLE) {
        throw new IllegalArgumentException("Ranked: more than 2^24 elements along an axis");
      }
      dims[axis] = counts.get(0);
      return Shape.of(dims);
    }

    @Override
    public ElementType outputType(List<ElementType> inputs) {
      if (inputs.get(0) == ElementType.BOOL) {
        throw new IllegalArgumentException("Ranked does not take truth values");
      }
      return indices ? ElementType.INT64 : inputs.get(0);
    }

    @Override
    public Op alone(List<Shape> shapes, boolean[] batched) {
      return axis == 0 ? null : new Ranked(axis - 1, counts, largest, indices);
    }

    /** Each element may sink through a heap of the best. */
    @Override
    public long steps(List<Shape> shapes, Shape out) {
      int levels = Integer.SIZE - Integer.numberOfLeadingZeros(out.dim(axis));
      return (long) shapes.get(0).size() * (1 + levels);
    }

    @Override
    public int scratch(List<Shape> shapes, Shape out) {
      return out.dim(axis);
    }

    @Override
    public GeneralOps.Program program(List<Shape> shapes, Shape out) {
      Lines lines = Lines.over(shapes.get(0), List.of(axis));
      Lines made = Lines.over(out, List.of(axis));
      Ranking ranking = new Ranking(lines, made.length(), largest);
      return (inputs, y) -> {
        float[] best = inputs[1];
        for (int line = 0; line < lines.count(); line++) {
          ranking.run(inputs[0], line, best);
          for (int i = 0; i < made.length(); i++) {
            int place = lines.place(line, (int) best[i]);
            y[made.place(line, i)] = indices ? best[i] : inputs[0][place];
          }
        }
      };
    }
  }

  /**
   * Element {@code i * groups + g} of an axis is element {@code g * n + i}, where each group has n
   * of them: channel shuffle (Zhang et al. 2018, section 3.1).
   */
  record Shuffle(int axis, int groups) implements GeneralOps.General {
    @Override
    public OpKind kind() {
      return GeneralOps.GeneralKind.SHUFFLE;
    }

    @Override
    public Attributes attributes() {
      return Attributes.integers(axis, groups);
    }

    @Override
    public Shape outputShape(List<Shape> inputs) {
      Shape in = inputs.get(0);
      Lines.check("Shuffle", in, axis);
      if (in.dim(axis) % groups != 0) {
        throw new IllegalArgumentException(
            "Shuffle: axis " + axis + " of " + in + " has no " + groups + " equal groups");
      }
      return in;
    }

    @Override
    public ElementType outputType(List<ElementType> inputs) {
      return inputs.get(0);
    }

    @Override
    public Op alone(List<Shape> shapes, boolean[] batched) {
      return axis == 0 ? null : new Shuffle(axis - 1, groups);
    }

    @Override
    public GeneralOps.Program program(List<Shape> shapes, Shape out) {
      int inner = out.strides()[axis];
      int extent = out.dim(axis);
      int each = extent / groups;
      int outer = out.size() / inner / extent;
      return (inputs, y) -> {
        for (int o = 0; o < outer; o++) {
          for (int to = 0; to < extent; to++) {
            int from = to % groups * each + to / groups;
            System.arraycopy(
                inputs[0], (o * extent + from) * inner, y, (o * extent + to) * inner, inner);
          }
        }
      };
    }
  }
}

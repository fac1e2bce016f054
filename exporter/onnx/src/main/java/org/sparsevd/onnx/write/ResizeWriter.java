package org.sparsevd.onnx.write;

import ai.onnx.proto.OnnxMl.AttributeProto;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.sparsevd.model.Op;
import org.sparsevd.model.loop.Resampling;
import org.sparsevd.tensor.Dim;
import org.sparsevd.tensor.ElementType;

/**
 * Writes an axis that is sampled anew. Runtimes mix along the last two of two or four dimensions
 * alone, so the axis goes there.
 */
record ResizeWriter(NodeParts parts, Op.Resize op) {
  /** The operator set that brought places of one middle. */
  static final int SYMMETRIC_SINCE = 19;

  private static final int IMAGE = 4;

  /** The largest denominator of scales whose extents depend on symbols. */
  private static final int MOST_PARTS = 16;

  Void write() {
    if (op.place() == Resampling.Place.HALF_PIXEL_SYMMETRIC) {
      parts.graph().require("Resize of 'half_pixel_symmetric'", SYMMETRIC_SINCE);
    }
    Dim old = parts.shape(0).extent(op.axis());
    Dim extent = op.sizes().get(0);
    boolean moves = op.place() == Resampling.Place.CROP || op.byScale();
    if (old.equals(extent) && moves) {
      throw parts.refusal(
          "an axis that is sampled anew without another extent is left as it is by runtimes");
    }
    if (op.byScale() && !isByScale(old, extent)) {
      throw parts.refusal(
          old + " elements times " + op.scale() + " are not " + extent + ", as ONNX rounds");
    }
    ElementType type = parts.type(0);
    boolean whole = type == ElementType.INT64 || type == ElementType.BOOL;
    String value = whole ? parts.cast(parts.read(0), ElementType.FLOAT) : parts.read(0);
    String resized = resized(value);
    return whole ? parts.endCast(resized, type) : parts.end("Identity", List.of(resized));
  }

  private boolean isByScale(Dim old, Dim extent) {
    if (old.isNumber()) {
      return extent.equals(Dim.of((long) (old.number() * op.scale())));
    }
    for (int share = 1; share <= MOST_PARTS; share *= 2) {
      float whole = op.scale() * share;
      if (whole == Math.rint(whole) && extent.equals(old.times((long) whole).dividedBy(share))) {
        return true;
      }
    }
    return false;
  }

  /** Exchanges the axis with the last one, where it is none of the last two of an image. */
  private String resized(String value) {
    int rank = parts.rank(0);
    int axis = parts.lead() + op.axis();
    if (rank <= IMAGE && axis + IMAGE - rank >= 2) {
      return asImage(value, axis);
    }
    long[] order = IntStream.range(0, rank).asLongStream().toArray();
    order[axis] = rank - 1;
    order[rank - 1] = axis;
    AttributeProto exchange = Attributes.integers("perm", order);
    String moved = parts.step("moved", "Transpose", List.of(value), exchange);
    String resized = rank <= IMAGE ? asImage(moved, rank - 1) : asLines(moved);
    return parts.step("back", "Transpose", List.of(resized), exchange);
  }

  /** As an image, with dimensions of one in front where there are not enough. */
  private String asImage(String value, int axis) {
    int lacking = IMAGE - parts.rank(0);
    if (lacking == 0) {
      return resize(value, axis, IMAGE);
    }
    String front = parts.axes(0, lacking);
    String image = parts.step("image", "Unsqueeze", List.of(value, front));
    String resized = resize(image, axis + lacking, IMAGE);
    return parts.step("resized", "Squeeze", List.of(resized, front));
  }

  /** All lines of the axis, which is the last one, as rows of a matrix. */
  private String asLines(String moved) {
    List<Dim> out = new ArrayList<>(List.of(parts.out().extents()));
    Collections.swap(out, op.axis(), out.size() - 1);
    Dim old = parts.shape(0).extent(op.axis());
    GraphExtents extents = parts.graph().extents();
    String rows = extents.list(name("rows"), List.of(Dim.of(-1), old));
    String lines = parts.step("lines", "Reshape", List.of(moved, rows));
    String resized = resize(lines, 1, 2);
    String target = extents.list(name("target"), parts.lead() == 1, out);
    return parts.step("resized", "Reshape", List.of(resized, target));
  }

  private String name(String what) {
    return parts.node().name() + "." + what;
  }

  private String resize(String value, int axis, int rank) {
    List<String> inputs = new ArrayList<>(List.of(value, part(axis, rank)));
    if (op.byScale()) {
      float[] scales = new float[rank];
      Arrays.fill(scales, 1);
      scales[axis] = op.scale();
      inputs.add(parts.graph().constant(name("scales"), scales, rank));
    } else {
      inputs.add("");
      inputs.add(sizes(value, axis, rank));
    }
    return parts.step("sampled", "Resize", inputs, attributes());
  }

  /** Where the part lies that is taken, which other places do not ask for. */
  private String part(int axis, int rank) {
    if (op.place() != Resampling.Place.CROP) {
      return "";
    }
    float[] part = new float[2 * rank];
    Arrays.fill(part, rank, 2 * rank, 1);
    part[axis] = op.start();
    part[rank + axis] = op.end();
    return parts.graph().constant(name("part"), part, part.length);
  }

  /** The extents of the value itself, but along the axis. */
  private String sizes(String value, int axis, int rank) {
    String shape = parts.step("shape", "Shape", List.of(value));
    String extent = parts.graph().extents().list(name("extent"), op.sizes());
    List<String> all = new ArrayList<>();
    if (axis > 0) {
      all.add(range(shape, 0, axis));
    }
    all.add(extent);
    if (axis < rank - 1) {
      all.add(range(shape, axis + 1, rank));
    }
    return parts.step("sizes", "Concat", all, Attributes.integer("axis", 0));
  }

  private String range(String shape, int from, int to) {
    return parts.step("others", "Gather", List.of(shape, parts.axes(from, to - from)));
  }

  private AttributeProto[] attributes() {
    List<AttributeProto> attributes = new ArrayList<>();
    attributes.add(Attributes.text("coordinate_transformation_mode", place()));
    attributes.add(Attributes.real("cubic_coeff_a", op.cubic()));
    attributes.add(Attributes.real("extrapolation_value", op.outside()));
    switch (op.sampler()) {
      case ROUND_PREFER_FLOOR -> nearest(attributes, "round_prefer_floor");
      case ROUND_PREFER_CEIL -> nearest(attributes, "round_prefer_ceil");
      case FLOOR -> nearest(attributes, "floor");
      case CEIL -> nearest(attributes, "ceil");
      case LINEAR -> attributes.add(Attributes.text("mode", "linear"));
      case CUBIC, CUBIC_INSIDE -> {
        boolean inside = op.sampler() == Resampling.Sampler.CUBIC_INSIDE;
        attributes.add(Attributes.text("mode", "cubic"));
        attributes.add(Attributes.integer("exclude_outside", inside ? 1 : 0));
      }
    }
    return attributes.toArray(new AttributeProto[0]);
  }

  private static void nearest(List<AttributeProto> attributes, String rounding) {
    attributes.add(Attributes.text("mode", "nearest"));
    attributes.add(Attributes.text("nearest_mode", rounding));
  }

  private String place() {
    return switch (op.place()) {
      case HALF_PIXEL -> "half_pixel";
      case HALF_PIXEL_SYMMETRIC -> "half_pixel_symmetric";
      case PYTORCH_HALF_PIXEL -> "pytorch_half_pixel";
      case ALIGN_CORNERS -> "align_corners";
      case ASYMMETRIC -> "asymmetric";
      case HALF_PIXEL_FOR_NEAREST -> "tf_half_pixel_for_nn";
      case CROP -> "tf_crop_and_resize";
    };
  }
}

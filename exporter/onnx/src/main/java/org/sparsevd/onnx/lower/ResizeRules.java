package org.sparsevd.onnx.lower;

import java.util.List;
import java.util.Map;
import org.sparsevd.model.Op;
import org.sparsevd.model.loop.Resampling;
import org.sparsevd.onnx.OnnxException;
import org.sparsevd.onnx.lower.term.Term;
import org.sparsevd.onnx.tensor.Constant;
import org.sparsevd.tensor.Dim;
import org.sparsevd.tensor.Shape;

/** Images made larger or smaller: each axis is sampled by itself. */
final class ResizeRules {
  /** The largest denominator of scales that symbolic extents take. */
  private static final int MOST_PARTS = 16;

  private static final float MOST_SCALE = 1 << 16;

  private ResizeRules() {}

  static void register(Map<String, Rule> all) {
    all.put("Resize", Rule.single(ResizeRules::resize));
    all.put("Upsample", Rule.single(ResizeRules::upsample));
  }

  /** What becomes of one axis: its new extent, and by which scale, unless the extents tell. */
  private record Target(Dim extent, boolean byScale, float scale) {}

  private static Term upsample(Call call) throws OnnxException {
    float[] scales = call.reals("scales");
    Target[] targets =
        byScale(call.shape(0), axes(call), scales == null ? scales(call, 1) : scales);
    return apply(call, targets, Resampling.Place.ASYMMETRIC, new float[0]);
  }

  private static Term resize(Call call) throws OnnxException {
    call.only("antialias", 0);
    Shape in = call.shape(0);
    int[] axes = axes(call);
    boolean first = call.opset() < 11;
    float[] scales = scales(call, first ? 1 : 2);
    Dim[] sizes = call.hasInput(3) ? call.wholes(3) : new Dim[0];
    if ((scales.length == 0) == (sizes.length == 0)) {
      throw new OnnxException("takes either scales or sizes");
    }
    String policy = call.text("keep_aspect_ratio_policy", "stretch");
    Target[] targets =
        scales.length > 0 ? byScale(in, axes, scales) : bySize(in, axes, sizes, policy);
    String stated = call.text("coordinate_transformation_mode", "half_pixel");
    Resampling.Place place = first ? Resampling.Place.ASYMMETRIC : place(stated);
    boolean crops = place == Resampling.Place.CROP;
    boolean corners = crops || place == Resampling.Place.ALIGN_CORNERS;
    if (crops && scales.length > 0 || corners && !policy.equals("stretch")) {
      // Lengths with fractions: ONNX and ONNX Runtime take them for different ones.
      throw new OnnxException("'" + stated + "' needs sizes and the policy 'stretch'");
    }
    if (place == Resampling.Place.HALF_PIXEL_SYMMETRIC
        && scales.length > 0
        && call.text("mode", "nearest").equals("nearest")
        && !areWhole(scales)) {
      // Places lie on edges between pixels too often: the last bit of a scale would decide.
      throw new OnnxException("'half_pixel_symmetric' of the nearest pixel needs sizes");
    }
    float[] parts = crops ? parts(call, axes, in.rank()) : new float[0];
    return apply(call, targets, place, parts);
  }

  private static boolean areWhole(float[] scales) {
    boolean whole = true;
    for (float scale : scales) {
      whole &= scale >= 1 && scale == Math.rint(scale);
    }
    return whole;
  }

  private static Resampling.Place place(String name) throws OnnxException {
    return switch (name) {
      case "half_pixel" -> Resampling.Place.HALF_PIXEL;
      case "half_pixel_symmetric" -> Resampling.Place.HALF_PIXEL_SYMMETRIC;
      case "pytorch_half_pixel" -> Resampling.Place.PYTORCH_HALF_PIXEL;
      case "align_corners" -> Resampling.Place.ALIGN_CORNERS;
      case "asymmetric" -> Resampling.Place.ASYMMETRIC;
      case "tf_half_pixel_for_nn" -> Resampling.Place.HALF_PIXEL_FOR_NEAREST;
      case "tf_crop_and_resize" -> Resampling.Place.CROP;
      default ->
          throw new OnnxException("attribute 'coordinate_transformation_mode' is '" + name + "'");
    };
  }

  /** The axes that scales and sizes are of: all of them where the node names none. */
  private static int[] axes(Call call) throws OnnxException {
    int rank = call.shape(0).rank();
    long[] stated = call.integers("axes");
    int[] axes = new int[stated == null ? rank : stated.length];
    for (int i = 0; i < axes.length; i++) {
      axes[i] = stated == null ? i : Call.axis(stated[i], rank);
    }
    return axes;
  }

  private static float[] scales(Call call, int input) throws OnnxException {
    if (!call.hasInput(input)) {
      return new float[0];
    }
    Constant scales = call.floats(input);
    return scales.size() == 0 ? new float[0] : scales.spread(call.graph().limit());
  }

  private static void checkCount(int found, int[] axes) throws OnnxException {
    if (found != axes.length) {
      throw new OnnxException(found + " scales or sizes do not fit " + axes.length + " axes");
    }
  }

  private static Target[] byScale(Shape in, int[] axes, float[] scales) throws OnnxException {
    checkCount(scales.length, axes);
    Target[] targets = new Target[in.rank()];
    for (int i = 0; i < axes.length; i++) {
      if (!(scales[i] > 0 && scales[i] < Float.POSITIVE_INFINITY)) {
        throw new OnnxException("scales by " + scales[i]);
      }
      if (scales[i] != 1) {
        targets[axes[i]] = new Target(times(in.extent(axes[i]), scales[i]), true, scales[i]);
      }
    }
    return targets;
  }

  /** An extent times a scale, rounded down. */
  private static Dim times(Dim extent, float scale) throws OnnxException {
    if (extent.isNumber()) {
      return Dim.of((long) (extent.number() * scale));
    }
    for (int parts = 1; parts <= MOST_PARTS; parts *= 2) {
      float whole = scale * parts;
      if (whole == Math.rint(whole) && whole > 0 && whole <= MOST_SCALE) {
        return extent.times((long) whole).dividedBy(parts);
      }
    }
    throw new OnnxException(
        "scales by " + scale + ", which needs the image's extents; --input-shape fixes them");
  }

  private static Target[] bySize(Shape in, int[] axes, Dim[] sizes, String policy)
      throws OnnxException {
    checkCount(sizes.length, axes);
    Target[] targets = new Target[in.rank()];
    float common = 0;
    for (int i = 0; i < axes.length; i++) {
      targets[axes[i]] = new Target(sizes[i], false, 1);
      if (!policy.equals("stretch")) {
        float scale = (float) sizes[i].number() / in.extent(axes[i]).number();
        boolean better = policy.equals("not_larger") ? scale < common : scale > common;
        common = i == 0 || better ? scale : common;
      }
    }
    switch (policy) {
      case "stretch" -> {}
      case "not_larger", "not_smaller" -> {
        for (int axis : axes) {
          Dim extent = Dim.of(Math.round((double) (common * in.extent(axis).number())));
          targets[axis] = new Target(extent, true, common);
        }
      }
      default ->
          throw new OnnxException("attribute 'keep_aspect_ratio_policy' is '" + policy + "'");
    }
    return targets;
  }

  /** Starts of all axes, then ends, as shares of their extents. */
  private static float[] parts(Call call, int[] axes, int rank) throws OnnxException {
    float[] stated = call.floats(1).spread(call.graph().limit());
    if (stated.length != 2 * axes.length) {
      throw new OnnxException(
          stated.length + " numbers of parts do not fit " + axes.length + " axes");
    }
    float[] parts = new float[2 * rank];
    for (int i = 0; i < axes.length; i++) {
      parts[axes[i]] = stated[i];
      parts[rank + axes[i]] = stated[axes.length + i];
    }
    return parts;
  }

  private static Term apply(Call call, Target[] targets, Resampling.Place place, float[] parts)
      throws OnnxException {
    Shape in = call.shape(0);
    String mode = call.text("mode", "nearest");
    String rounding = call.text("nearest_mode", "round_prefer_floor");
    boolean inside = call.flag("exclude_outside", false);
    float cubic = call.real("cubic_coeff_a", -0.75f);
    float outside = call.real("extrapolation_value", 0);
    checkResizes(in, targets);
    Term value = call.input(0);
    for (int axis = 0; axis < targets.length; axis++) {
      Target target = targets[axis];
      float start = parts.length == 0 ? 0 : parts[axis];
      float end = parts.length == 0 ? 1 : parts[in.rank() + axis];
      boolean whole = start == 0 && end == 1;
      boolean same = target == null || target.extent.equals(in.extent(axis)) && !target.byScale;
      if (target != null && !(same && whole)) {
        Resampling.Sampler sampler = sampler(call.opset(), mode, rounding, inside, target.scale);
        value =
            call.emit(
                "_axis_" + axis,
                new Op.Resize(
                    axis,
                    List.of(target.extent),
                    place,
                    sampler,
                    target.byScale,
                    target.scale,
                    start,
                    end,
                    cubic,
                    outside),
                value);
      }
    }
    return value;
  }

  /** By ONNX's definition such an image is sampled anew; ONNX Runtime leaves it as it is. */
  private static void checkResizes(Shape in, Target[] targets) throws OnnxException {
    boolean scales = false;
    for (int axis = 0; axis < targets.length; axis++) {
      if (targets[axis] != null && !targets[axis].extent.equals(in.extent(axis))) {
        return;
      }
      scales |= targets[axis] != null && targets[axis].byScale;
    }
    if (scales) {
      throw new OnnxException("scales that leave all extents as they are are not supported");
    }
  }

  /** Operator set 10 has no roundings: smaller images take the pixel behind, larger ones before. */
  private static Resampling.Sampler sampler(
      int opset, String mode, String rounding, boolean inside, float scale) throws OnnxException {
    return switch (mode) {
      case "linear" -> Resampling.Sampler.LINEAR;
      case "cubic" -> inside ? Resampling.Sampler.CUBIC_INSIDE : Resampling.Sampler.CUBIC;
      case "nearest" -> {
        if (opset < 11) {
          yield scale < 1 ? Resampling.Sampler.CEIL : Resampling.Sampler.FLOOR;
        }
        yield switch (rounding) {
          case "round_prefer_floor" -> Resampling.Sampler.ROUND_PREFER_FLOOR;
          case "round_prefer_ceil" -> Resampling.Sampler.ROUND_PREFER_CEIL;
          case "floor" -> Resampling.Sampler.FLOOR;
          case "ceil" -> Resampling.Sampler.CEIL;
          default -> throw new OnnxException("attribute 'nearest_mode' is '" + rounding + "'");
        };
      }
      default -> throw new OnnxException("attribute 'mode' is '" + mode + "'");
    };
  }
}

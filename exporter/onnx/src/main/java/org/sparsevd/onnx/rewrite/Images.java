package org.sparsevd.onnx.rewrite;

import java.util.List;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.model.loop.Resampling;
import org.sparsevd.tensor.Dim;
import org.sparsevd.tensor.Shape;

/** Images with pixels around them, or with each pixel repeated. */
final class Images {
  private final Rewriting draft;

  Images(Rewriting draft) {
    this.draft = draft;
  }

  /** What stands for a general operator on a value; null where it stays. */
  String of(Op op, String value) {
    if (op instanceof Op.Pad pad) {
      return padded(pad, value);
    }
    boolean image = draft.shape(value).rank() == 3;
    return op instanceof Op.Resize resize && image ? repeated(resize, value) : null;
  }

  private String padded(Op.Pad pad, String value) {
    boolean empty = true;
    boolean border = pad.border() == Op.Border.CONSTANT && draft.shape(value).rank() == 3;
    for (List<Dim> side : List.of(pad.before(), pad.after())) {
      for (int axis = 0; axis < side.size(); axis++) {
        long count = side.get(axis).number();
        empty &= count == 0;
        border &= axis == 0 ? count == 0 : count >= 0;
      }
    }
    if (empty) {
      return value;
    }
    return border
        ? draft.add(
            new Op.Pad2d(
                (int) pad.before().get(1).number(),
                (int) pad.before().get(2).number(),
                (int) pad.after().get(1).number(),
                (int) pad.after().get(2).number(),
                pad.value()),
            value)
        : null;
  }

  /** Each row or column as often as a whole scale says; rows and then columns are one operator. */
  private String repeated(Op.Resize resize, String value) {
    Shape in = draft.shape(value);
    long extent = resize.sizes().get(0).number();
    int factor = (int) (extent / in.dim(resize.axis()));
    boolean whole = factor * (long) in.dim(resize.axis()) == extent && resize.axis() > 0;
    boolean full = resize.start() == 0 && resize.end() == 1;
    boolean exact = !resize.byScale() || resize.scale() == factor;
    if (!whole || !full || !exact || !repeats(resize.place(), resize.sampler(), factor)) {
      return null;
    }
    int height = resize.axis() == 1 ? factor : 1;
    int width = resize.axis() == 2 ? factor : 1;
    Node source = draft.source(value);
    if (source != null
        && source.op() instanceof Op.Upsample2d before
        && !before.zeros()
        && before.width() == 1
        && height == 1) {
      return draft.add(new Op.Upsample2d(before.height(), width, false), source.inputs().get(0));
    }
    return draft.add(new Op.Upsample2d(height, width, false), value);
  }

  /** Whether resizing by a whole factor repeats each pixel as often. */
  private static boolean repeats(Resampling.Place place, Resampling.Sampler sampler, int factor) {
    boolean floor = sampler == Resampling.Sampler.FLOOR;
    boolean low = sampler == Resampling.Sampler.ROUND_PREFER_FLOOR;
    return switch (place) {
      case ASYMMETRIC -> floor || factor == 2 && low;
      case HALF_PIXEL, PYTORCH_HALF_PIXEL, HALF_PIXEL_SYMMETRIC ->
          low || sampler == Resampling.Sampler.ROUND_PREFER_CEIL;
      default -> false;
    };
  }
}

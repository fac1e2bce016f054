package org.sparsevd.onnx.rewrite;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.sparsevd.model.Op;
import org.sparsevd.model.Window;
import org.sparsevd.tensor.Shape;

/** Reductions of all elements of a value, or of a channel, as pooling over a whole image. */
final class Pools {
  private final Rewriting draft;

  Pools(Rewriting draft) {
    this.draft = draft;
  }

  /** What stands for a reduction of a value; null where pooling does not. */
  String of(Op.Reduce reduce, String value) {
    Shape in = draft.shape(value);
    return switch (reduce.fold()) {
      case MEAN, SUM -> mean(reduce, value, in);
      case LARGEST ->
          in.rank() == 3 && axes(reduce).equals(List.of(1, 2))
              ? draft.add(new Op.MaxPool2d(whole(in)), value)
              : null;
      default -> null;
    };
  }

  private static List<Integer> axes(Op.Reduce reduce) {
    return reduce.axes().stream().sorted().toList();
  }

  private static Window whole(Shape image) {
    return new Window(image.dim(1), image.dim(2), 1, 1, 1, 1, 0, 0, 0, 0);
  }

  /**
   * Over all dimensions, those behind the channels, or those in front of channels that stand last.
   */
  private String mean(Op.Reduce reduce, String value, Shape in) {
    int rank = in.rank();
    List<Integer> axes = axes(reduce);
    boolean all = rank > 0 && axes.equals(range(0, rank));
    boolean behind = rank > 1 && axes.equals(range(1, rank));
    boolean inFront = rank > 1 && axes.equals(range(0, rank - 1)) && draft.isNear(value, rank - 1);
    if (!all && !behind && !inFront) {
      return null;
    }
    Shape out = reduce.outputShape(List.of(in));
    String image = inFront ? draft.toFront(value, rank - 1) : value;
    int channels = all ? 1 : draft.shape(image).dim(0);
    if (all || draft.shape(image).rank() != 3) {
      image = draft.reshaped(image, Shape.of(channels, 1, in.size() / channels));
    }
    String pooled = draft.part("_mean", new Op.GlobalAvgPool2d(), image);
    if (reduce.fold() == Op.Fold.SUM) {
      float[] counts = new float[channels];
      Arrays.fill(counts, in.size() / channels);
      pooled = draft.part("_sum", new Op.Affine(counts, new float[channels]), pooled);
    }
    return draft.reshaped(pooled, out);
  }

  private static List<Integer> range(int from, int to) {
    return IntStream.range(from, to).boxed().toList();
  }
}

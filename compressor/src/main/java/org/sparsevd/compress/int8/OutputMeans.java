package org.sparsevd.compress.int8;

import java.util.List;
import java.util.Optional;
import org.sparsevd.compress.Walk;
import org.sparsevd.model.Op;
import org.sparsevd.tensor.Shape;

/** The mean of each output unit or filter of a layer over some calls and all places. */
final class OutputMeans {
  private OutputMeans() {}

  /**
   * The means; none where images are of unknown sizes, or a sum is not finite.
   *
   * @param seen what the layer gave
   */
  static Optional<double[]> of(Op.Weighted layer, List<Walk.Seen> seen) {
    double[] means = new double[layer.weight().rows()];
    long places = 0;
    for (Walk.Seen value : seen) {
      int area = 1;
      if (layer instanceof Op.Conv2d) {
        Shape image = value.shape().last(3);
        if (!image.isFixed()) {
          return Optional.empty();
        }
        area = image.dim(1) * image.dim(2);
      }
      float[] elements = value.elements();
      for (int i = 0; i < elements.length; i++) {
        means[i / area % means.length] += elements[i];
      }
      places += elements.length / means.length;
    }
    for (int r = 0; r < means.length; r++) {
      means[r] /= places;
      if (!Double.isFinite(means[r])) {
        return Optional.empty();
      }
    }
    return Optional.of(means);
  }
}

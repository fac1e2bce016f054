package org.sparsevd.trainer;

import org.sparsevd.compress.Answers;
import org.sparsevd.trainer.data.Images;
import org.sparsevd.trainer.data.Preprocessing;
import org.sparsevd.trainer.data.TargetScale;
import org.sparsevd.trainer.net.Net;
import org.sparsevd.trainer.nn.Backend;
import org.sparsevd.trainer.nn.Buffer;
import org.sparsevd.trainer.nn.Mode;

/** Runs the thresholded network over a set of images. */
final class Scores {
  private Scores() {}

  /**
   * What it answers; {@code SparseVdLayer.threshold} has been called.
   *
   * @param targets what values are learned as, or null
   */
  static Answers of(
      Net net, Backend backend, Images images, Preprocessing preprocessing, TargetScale targets) {
    int columns = net.columns();
    int classes = net.outputs();
    float[] batch = new float[images.shape().size() * columns];
    float[] scores = new float[classes * columns];
    float[] all = new float[images.count() * classes];
    Buffer input = backend.buffer(net.inputSize());
    int[] order = new int[images.count()];
    for (int i = 0; i < order.length; i++) {
      order[i] = i;
    }
    for (int from = 0; from < order.length; from += columns) {
      int count = Math.min(columns, order.length - from);
      images.gather(order, from, count, columns, null, preprocessing, batch, backend::share);
      backend.upload(net.select(batch), input);
      backend.download(net.forward(input, Mode.thresholded()), scores);
      for (int b = 0; b < count; b++) {
        for (int c = 0; c < classes; c++) {
          float score = scores[c * columns + b];
          all[(from + b) * classes + c] =
              targets == null ? score : targets.scale()[c] * score + targets.shift()[c];
        }
      }
    }
    return new Answers(all, classes);
  }
}

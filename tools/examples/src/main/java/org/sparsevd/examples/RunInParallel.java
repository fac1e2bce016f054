package org.sparsevd.examples;

import java.nio.file.Path;
import org.sparsevd.runtime.ParallelSession;
import org.sparsevd.runtime.SparseModel;
import org.sparsevd.trainer.data.Dataset;
import org.sparsevd.trainer.data.Images;

/**
 * Answers all test images of a data set in one large batch, on all processors.
 *
 * <p>Arguments: a compact file, the data set ({@code mnist} or a folder).
 */
public final class RunInParallel {
  private RunInParallel() {}

  public static void main(String[] args) throws Exception {
    SparseModel model = SparseModel.load(Path.of(args[0]));
    Images images = Dataset.open(args[1]).test();
    int classes = model.outputSize();
    float[] scores = new float[images.count() * classes];
    int threads = Runtime.getRuntime().availableProcessors();
    try (ParallelSession session = model.newParallelSession(threads)) {
      session.run(images.pixels(0, images.count()), images.count(), scores);
    }
    int wrong = 0;
    for (int i = 0; i < images.count(); i++) {
      int best = 0;
      for (int c = 1; c < classes; c++) {
        best = scores[i * classes + c] > scores[i * classes + best] ? c : best;
      }
      wrong += best == images.label(i) ? 0 : 1;
    }
    System.out.printf("test error %.2f %%%n", 100.0 * wrong / images.count());
  }
}

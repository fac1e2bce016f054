package org.sparsevd.cli.serve;

import java.io.IOException;
import java.nio.file.Path;
import org.sparsevd.format.SpvdFile;
import org.sparsevd.model.Model;
import org.sparsevd.model.Op;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.Shape;
import org.sparsevd.trainer.data.Dataset;
import org.sparsevd.trainer.data.Images;

/**
 * A net that knows digits without a training: the score of a class falls with the distance to the
 * mean of its images.
 */
final class MeanDigits {
  private static final int IMAGES = 2000;
  private static final int CLASSES = 10;

  private MeanDigits() {}

  static Path write(Path folder) throws IOException {
    Images images = Dataset.open(Dataset.MNIST).train();
    int size = images.shape().size();
    double[] sums = new double[CLASSES * size];
    int[] counts = new int[CLASSES];
    byte[] pixels = images.pixels(0, IMAGES);
    for (int image = 0; image < IMAGES; image++) {
      int label = images.label(image);
      counts[label]++;
      for (int i = 0; i < size; i++) {
        sums[label * size + i] += pixels[image * size + i] & 0xff;
      }
    }
    float[] weight = new float[sums.length];
    float[] bias = new float[CLASSES];
    for (int i = 0; i < weight.length; i++) {
      int label = i / size;
      double mean = sums[i] / counts[label] / 255;
      weight[i] = (float) (mean / 255);
      bias[label] -= (float) (mean * mean / 2);
    }
    DenseTensor means = new DenseTensor(Shape.of(CLASSES, size), weight);
    Model model =
        new Model.Chain("mean-digits", Shape.of(1, 28, 28))
            .add("flat", new Op.Flatten())
            .add("distance", new Op.Dense(means, bias))
            .build();
    Path file = folder.resolve("digits.spvd");
    SpvdFile.write(model, file);
    return file;
  }
}

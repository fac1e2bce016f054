package org.sparsevd.benchmarks.nets;

import java.io.IOException;
import java.util.Random;
import org.sparsevd.tensor.Shape;
import org.sparsevd.trainer.data.Dataset;
import org.sparsevd.trainer.data.Images;

/** Raw pixels to run a net on. */
public final class Pictures {
  private static final long SEED = 7;

  private Pictures() {}

  /**
   * MNIST's first test images where they fit, else noise of a fixed seed.
   *
   * @return {@code [count, channels, height, width]}, unsigned
   */
  public static byte[] of(Shape shape, int count) throws IOException {
    Images mnist = Dataset.open(Dataset.MNIST).test();
    if (shape.equals(mnist.shape()) && count <= mnist.count()) {
      return mnist.pixels(0, count);
    }
    byte[] noise = new byte[count * shape.size()];
    new Random(SEED).nextBytes(noise);
    return noise;
  }
}

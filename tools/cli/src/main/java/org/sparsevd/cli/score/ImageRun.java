package org.sparsevd.cli.score;

import java.io.IOException;
import org.sparsevd.cli.io.CliException;
import org.sparsevd.trainer.data.Images;

/** A net run over neighbouring images of a data set, batch by batch. */
public final class ImageRun {
  public static final int BATCH = 256;

  private ImageRun() {}

  /**
   * The scores of the first {@code count} images.
   *
   * @throws CliException if the images do not fit the net
   */
  public static Logits over(Forward net, Images images, int count, String name)
      throws IOException, CliException {
    int size = images.shape().size();
    if (net.inputSize() != size) {
      throw CliException.failure(
          name
              + " takes "
              + net.inputSize()
              + " values, but an image of the data set has "
              + size
              + " "
              + images.shape());
    }
    float[] scores = new float[Math.multiplyExact(count, net.outputSize())];
    for (int from = 0; from < count; from += BATCH) {
      int batch = Math.min(BATCH, count - from);
      byte[] bytes = images.pixels(from, batch);
      float[] pixels = new float[bytes.length];
      for (int i = 0; i < bytes.length; i++) {
        pixels[i] = bytes[i] & 0xff;
      }
      float[] some = net.run(pixels, batch);
      System.arraycopy(some, 0, scores, from * net.outputSize(), some.length);
    }
    return new Logits(scores, net.outputSize());
  }
}

package org.sparsevd.cli.score;

import java.io.IOException;
import org.sparsevd.cli.io.CliException;
import org.sparsevd.compress.Answers;
import org.sparsevd.nets.LoadedNet;
import org.sparsevd.trainer.data.Images;

/** A net run over neighbouring images of a data set. */
public final class ImageRun {
  private ImageRun() {}

  /**
   * The answers to the first {@code count} images.
   *
   * @throws CliException if the images do not fit the net
   */
  public static Answers over(LoadedNet net, Images images, int count, String name)
      throws IOException, CliException {
    ImageLayout layout = ImageLayout.of(net.inputShape(), images.shape(), name);
    return layout.inputs(images, 0, count).answers(net);
  }
}

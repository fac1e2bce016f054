package org.sparsevd.cli.calibrate;

import java.io.IOException;
import org.sparsevd.cli.io.CliException;
import org.sparsevd.cli.score.ImageLayout;
import org.sparsevd.model.Model;
import org.sparsevd.nets.Inputs;
import org.sparsevd.nets.NetCalibration;
import org.sparsevd.trainer.data.Dataset;
import org.sparsevd.trainer.data.Images;

/**
 * The last training images of a data set, set aside to choose by; test images never are.
 *
 * @param trainedOn whether the net was trained on them, so that it does better on them than on new
 *     images
 */
public record HeldOut(Images train, int count, boolean trainedOn) {
  private static final int MOST = 5000;

  /** At least so many images are left for each one that is set aside by default. */
  private static final int REST = 5;

  /** Other training images whose statistics tell which errors make up for each other. */
  private static final int CALIBRATION = 3000;

  /** What statistics are taken of at once: 64 MiB. */
  private static final int MOST_VALUES = 1 << 24;

  public HeldOut {
    train.countWithout(count);
  }

  /** The default number, of the images that a net was trained on. */
  private static HeldOut of(Dataset dataset) {
    int count = Math.min(MOST, dataset.train().count() / (REST + 1));
    return new HeldOut(dataset.train(), Math.max(1, count), true);
  }

  /**
   * Those of data that are what a checkpoint was trained on ({@link Dataset#as}).
   *
   * @param asked how many; or null for those that training held out, else the default number
   * @throws CliException if there are not so many
   */
  public static HeldOut of(Dataset trained, Integer asked) throws CliException {
    int unseen = trained.identity().derivation().heldOut();
    Images images = unseen > 0 ? trained.train().followedBy(trained.test()) : trained.train();
    int usual = unseen > 0 ? unseen : of(trained).count;
    int count = asked == null ? usual : asked;
    try {
      return new HeldOut(images, count, count > unseen);
    } catch (IllegalArgumentException e) {
      throw CliException.usage("--validation: " + e.getMessage());
    }
  }

  /** For models that are made from this one. */
  public NetCalibration calibration(Model model) throws IOException {
    int from = train.count() - count;
    int[] labels = new int[train.areLabelled() ? count : 0];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = train.label(from + i);
    }
    Inputs scored = inputs(from, count);
    Inputs others = inputs(0, Math.min(from, CALIBRATION));
    return NetCalibration.of(
        model,
        new NetCalibration.Judged(scored, labels, trainedOn, others, MOST_VALUES)
            .by(train.areLabelled() ? null : train.last(count)::errorPercent),
        line -> {});
  }

  /** As a net of ours takes them: channels first. */
  private Inputs inputs(int first, int number) {
    return ImageLayout.PLANES.inputs(train, first, number);
  }
}

package org.sparsevd.cli.calibrate;

import java.io.IOException;
import java.nio.file.Path;
import org.sparsevd.cli.io.CliException;
import org.sparsevd.model.Model;
import org.sparsevd.nets.Inputs;
import org.sparsevd.nets.NetCalibration;
import org.sparsevd.trainer.checkpoint.Checkpoint;
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

  private static final String SPLIT = "/validation-";

  public HeldOut {
    if (count < 1 || count >= train.count()) {
      throw new IllegalArgumentException(
          "validation must take 1 to "
              + (train.count() - 1)
              + " of "
              + train.count()
              + " training images, found "
              + count);
    }
  }

  /** The default number, of the images that a net was trained on. */
  public static HeldOut of(Dataset dataset) {
    int count = Math.min(MOST, dataset.train().count() / (REST + 1));
    return new HeldOut(dataset.train(), Math.max(1, count), true);
  }

  /**
   * Those of the data set that a checkpoint was trained on.
   *
   * @param asked how many, or null
   * @throws CliException if the checkpoint was trained on other data
   */
  public static HeldOut of(Checkpoint checkpoint, Path file, Dataset dataset, Integer asked)
      throws CliException {
    try {
      String trained = checkpoint.dataset().sha256();
      int unseen = unseen(checkpoint, dataset);
      if (unseen == 0 && !trained.equals(dataset.sha256())) {
        throw CliException.failure(
            file
                + " was trained on '"
                + checkpoint.dataset().name()
                + "' with SHA-256 "
                + trained
                + ", --data names '"
                + dataset.name()
                + "' with "
                + dataset.sha256()
                + "; --lossless needs no data");
      }
      int count = unseen > 0 ? unseen : of(dataset).count;
      count = asked == null ? count : asked;
      return new HeldOut(dataset.train(), count, count > unseen);
    } catch (IllegalArgumentException e) {
      throw CliException.usage("--validation: " + e.getMessage());
    }
  }

  /** How many of the last training images were set aside when the checkpoint was trained. */
  private static int unseen(Checkpoint checkpoint, Dataset dataset) {
    String name = checkpoint.dataset().name();
    int at = name.lastIndexOf(SPLIT);
    if (at < 0 || !name.substring(at + SPLIT.length()).matches("[1-9][0-9]{0,8}")) {
      return 0;
    }
    int count = Integer.parseInt(name.substring(at + SPLIT.length()));
    boolean same =
        count < dataset.train().count()
            && dataset.validation(count).sha256().equals(checkpoint.dataset().sha256());
    return same ? count : 0;
  }

  /** For models that are made from this one. */
  public NetCalibration calibration(Model model) throws IOException {
    int from = train.count() - count;
    int[] labels = new int[count];
    for (int i = 0; i < count; i++) {
      labels[i] = train.label(from + i);
    }
    int size = train.shape().size();
    Inputs scored = new Inputs.Pixels(train.pixels(from, count), size);
    Inputs others = new Inputs.Pixels(train.pixels(0, Math.min(from, CALIBRATION)), size);
    return NetCalibration.of(
        model,
        new NetCalibration.Judged(scored, labels, trainedOn, others, MOST_VALUES),
        line -> {});
  }
}

package org.sparsevd.cli.uncertain;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.sparsevd.cli.io.CliException;
import org.sparsevd.cli.io.Table;
import org.sparsevd.cli.io.ToolVersion;
import org.sparsevd.report.Numbers;
import org.sparsevd.runtime.Prediction;
import org.sparsevd.trainer.data.Dataset;
import org.sparsevd.trainer.data.Images;

/**
 * How well a net's uncertainty tells what it was not trained on. Entropies are in nats.
 *
 * @param other data that are unlike; null where only {@code turned} was asked for
 * @param aurocEntropy of telling other data by the entropy; null without other data
 * @param aurocMutualInformation the same by mutual information
 * @param turned the first images, turned further and further
 */
public record Measurement(
    String tool,
    String file,
    int samples,
    long seed,
    Part data,
    Part other,
    Double aurocEntropy,
    Double aurocMutualInformation,
    List<Turn> turned) {

  private static final int MOST_TURNED = 1000;
  private static final int HALF_TURN = 180;
  private static final int STEP = 15;

  /** Test images of a data set. */
  public record Part(String name, int images, double entropy, double mutualInformation) {
    static Part of(Dataset dataset, List<Prediction> all) {
      return new Part(
          dataset.name(), all.size(), SampledRun.entropy(all), SampledRun.mutualInformation(all));
    }
  }

  /** The same images, turned. */
  public record Turn(int degrees, double errorPercent, double entropy, double mutualInformation) {}

  /**
   * Measures a file.
   *
   * @param other data of the same shape, or null
   * @param limit most test images of each
   * @throws CliException if images do not fit the net
   */
  public static Measurement of(
      Path file, SampledRun run, Dataset dataset, Dataset other, int limit, int samples, long seed)
      throws CliException {
    List<Prediction> known = first(run, dataset, limit);
    List<Prediction> unlike = other == null ? null : first(run, other, limit);
    return new Measurement(
        ToolVersion.text(),
        file.getFileName().toString(),
        samples,
        seed,
        Part.of(dataset, known),
        other == null ? null : Part.of(other, unlike),
        other == null ? null : (Double) Auroc.of(entropies(known), entropies(unlike)),
        other == null ? null : (Double) Auroc.of(informations(known), informations(unlike)),
        turns(run, dataset.test(), Math.min(limit, MOST_TURNED)));
  }

  private static List<Prediction> first(SampledRun run, Dataset dataset, int limit)
      throws CliException {
    return run.over(dataset.test(), Math.min(limit, dataset.test().count()));
  }

  private static double[] entropies(List<Prediction> all) {
    return all.stream().mapToDouble(Prediction::entropy).toArray();
  }

  private static double[] informations(List<Prediction> all) {
    return all.stream().mapToDouble(Prediction::mutualInformation).toArray();
  }

  private static List<Turn> turns(SampledRun run, Images images, int limit) throws CliException {
    if (images.areNumbers()) {
      throw CliException.failure("images that are turned must be bytes (uint8), found numbers");
    }
    int count = Math.min(limit, images.count());
    List<Turn> turns = new ArrayList<>();
    for (int degrees = 0; degrees <= HALF_TURN; degrees += STEP) {
      byte[] turned = Rotation.of(images.pixels(0, count), images.shape(), degrees);
      List<Prediction> all = run.over(turned, images.shape());
      turns.add(
          new Turn(
              degrees,
              SampledRun.errorPercent(all, images),
              SampledRun.entropy(all),
              SampledRun.mutualInformation(all)));
    }
    return turns;
  }

  /** For people. */
  public String text() {
    Table parts = new Table("test images of", "images", "entropy", "mutual information");
    part(parts, data);
    if (other != null) {
      part(parts, other);
    }
    Table table = new Table("turned by", "error %", "entropy", "mutual information");
    for (Turn turn : turned) {
      table.row(
          turn.degrees() + " degrees",
          Numbers.percent(turn.errorPercent()),
          SampledRun.nats(turn.entropy()),
          SampledRun.nats(turn.mutualInformation()));
    }
    return parts + (other == null ? "" : auroc() + "\n") + "\n" + table;
  }

  /** In a sentence; only with other data. */
  String auroc() {
    return "AUROC of telling "
        + other.name()
        + " from "
        + data.name()
        + ": "
        + SampledRun.nats(aurocMutualInformation)
        + " by mutual information, "
        + SampledRun.nats(aurocEntropy)
        + " by entropy";
  }

  private static void part(Table table, Part part) {
    table.row(
        part.name(),
        Numbers.count(part.images()),
        SampledRun.nats(part.entropy()),
        SampledRun.nats(part.mutualInformation()));
  }
}

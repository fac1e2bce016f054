package org.sparsevd.cli.uncertain;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.sparsevd.cli.io.CliException;
import org.sparsevd.cli.io.InputFile;
import org.sparsevd.cli.io.Table;
import org.sparsevd.cli.score.ImageLayout;
import org.sparsevd.format.UncertainModel;
import org.sparsevd.report.Numbers;
import org.sparsevd.runtime.Prediction;
import org.sparsevd.runtime.SampledModel;
import org.sparsevd.tensor.Shape;
import org.sparsevd.trainer.data.Images;

/** A compact file with deviations, run with drawn weights. */
public final class SampledRun {
  private static final int MOST_UNCERTAIN = 5;

  private final Path file;
  private final SampledModel model;

  private SampledRun(Path file, SampledModel model) {
    this.file = file;
    this.model = model;
  }

  /**
   * Opens a file.
   *
   * @throws CliException if it keeps no deviations, or the number of samples makes no sense
   */
  public static SampledRun open(Path file, int samples, long seed)
      throws IOException, CliException {
    checkSamples(samples);
    UncertainModel model = InputFile.readUncertain(file);
    if (model.deviations().isEmpty()) {
      throw CliException.failure(
          file
              + ": keeps no deviations of its weights, which --samples draws by; compress"
              + " --keep-uncertainty makes a file that does");
    }
    return new SampledRun(file, SampledModel.of(model, samples, seed));
  }

  private static void checkSamples(int samples) throws CliException {
    if (samples < 1 || samples > SampledModel.MOST_SAMPLES) {
      throw CliException.usage(
          "--samples must be 1 to " + SampledModel.MOST_SAMPLES + ", found " + samples);
    }
  }

  public SampledModel model() {
    return model;
  }

  /**
   * What the draws say of the first {@code count} images.
   *
   * @throws CliException if the images do not fit the net
   */
  public List<Prediction> over(Images images, int count) throws CliException {
    Shape shape = images.shape();
    ImageLayout layout = layout(shape);
    return images.read(
        0,
        count,
        pixels -> model.run(layout.arrange(pixels, shape), count),
        numbers -> model.run(layout.arrange(numbers, shape), count));
  }

  /** The same of pixels {@code [count, channels, height, width]}. */
  List<Prediction> over(byte[] pixels, Shape shape) throws CliException {
    return model.run(layout(shape).arrange(pixels, shape), pixels.length / shape.size());
  }

  private ImageLayout layout(Shape images) throws CliException {
    return ImageLayout.of(model.inputShape(), images, file.toString());
  }

  /** One input's answer as JSON. */
  public static Map<String, Object> json(Prediction prediction) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("class", prediction.top1());
    json.put("mean", prediction.mean());
    json.put("deviation", prediction.deviation());
    json.put("entropy", prediction.entropy());
    json.put("mutualInformation", prediction.mutualInformation());
    return json;
  }

  /** One input's answer for people. */
  public static String text(Prediction prediction) {
    Table table = new Table("class", "probability %", "deviation");
    for (int c = 0; c < prediction.mean().length; c++) {
      table.row(
          String.valueOf(c),
          Numbers.percent(100 * prediction.mean()[c]),
          Numbers.percent(100 * prediction.deviation()[c]));
    }
    return String.format(
        Locale.ROOT,
        "entropy %.4f nats, mutual information %.4f nats%n%n%s",
        prediction.entropy(),
        prediction.mutualInformation(),
        table);
  }

  /** A whole test set as JSON. */
  public static Map<String, Object> json(List<Prediction> all, Images images) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("images", all.size());
    json.put("errorPercent", errorPercent(all, images));
    json.put("entropy", entropy(all));
    json.put("mutualInformation", mutualInformation(all));
    json.put("predictions", all.stream().map(SampledRun::json).toList());
    return json;
  }

  /** A whole test set for people: the means, and what is most uncertain. */
  public static String text(List<Prediction> all, Images images) {
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      order.add(i);
    }
    order.sort(Comparator.comparingDouble(i -> -all.get(i).mutualInformation()));
    Table table = new Table("most uncertain", "label", "class", "entropy", "mutual information");
    for (int i : order.subList(0, Math.min(MOST_UNCERTAIN, order.size()))) {
      table.row(
          "image " + i,
          String.valueOf(images.label(i)),
          String.valueOf(all.get(i).top1()),
          nats(all.get(i).entropy()),
          nats(all.get(i).mutualInformation()));
    }
    return String.format(
        Locale.ROOT,
        "%s test images, error %s %%, mean entropy %s nats, mean mutual information %s nats%n%n%s",
        Numbers.count(all.size()),
        Numbers.percent(errorPercent(all, images)),
        nats(entropy(all)),
        nats(mutualInformation(all)),
        table);
  }

  static String nats(double value) {
    return String.format(Locale.ROOT, "%.4f", value);
  }

  static double errorPercent(List<Prediction> all, Images images) {
    int wrong = 0;
    for (int i = 0; i < all.size(); i++) {
      wrong += all.get(i).top1() == images.label(i) ? 0 : 1;
    }
    return 100.0 * wrong / all.size();
  }

  static double entropy(List<Prediction> all) {
    return all.stream().mapToDouble(Prediction::entropy).average().orElseThrow();
  }

  static double mutualInformation(List<Prediction> all) {
    return all.stream().mapToDouble(Prediction::mutualInformation).average().orElseThrow();
  }
}

package org.sparsevd.cli.calibrate;

import java.io.IOException;
import org.sparsevd.cli.io.CliException;
import org.sparsevd.cli.io.Console;
import org.sparsevd.cli.score.ImageLayout;
import org.sparsevd.cli.score.PixelScale;
import org.sparsevd.cli.score.Samples;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.nets.NetCalibration;
import org.sparsevd.trainer.data.DataSource;
import org.sparsevd.trainer.data.Dataset;
import org.sparsevd.trainer.data.Images;

/**
 * Data on which a net is judged that was not trained here. Choices are made on the last training
 * images and by what the first ones do inside the net, never on the test images, which only report.
 * Where the net's outputs are the data's classes, its error counts; else what its outputs differ by
 * from those it had.
 */
public final class CalibrationData {
  /** In place of data: inputs drawn at random. */
  public static final String RANDOM = "random";

  private static final int MOST_CHOOSING = 5000;
  private static final int FEWEST_CHOOSING = 200;
  private static final double PRODUCTS_CHOOSING = 2e10;
  private static final int FEWEST_REPORTING = 1000;
  private static final double PRODUCTS_REPORTING = 1e11;
  private static final int FEWEST_RANDOM = 32;
  private static final int MOST_RANDOM = 256;
  private static final int FEWEST_LOOKED_INTO = 64;
  private static final int MOST_LOOKED_INTO = 8192;
  private static final int MOST_VALUES = 1 << 25;

  /** What a look at all layers may cost. */
  private static final double PRODUCTS_LOOKED_INTO = 4e10;

  /** Of the error of guessing: outputs that err more are not the data's classes. */
  private static final double BETTER_THAN_GUESSING = 0.7;

  private static final String NO_CLASSES = ", whose classes are not the net's outputs";

  private final Model model;
  private final Samples choosing;
  private final Samples statistics;
  private final Samples reporting;
  private final String scale;

  private CalibrationData(
      Model model, Samples choosing, Samples statistics, Samples reporting, String scale) {
    this.model = model;
    this.choosing = choosing;
    this.statistics = statistics;
    this.reporting = reporting;
    this.scale = scale;
  }

  /**
   * Reads the data.
   *
   * @param source of data, or {@code random}
   * @param pixels whether the net takes raw pixels; else the usual conversions are tried and the
   *     one with the smallest error is taken
   * @throws CliException if the images do not fit the net
   */
  public static CalibrationData open(DataSource source, Model model, boolean pixels)
      throws IOException, CliException {
    if (source.name().equals(RANDOM)) {
      return new CalibrationData(
          model,
          random(
              model,
              pixels,
              NetCost.inputs(model, PRODUCTS_CHOOSING, FEWEST_RANDOM, MOST_RANDOM),
              1),
          random(model, pixels, lookedInto(model), 2),
          random(
              model,
              pixels,
              NetCost.inputs(model, PRODUCTS_REPORTING, FEWEST_RANDOM, MOST_RANDOM),
              3),
          "");
    }
    Dataset dataset = source.openInputs();
    ImageLayout layout = layout(model, dataset);
    if (dataset.train().count() < 2) {
      throw CliException.failure(source.name() + ": one training image is not enough to choose by");
    }
    return of(dataset, model, pixels, layout);
  }

  private static CalibrationData of(
      Dataset dataset, Model model, boolean pixels, ImageLayout layout) throws IOException {
    Images train = dataset.train();
    int most = Math.min(MOST_CHOOSING, train.count() / 2);
    int some = Math.min(NetCost.inputs(model, PRODUCTS_CHOOSING, FEWEST_CHOOSING, most), most);
    int others = Math.min(lookedInto(model), train.count() - some);
    int many = dataset.test().count();
    many = Math.min(NetCost.inputs(model, PRODUCTS_REPORTING, FEWEST_REPORTING, many), many);
    String name = " images of " + dataset.name();
    boolean numbers = train.areNumbers();
    boolean raw = pixels || numbers;
    PixelScale scale = raw ? PixelScale.RAW : PixelScale.UNIT;
    boolean classes = false;
    if (train.areLabelled()
        && model.outputShape().rank() == 1
        && model.outputShape().dim(0) >= dataset.classes()) {
      PixelScale likely = raw ? PixelScale.RAW : best(model, train, Math.min(some, 1000), layout);
      Samples samples = Samples.of(train, train.count() - some, some, likely, layout, name);
      double error = NetCalibration.answers(model, samples.inputs()).errorPercent(samples.labels());
      classes = error < BETTER_THAN_GUESSING * guessing(dataset.classes());
      scale = classes ? likely : scale;
    }
    Samples choosing =
        Samples.of(train, train.count() - some, some, scale, layout, "training" + name);
    Samples statistics = Samples.of(train, 0, others, scale, layout, "training" + name);
    Samples reporting = Samples.of(dataset.test(), 0, many, scale, layout, "test" + name);
    String why = train.areLabelled() ? NO_CLASSES : ", without classes";
    return new CalibrationData(
        model,
        classes ? choosing : choosing.unlabelled(why),
        statistics,
        classes ? reporting : reporting.unlabelled(why),
        told(raw ? "" : "pixels " + scale + "; --mean and --std say otherwise", layout, train));
  }

  private static String told(String scale, ImageLayout layout, Images images) {
    String note = layout.note(images.shape());
    String raw = images.areNumbers() ? "numbers as they are" : "raw pixels";
    return scale.isEmpty() && !note.isEmpty() ? raw + note : scale + note;
  }

  /** The error of guessing among so many classes, in percent. */
  private static double guessing(int classes) {
    return 100.0 * (classes - 1) / classes;
  }

  private static Samples random(Model model, boolean pixels, int count, long seed) {
    int size = model.inputShape().size();
    return pixels ? Samples.pixels(size, count, seed) : Samples.normals(size, count, seed);
  }

  /**
   * The usual conversion of pixels with which a net errs least on training images; numbers stay as
   * they are.
   *
   * @throws CliException if the images do not fit the net
   */
  public static PixelScale likeliest(Model model, Dataset dataset)
      throws IOException, CliException {
    ImageLayout layout = layout(model, dataset);
    Images train = dataset.train();
    if (train.areNumbers()) {
      return PixelScale.RAW;
    }
    int count = NetCost.inputs(model, PRODUCTS_CHOOSING, FEWEST_CHOOSING, 1000);
    return best(model, train, Math.min(count, train.count()), layout);
  }

  private static ImageLayout layout(Model model, Dataset dataset) throws CliException {
    return ImageLayout.of(model.inputShape(), dataset.shape(), "the net");
  }

  private static PixelScale best(Model model, Images images, int count, ImageLayout layout)
      throws IOException {
    PixelScale best = null;
    double least = Double.POSITIVE_INFINITY;
    for (PixelScale scale : PixelScale.usual(images, count)) {
      Samples samples = Samples.of(images, images.count() - count, count, scale, layout, "images");
      double error = NetCalibration.answers(model, samples.inputs()).errorPercent(samples.labels());
      if (error < least) {
        best = scale;
        least = error;
      }
    }
    return best;
  }

  /** Inputs to choose by. */
  public Samples choosing() {
    return choosing;
  }

  /** Inputs to report on. */
  public Samples reporting() {
    return reporting;
  }

  /** How pixels become the net's numbers; empty where they are taken as they are. */
  public String scale() {
    return scale;
  }

  /** Whether the net's outputs are the data's classes. */
  public boolean isLabelled() {
    return choosing.areLabelled();
  }

  /** Nets that are made from this one, judged and looked into; scores are progress. */
  public NetCalibration calibration(Console output) throws IOException {
    return NetCalibration.of(
        model,
        new NetCalibration.Judged(
            choosing.inputs(), choosing.labels(), true, statistics.inputs(), MOST_VALUES),
        output::progress);
  }

  /** Inputs whose values inside the net are looked at: all of one value must fit into memory. */
  private static int lookedInto(Model model) {
    int largest = model.inputShape().size();
    for (Node node : model.nodes()) {
      largest = Math.max(largest, model.shape(node.name()).size());
    }
    int fit = Math.min(MOST_LOOKED_INTO, MOST_VALUES / largest);
    return Math.max(
        FEWEST_LOOKED_INTO, NetCost.inputs(model, PRODUCTS_LOOKED_INTO, FEWEST_LOOKED_INTO, fit));
  }
}

package org.sparsevd.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Locale;
import org.sparsevd.compress.Calibration;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.runtime.SparseModel;
import org.sparsevd.trainer.data.Dataset;
import org.sparsevd.trainer.data.Images;

/**
 * Data on which a net is judged that was not trained here. Choices are made on the last training
 * images, never on the test images, which only report. Where the net's outputs are the data's
 * classes, its error counts; else what its outputs differ by from those it had.
 */
final class CalibrationData {
  /** In place of data: inputs drawn at random. */
  static final String RANDOM = "random";

  private static final int MOST_CHOOSING = 5000;
  private static final int FEWEST_CHOOSING = 200;
  private static final double PRODUCTS_CHOOSING = 2e10;
  private static final int FEWEST_REPORTING = 1000;
  private static final double PRODUCTS_REPORTING = 1e11;
  private static final int RANDOM_INPUTS = 256;
  private static final int FEWEST_LOOKED_INTO = 64;
  private static final int MOST_LOOKED_INTO = 2048;
  private static final int MOST_VALUES = 1 << 25;

  private final Model model;
  private final Samples choosing;
  private final Samples reporting;
  private final String scale;
  private final boolean labelled;

  private CalibrationData(
      Model model, Samples choosing, Samples reporting, String scale, boolean labelled) {
    this.model = model;
    this.choosing = choosing;
    this.reporting = reporting;
    this.scale = scale;
    this.labelled = labelled;
  }

  /**
   * Reads the data.
   *
   * @param data {@code mnist}, a folder, or {@code random}
   * @param pixels whether the net takes raw pixels; else the usual conversions are tried and the
   *     one with the smallest error is taken
   * @throws CliException if the images do not fit the net
   */
  static CalibrationData open(String data, Model model, boolean pixels)
      throws IOException, CliException {
    int size = model.inputShape().size();
    if (data.equals(RANDOM)) {
      Samples random =
          pixels ? Samples.pixels(size, RANDOM_INPUTS) : Samples.normals(size, RANDOM_INPUTS);
      return new CalibrationData(model, random, random, "", false);
    }
    Dataset dataset = Dataset.open(data);
    checkFits(model, dataset);
    boolean labelled =
        model.outputShape().rank() == 1 && model.outputShape().dim(0) >= dataset.classes();
    Images train = dataset.train();
    int most = Math.min(MOST_CHOOSING, train.count());
    int some = Math.min(Work.inputs(model, PRODUCTS_CHOOSING, FEWEST_CHOOSING, most), most);
    int many =
        Math.min(
            Work.inputs(model, PRODUCTS_REPORTING, FEWEST_REPORTING, dataset.test().count()),
            dataset.test().count());
    PixelScale scale = PixelScale.RAW;
    if (!pixels) {
      scale = labelled ? best(model, train, Math.min(some, 1000)) : PixelScale.UNIT;
    }
    String name = "images of " + dataset.name();
    return new CalibrationData(
        model,
        Samples.of(train, train.count() - some, some, scale, "training " + name),
        Samples.of(dataset.test(), 0, many, scale, "test " + name),
        pixels ? "" : "pixels " + scale + "; --mean and --std say otherwise",
        labelled);
  }

  /**
   * The usual conversion of pixels with which a net errs least on training images.
   *
   * @throws CliException if the images do not fit the net
   */
  static PixelScale likeliest(Model model, Dataset dataset) throws IOException, CliException {
    checkFits(model, dataset);
    Images train = dataset.train();
    int count = Work.inputs(model, PRODUCTS_CHOOSING, FEWEST_CHOOSING, 1000);
    return best(model, train, Math.min(count, train.count()));
  }

  private static void checkFits(Model model, Dataset dataset) throws CliException {
    if (dataset.shape().size() != model.inputShape().size()) {
      throw CliException.failure(
          String.format(
              "the net takes %s, but an image of %s is %s",
              model.inputShape(), dataset.name(), dataset.shape()));
    }
  }

  private static PixelScale best(Model model, Images images, int count) throws IOException {
    Forward net = new RuntimeForward(SparseModel.of(model), ImageRun.BATCH);
    PixelScale best = null;
    double least = Double.POSITIVE_INFINITY;
    for (PixelScale scale : PixelScale.usual(images, count)) {
      Samples samples = Samples.of(images, images.count() - count, count, scale, "images");
      double error = samples.run(net).errorPercent(samples.labels());
      if (error < least) {
        best = scale;
        least = error;
      }
    }
    return best;
  }

  /** Inputs to choose by. */
  Samples choosing() {
    return choosing;
  }

  /** Inputs to report on. */
  Samples reporting() {
    return reporting;
  }

  /** How pixels become the net's numbers; empty where they are taken as they are. */
  String scale() {
    return scale;
  }

  boolean isLabelled() {
    return labelled;
  }

  /** Nets judged and looked into on the inputs to choose by; each score is progress. */
  Calibration calibration(Output output) throws IOException {
    Logits reference = run(model, choosing);
    Samples some = choosing.first(lookedInto());
    return new Calibration() {
      @Override
      public Score score(Model changed) {
        Logits logits = unchecked(changed, choosing);
        double percent =
            labelled ? logits.errorPercent(choosing.labels()) : logits.differencePercent(reference);
        output.progress(
            String.format(
                Locale.ROOT,
                "%s %.2f %% on %s",
                labelled ? "error" : "difference of the outputs",
                percent,
                choosing.text()));
        return new Score(percent, 0);
      }

      @Override
      public float[][] outputs(Model changed) {
        Logits logits = unchecked(changed, some);
        float[][] outputs = new float[some.count()][];
        for (int i = 0; i < outputs.length; i++) {
          int from = i * logits.classes();
          outputs[i] = Arrays.copyOfRange(logits.values(), from, from + logits.classes());
        }
        return outputs;
      }
    };
  }

  /** Inputs whose values inside the net are looked at: all of one value must fit into memory. */
  private int lookedInto() {
    int largest = model.inputShape().size();
    for (Node node : model.nodes()) {
      largest = Math.max(largest, model.shape(node.name()).size());
    }
    return Math.max(FEWEST_LOOKED_INTO, Math.min(MOST_LOOKED_INTO, MOST_VALUES / largest));
  }

  private static Logits unchecked(Model model, Samples samples) {
    try {
      return run(model, samples);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Logits run(Model model, Samples samples) throws IOException {
    return samples.run(new RuntimeForward(SparseModel.of(model), ImageRun.BATCH));
  }
}

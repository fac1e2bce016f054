package org.sparsevd.cli.calibrate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Locale;
import org.sparsevd.cli.io.Console;
import org.sparsevd.cli.score.Logits;
import org.sparsevd.cli.score.RuntimeForward;
import org.sparsevd.cli.score.Samples;
import org.sparsevd.compress.Calibration;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.runtime.SparseModel;

/**
 * Nets made from one that was not trained here, judged on inputs as it takes them: by their error
 * where its outputs are the inputs' classes, else by how much their outputs differ, in percent of
 * the outputs it had. The loss is measured from the net that is changed: the divergence of the
 * answers, or the squared difference.
 *
 * <p>The net has most likely been trained on these inputs, so its wrong answers are outliers that a
 * change turns right by chance. They would pay for new mistakes, and the search would look for such
 * luck; therefore they count as wrong whatever becomes of them.
 */
public final class NetCalibration implements Calibration {
  private static final double PERCENT = 100;
  private static final long NANOS_BETWEEN_LINES = 5_000_000_000L;

  private final Samples choosing;
  private final Samples statistics;
  private final Logits original;
  private final Logits changed;
  private final boolean softmax;
  private final Console output;
  private long told;

  private NetCalibration(
      Samples choosing,
      Samples statistics,
      Logits original,
      Logits changed,
      boolean softmax,
      Console output) {
    this.choosing = choosing;
    this.statistics = statistics;
    this.original = original;
    this.changed = changed;
    this.softmax = softmax;
    this.output = output;
    this.told = System.nanoTime();
  }

  /**
   * For nets made from this one.
   *
   * @param choosing inputs to score on, labelled where errors are to count
   * @param statistics other inputs, whose values inside the net are looked at
   */
  static NetCalibration of(Model model, Samples choosing, Samples statistics, Console output)
      throws IOException {
    Logits logits = run(model, choosing);
    int[] labels = choosing.labels().clone();
    for (int i = 0; i < labels.length; i++) {
      labels[i] = logits.top1(i) == labels[i] ? labels[i] : Samples.NO_CLASS;
    }
    return new NetCalibration(
        choosing.labelled(labels), statistics, logits, logits, endsInSoftmax(model), output);
  }

  /** The same with losses measured from a net that was made from the first. */
  public NetCalibration from(Model changed) throws IOException {
    return new NetCalibration(
        choosing, statistics, original, run(changed, choosing), softmax, output);
  }

  /** The softmax of scores or of their logarithms is the same as of themselves, of shares not. */
  private static boolean endsInSoftmax(Model model) {
    for (Node node : model.nodes()) {
      if (node.name().equals(model.output())) {
        return node.op() instanceof Op.Softmax;
      }
    }
    return false;
  }

  @Override
  public Score score(Model model) {
    Logits logits = unchecked(model, choosing);
    boolean labelled = choosing.areLabelled();
    double percent =
        labelled ? logits.errorPercent(choosing.labels()) : logits.changePercent(original);
    String what = labelled ? "error" : "difference of the outputs";
    tell(String.format(Locale.ROOT, "%s %.2f %% on %s", what, percent, choosing.text()));
    return new Score(percent, labelled ? divergence(logits) : squared(logits));
  }

  private double divergence(Logits logits) {
    return softmax
        ? logits.logarithms().divergence(changed.logarithms())
        : logits.divergence(changed);
  }

  private double squared(Logits logits) {
    double share = logits.changePercent(changed) / PERCENT;
    return share * share;
  }

  /** A search tries more nets than anyone wants to read about. */
  private void tell(String what) {
    if (System.nanoTime() - told > NANOS_BETWEEN_LINES) {
      output.progress(what);
      told = System.nanoTime();
    }
  }

  @Override
  public float[][] outputs(Model model) {
    Logits logits = unchecked(model, statistics);
    tell("looking at what the layers read of " + statistics.text());
    float[][] outputs = new float[statistics.count()][];
    for (int i = 0; i < outputs.length; i++) {
      int from = i * logits.classes();
      outputs[i] = Arrays.copyOfRange(logits.values(), from, from + logits.classes());
    }
    return outputs;
  }

  private static Logits unchecked(Model model, Samples samples) {
    try {
      return run(model, samples);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The scores of a net for these inputs. */
  public static Logits run(Model model, Samples samples) throws IOException {
    try (RuntimeForward forward = RuntimeForward.parallel(SparseModel.of(model))) {
      return samples.run(forward);
    }
  }
}

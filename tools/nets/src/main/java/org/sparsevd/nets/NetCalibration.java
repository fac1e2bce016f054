package org.sparsevd.nets;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import org.sparsevd.compress.Answers;
import org.sparsevd.compress.Calibration;
import org.sparsevd.compress.Walk;
import org.sparsevd.compress.int8.Probe;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.runtime.SparseModel;
import org.sparsevd.runtime.Value;

/**
 * Nets made from another one, judged on inputs in our runtime. With labels, their error counts;
 * without, how much their outputs differ from those that the other had, in percent. The loss is
 * measured from the net that is changed: the divergence of the answers, or the squared difference.
 *
 * <p>Where the net has been trained on these inputs, its wrong answers are outliers, which a change
 * turns right by chance. They would pay for new mistakes, and a search would look for such luck.
 * Therefore they count as wrong whatever becomes of them.
 */
public final class NetCalibration implements Calibration {
  private static final double PERCENT = 100;

  /** Of a walk, at least, for processors to share. */
  private static final int BATCHES = 16;

  private static final long NANOS_BETWEEN_LINES = 5_000_000_000L;

  private final Judged judged;
  private final Answers original;
  private final Answers changed;
  private final boolean softmax;
  private final Consumer<String> progress;
  private long told;

  /**
   * What nets are judged by.
   *
   * @param scored inputs that nets are scored on
   * @param labels of those, or none
   * @param seen whether the net was trained on them
   * @param looked other inputs, whose values inside the net are looked at
   * @param mostValues of them at once, which bounds how many inputs are looked at
   * @param error of answers to the first inputs, in percent, where they have targets that are no
   *     classes; else null
   */
  public record Judged(
      Inputs scored,
      int[] labels,
      boolean seen,
      Inputs looked,
      int mostValues,
      ToDoubleFunction<Answers> error) {

    /** By labels, or without any by how much outputs differ. */
    public Judged(Inputs scored, int[] labels, boolean seen, Inputs looked, int mostValues) {
      this(scored, labels, seen, looked, mostValues, null);
    }

    public Judged {
      if (labels.length > 0 && labels.length != scored.count()) {
        throw new IllegalArgumentException(
            scored.count() + " inputs do not fit " + labels.length + " labels");
      }
    }

    /** The same by targets that are no classes; null for none. */
    public Judged by(ToDoubleFunction<Answers> newError) {
      return new Judged(scored, labels, seen, looked, mostValues, newError);
    }

    private boolean labelled() {
      return labels.length > 0;
    }
  }

  private NetCalibration(
      Judged judged,
      Answers original,
      Answers changed,
      boolean softmax,
      Consumer<String> progress) {
    this.judged = judged;
    this.original = original;
    this.changed = changed;
    this.softmax = softmax;
    this.progress = progress;
    this.told = System.nanoTime();
  }

  /**
   * For nets made from this one.
   *
   * @param progress is told now and then what is found
   * @throws ArithmeticException if the net's scores are infinite or no numbers
   */
  public static NetCalibration of(Model model, Judged by, Consumer<String> progress)
      throws IOException {
    Answers answers = answers(model, by.scored());
    if (!Double.isFinite(answers.largest())) {
      throw new ArithmeticException(
          "the outputs overflow: on "
              + by.scored().count()
              + " inputs, expected finite scores, found some that are infinite or no numbers");
    }
    int[] labels = by.seen() ? answers.rightOf(by.labels()) : by.labels();
    Judged judged =
        new Judged(by.scored(), labels, by.seen(), by.looked(), by.mostValues(), by.error());
    return new NetCalibration(judged, answers, answers, endsInSoftmax(model), progress);
  }

  /** The same with losses measured from a net that was made from the first. */
  public NetCalibration from(Model other) throws IOException {
    return new NetCalibration(judged, original, answers(other, judged.scored()), softmax, progress);
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

  /** The answers of a net in our runtime, on all processors. */
  public static Answers answers(Model model, Inputs inputs) throws IOException {
    try (LoadedNet net = SparseVdNet.parallel(SparseModel.of(model))) {
      return inputs.answers(net);
    }
  }

  private static Answers unchecked(Model model, Inputs inputs) {
    try {
      return answers(model, inputs);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Score score(Model model) {
    Answers answers = unchecked(model, judged.scored());
    boolean labelled = judged.labelled();
    double percent =
        labelled
            ? answers.errorPercent(judged.labels())
            : judged.error() != null
                ? judged.error().applyAsDouble(answers)
                : answers.changePercent(original);
    tell(
        String.format(
            Locale.ROOT,
            "%s %.2f %% on %d inputs",
            labelled || judged.error() != null ? "error" : "difference of the outputs",
            percent,
            answers.count()));
    return new Score(percent, labelled ? divergence(answers) : squared(answers));
  }

  private double divergence(Answers answers) {
    return softmax
        ? answers.logarithms().divergence(changed.logarithms())
        : answers.divergence(changed);
  }

  private double squared(Answers answers) {
    double share = answers.changePercent(changed) / PERCENT;
    return share * share;
  }

  /** A search tries more nets than anyone wants to read about. */
  private void tell(String what) {
    if (System.nanoTime() - told > NANOS_BETWEEN_LINES) {
      progress.accept(what);
      told = System.nanoTime();
    }
  }

  /** As many at once as fit. */
  @Override
  public Map<String, float[][]> values(Model model, List<String> names, int most) {
    Map<String, float[][]> values = new LinkedHashMap<>();
    int count = Math.min(most, judged.looked().count());
    Inputs inputs = judged.looked().some(0, count);
    for (int from = 0; from < names.size(); ) {
      long size = model.shape(names.get(from)).size();
      int end = from + 1;
      while (end < names.size()
          && (size + model.shape(names.get(end)).size()) * count <= judged.mostValues()) {
        size += model.shape(names.get(end++)).size();
      }
      tell("looking at values, " + end + " of " + names.size());
      split(model, names.subList(from, end), inputs, values);
      from = end;
    }
    return values;
  }

  private static void split(
      Model model, List<String> names, Inputs inputs, Map<String, float[][]> values) {
    Answers answers = unchecked(Probe.of(model, names), inputs);
    int at = 0;
    for (String name : names) {
      int size = model.shape(name).size();
      float[][] parts = new float[inputs.count()][];
      for (int i = 0; i < parts.length; i++) {
        int start = i * answers.classes() + at;
        parts[i] = Arrays.copyOfRange(answers.values(), start, start + size);
      }
      values.put(name, parts);
      at += size;
    }
  }

  /** The first of them. */
  @Override
  public Calibration scoring(int most) {
    int count = Math.min(most, judged.scored().count());
    if (count == judged.scored().count()) {
      return this;
    }
    int[] labels = judged.labelled() ? Arrays.copyOf(judged.labels(), count) : new int[0];
    Inputs some = judged.scored().some(0, count);
    Judged fewer =
        new Judged(
            some, labels, judged.seen(), judged.looked(), judged.mostValues(), judged.error());
    return new NetCalibration(
        fewer, original.first(count), changed.first(count), softmax, progress);
  }

  /** As many as fit where a layer reads most. */
  @Override
  public Walk walk() {
    return new Walk() {
      private CallWalk walk;

      @Override
      public List<Seen> to(Model model, String value) {
        walk = walk == null ? new CallWalk(model, calls(model)) : walk;
        tell("looking at what " + value + " is");
        return walk.to(model, value);
      }
    };
  }

  private List<Map<String, Value>> calls(Model model) {
    int largest = model.inputShape().size();
    for (Node node : model.nodes()) {
      if (node.op() instanceof Op.Weighted) {
        largest = Math.max(largest, model.shape(node.inputs().get(0)).size());
      }
    }
    Inputs looked = judged.looked();
    int count = Math.max(1, Math.min(looked.count(), judged.mostValues() / 2 / largest));
    int batch = Math.max(1, Math.min(Inputs.BATCH, count / BATCHES));
    return looked.some(0, count).calls(Model.INPUT, model.inputShape(), batch);
  }

  @Override
  public float[][] outputs(Model model) {
    Inputs looked = judged.looked();
    int most = Math.max(1, judged.mostValues() / model.outputShape().size());
    Answers answers = unchecked(model, looked.some(0, Math.min(most, looked.count())));
    tell("looking at what the layers read of " + answers.count() + " inputs");
    float[][] outputs = new float[answers.count()][];
    for (int i = 0; i < outputs.length; i++) {
      int from = i * answers.classes();
      outputs[i] = Arrays.copyOfRange(answers.values(), from, from + answers.classes());
    }
    return outputs;
  }
}

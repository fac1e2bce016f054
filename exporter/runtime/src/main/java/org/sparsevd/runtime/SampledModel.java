package org.sparsevd.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.sparsevd.compress.Answers;
import org.sparsevd.format.FormatException;
import org.sparsevd.format.SpvdFile;
import org.sparsevd.format.UncertainModel;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.tensor.Shape;
import org.sparsevd.tensor.SparseTensor;
import org.sparsevd.tensor.Tensor;

/**
 * A classifier whose weights are normal distributions, run with several draws of all weights.
 *
 * <p>A draw is a function of seed and number, so the same inputs always get the same answers.
 * Immutable and safe to share between threads. Each call draws the weights anew, one draw at a
 * time, so it is best asked for many inputs at once.
 */
public final class SampledModel {
  /** Most draws. */
  public static final int MOST_SAMPLES = 10_000;

  private static final long GOLDEN = 0x9e3779b97f4a7c15L;

  private final UncertainModel uncertain;
  private final int samples;
  private final long seed;

  private SampledModel(UncertainModel uncertain, int samples, long seed) {
    if (samples < 1 || samples > MOST_SAMPLES) {
      throw new IllegalArgumentException(
          "samples must be 1 to " + MOST_SAMPLES + ", found " + samples);
    }
    if (uncertain.deviations().isEmpty()) {
      throw new IllegalArgumentException(
          "model '" + uncertain.model().name() + "' has no deviations of its weights to draw by");
    }
    this.uncertain = uncertain;
    this.samples = samples;
    this.seed = seed;
  }

  /**
   * A model in memory.
   *
   * @param samples draws for each input, 1 to {@value #MOST_SAMPLES}
   * @throws IllegalArgumentException if there are more or fewer, or no weight has a deviation
   */
  public static SampledModel of(UncertainModel uncertain, int samples, long seed) {
    return new SampledModel(uncertain, samples, seed);
  }

  /**
   * Loads a {@code .spvd} file with deviations of its weights.
   *
   * @throws FormatException if it is damaged, or has none
   * @throws IOException if it cannot be read
   */
  public static SampledModel load(Path file, int samples, long seed) throws IOException {
    UncertainModel read = SpvdFile.decodeUncertain(Files.readAllBytes(file));
    if (read.deviations().isEmpty()) {
      throw new FormatException("body", 0, "the file keeps no deviations of its weights");
    }
    return new SampledModel(read, samples, seed);
  }

  /** Such as {@code [1, 28, 28]}. */
  public Shape inputShape() {
    return uncertain.model().inputShape();
  }

  /**
   * What the draws say of inputs.
   *
   * @param inputs {@code [count, elements]}
   * @throws IllegalArgumentException if there are fewer numbers than that
   */
  public List<Prediction> run(float[] inputs, int count) {
    return run(count, (session, scores) -> session.run(inputs, count, scores));
  }

  /** The same for raw pixels, which enter as 0 to 255. */
  public List<Prediction> run(byte[] pixels, int count) {
    return run(count, (session, scores) -> session.run(pixels, count, scores));
  }

  /** Runs a session on the inputs at hand. */
  private interface Call {
    void run(Session session, float[] scores);
  }

  private List<Prediction> run(int count, Call call) {
    int classes = uncertain.model().outputShape().size();
    float[] scores = new float[Math.multiplyExact(count, classes)];
    double[] sums = new double[scores.length];
    double[] squares = new double[scores.length];
    double[] entropies = new double[count];
    for (int draw = 0; draw < samples; draw++) {
      call.run(SparseModel.of(drawn(draw)).newSession(), scores);
      Answers answers = new Answers(scores, classes);
      for (int i = 0; i < count; i++) {
        double[] shares = answers.probabilities(i);
        entropies[i] += Prediction.entropy(shares) / samples;
        for (int c = 0; c < classes; c++) {
          sums[i * classes + c] += shares[c];
          squares[i * classes + c] += shares[c] * shares[c];
        }
      }
    }
    List<Prediction> predictions = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      predictions.add(prediction(sums, squares, i * classes, classes, entropies[i]));
    }
    return predictions;
  }

  private Prediction prediction(
      double[] sums, double[] squares, int from, int classes, double expectedEntropy) {
    double[] mean = new double[classes];
    double[] deviation = new double[classes];
    for (int c = 0; c < classes; c++) {
      mean[c] = sums[from + c] / samples;
      double variance = squares[from + c] / samples - mean[c] * mean[c];
      deviation[c] = Math.sqrt(Math.max(0, variance));
    }
    return new Prediction(mean, deviation, Prediction.entropy(mean), expectedEntropy);
  }

  /** The model with all weights drawn. */
  Model drawn(int draw) {
    Random random = new Random(mixed(seed + (draw + 1) * GOLDEN));
    List<Node> nodes = new ArrayList<>();
    for (Node node : uncertain.model().nodes()) {
      Tensor deviations = uncertain.deviations().get(node.name());
      boolean certain = deviations == null || !(node.op() instanceof Op.Weighted);
      nodes.add(certain ? node : drawn(node, deviations, random));
    }
    Model model = uncertain.model();
    return model.withNodes(nodes, model.outputs()).withOnly(Map.of());
  }

  private static Node drawn(Node node, Tensor deviations, Random random) {
    Op.Weighted layer = (Op.Weighted) node.op();
    SparseTensor weight = SparseTensor.of(layer.weight());
    float[] spread = deviations.toArray();
    float[] values = weight.values();
    for (int row = 0; row < weight.rows(); row++) {
      for (int i = weight.rowPointer(row); i < weight.rowPointer(row + 1); i++) {
        float deviation = spread[row * weight.columns() + weight.column(i)];
        values[i] += (float) (deviation * random.nextGaussian());
      }
    }
    SparseTensor drawn =
        new SparseTensor(weight.shape(), weight.rowPointers(), weight.columnIndices(), values);
    return node.with(layer.with(drawn, layer.bias()));
  }

  /** Far apart for neighbouring numbers (Steele et al. 2014, figure 16). */
  private static long mixed(long value) {
    long z = (value ^ value >>> 30) * 0xbf58476d1ce4e5b9L;
    z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
    return z ^ z >>> 31;
  }
}

package org.sparsevd.nets;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.sparsevd.compress.Answers;
import org.sparsevd.compress.Calibration;
import org.sparsevd.compress.Walk;
import org.sparsevd.model.Model;
import org.sparsevd.runtime.Session;
import org.sparsevd.runtime.SparseModel;
import org.sparsevd.runtime.Value;
import org.sparsevd.tensor.ElementType;
import org.sparsevd.tensor.Shape;

/**
 * Nets of any inputs and outputs, made from another one, judged by how much their outputs differ
 * from those that the other had on some calls. The last calls judge; the others, or all if there is
 * but one, are what layers are looked at on.
 */
public final class CallCalibration implements Calibration {
  /** Lines that the layers of a net are looked at on, all calls together. */
  private static final int LINES = 2048;

  private static final double PERCENT = 100;

  private final List<Map<String, Value>> scored;
  private final List<Map<String, Value>> looked;
  private final SparseModel net;

  /** What the net returns for the calls that judge. */
  private final List<Map<String, Value>> had;

  private final Map<String, Answers> original;
  private final Consumer<String> progress;

  private CallCalibration(
      SparseModel net,
      List<Map<String, Value>> scored,
      List<Map<String, Value>> looked,
      List<Map<String, Value>> had,
      Consumer<String> progress) {
    this.net = net;
    this.scored = scored;
    this.looked = looked;
    this.had = had;
    this.original = answers(had);
    this.progress = progress;
  }

  /**
   * For nets made from this one.
   *
   * @param calls values of all inputs by name, from 1 call on
   * @param judging how many of the last calls judge
   * @param progress is told now and then what is found
   * @throws IllegalArgumentException if the net does not take a call; the message says why
   */
  public static CallCalibration of(
      Model model, List<Map<String, Value>> calls, int judging, Consumer<String> progress) {
    int from = Math.max(0, calls.size() - judging);
    List<Map<String, Value>> scored = calls.subList(from, calls.size());
    List<Map<String, Value>> looked = from == 0 ? calls : calls.subList(0, from);
    SparseModel net = SparseModel.of(model);
    return new CallCalibration(net, scored, looked, outputs(net, scored), progress);
  }

  /** Calls that judge. */
  public int judging() {
    return scored.size();
  }

  /** Calls on which layers are looked at. */
  public int looking() {
    return looked.size();
  }

  /** The outputs of floats of some calls, each line of the last dimension an answer. */
  private static Map<String, Answers> answers(List<Map<String, Value>> returned) {
    Map<String, List<float[]>> parts = new LinkedHashMap<>();
    Map<String, Integer> widths = new LinkedHashMap<>();
    for (Map<String, Value> outputs : returned) {
      outputs.forEach(
          (name, value) -> {
            if (value.type() == ElementType.FLOAT) {
              int rank = value.shape().rank();
              widths.put(name, rank == 0 ? 1 : value.shape().dim(rank - 1));
              parts.computeIfAbsent(name, key -> new ArrayList<>()).add(value.floats());
            }
          });
    }
    Map<String, Answers> answers = new LinkedHashMap<>();
    parts.forEach((name, all) -> answers.put(name, new Answers(joined(all), widths.get(name))));
    return answers;
  }

  /** What a model returns for each call, on all processors. */
  private static List<Map<String, Value>> outputs(SparseModel net, List<Map<String, Value>> calls) {
    int shares = Math.min(calls.size(), Runtime.getRuntime().availableProcessors());
    List<Map<String, Value>> outputs = new ArrayList<>(Collections.nCopies(calls.size(), null));
    IntStream.range(0, shares)
        .parallel()
        .forEach(
            share -> {
              Session session = net.newSession();
              for (int i = share; i < calls.size(); i += shares) {
                outputs.set(i, session.run(calls.get(i)));
              }
            });
    return outputs;
  }

  /**
   * How alike each output of a net is to that of the first one: the mean over calls and entries of
   * the cosine. Of tokens, and of any other lines of an entry, the mean counts.
   */
  public Map<String, Double> similarities(Model model) {
    Map<String, Double> similarities = new LinkedHashMap<>();
    cosines(model).forEach((name, all) -> similarities.put(name, all.getAverage()));
    return similarities;
  }

  /**
   * The same, each less a standard error of the mean: other calls may be less alike than those that
   * choose.
   */
  public Map<String, Double> cautiousSimilarities(Model model) {
    Map<String, Double> similarities = new LinkedHashMap<>();
    cosines(model)
        .forEach((name, all) -> similarities.put(name, all.getAverage() - all.standardError()));
    return similarities;
  }

  private Map<String, Cosines> cosines(Model model) {
    Map<String, Cosines> cosines = new LinkedHashMap<>();
    List<Map<String, Value>> has = outputs(net.with(model), scored);
    for (String name : original.keySet()) {
      Cosines all = new Cosines();
      for (int call = 0; call < had.size(); call++) {
        double[][] a = means(had.get(call).get(name));
        double[][] b = means(has.get(call).get(name));
        for (int entry = 0; entry < a.length; entry++) {
          all.accept(cosine(a[entry], b[entry]));
        }
      }
      cosines.put(name, all);
    }
    return cosines;
  }

  /** Cosines, and how sure their mean is. */
  private static final class Cosines extends DoubleSummaryStatistics {
    private double squares;

    @Override
    public void accept(double cosine) {
      super.accept(cosine);
      squares += (1 - cosine) * (1 - cosine);
    }

    /** Of the mean; 0 of one cosine, which tells nothing about others. */
    double standardError() {
      long count = getCount();
      double distance = 1 - getAverage();
      double variance = (squares - count * distance * distance) / Math.max(1, count - 1);
      return count < 2 ? 0 : Math.sqrt(Math.max(0, variance) / count);
    }
  }

  /** The mean of the lines of each entry. */
  private static double[][] means(Value value) {
    int rank = value.shape().rank();
    int entries = rank < 2 ? 1 : value.shape().dim(0);
    int width = rank == 0 ? 1 : value.shape().dim(rank - 1);
    double[][] means = new double[entries][width];
    float[] floats = value.floats();
    int each = floats.length / entries;
    for (int i = 0; i < floats.length; i++) {
      means[i / each][i % width] += floats[i];
    }
    return means;
  }

  /** The cosine of two vectors; that of nothing with nothing is 1, with anything else 0. */
  public static double cosine(double[] a, double[] b) {
    double product = 0;
    double squaresA = 0;
    double squaresB = 0;
    for (int i = 0; i < a.length; i++) {
      product += a[i] * b[i];
      squaresA += a[i] * a[i];
      squaresB += b[i] * b[i];
    }
    double sizes = Math.sqrt(squaresA * squaresB);
    return sizes == 0 ? squaresA == squaresB ? 1 : 0 : product / sizes;
  }

  private static float[] joined(List<float[]> parts) {
    int size = 0;
    for (float[] part : parts) {
      size = Math.addExact(size, part.length);
    }
    float[] all = new float[size];
    int at = 0;
    for (float[] part : parts) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return all;
  }

  /**
   * How far each output of a net is from that of the first one: root mean square, in percent of
   * that of the first one's elements.
   */
  public Map<String, Double> differences(Model model) {
    Map<String, Double> differences = new LinkedHashMap<>();
    answers(outputs(net.with(model), scored))
        .forEach((name, now) -> differences.put(name, now.differencePercent(original.get(name))));
    return differences;
  }

  /** The mean over all outputs of how much they differ. */
  @Override
  public Score score(Model model) {
    double sum = 0;
    Map<String, Double> differences = differences(model);
    for (double difference : differences.values()) {
      sum += difference;
    }
    double mean = differences.isEmpty() ? 0 : sum / differences.size();
    return new Score(mean, mean * mean / PERCENT / PERCENT);
  }

  @Override
  public Walk walk() {
    return new Walk() {
      private CallWalk walk;

      @Override
      public List<Seen> to(Model model, String value) {
        walk = walk == null ? new CallWalk(model, looked) : walk;
        progress.accept("looking at what " + value + " is");
        return walk.to(model, value);
      }
    };
  }

  @Override
  public float[][] outputs(Model model) {
    String name = model.outputs().get(0).name();
    progress.accept("looking at " + name);
    Session session = SparseModel.of(model).newSession();
    float[][] outputs = new float[looked.size()][];
    for (int i = 0; i < outputs.length; i++) {
      outputs[i] = session.run(looked.get(i)).get(name).floats().clone();
    }
    return outputs;
  }

  /** All of them from one run of a call. */
  @Override
  public Map<String, float[][]> values(Model model, List<String> names, int most) {
    List<Model.Output> outputs = names.stream().map(n -> new Model.Output(n, n)).toList();
    progress.accept("looking at " + names.size() + " values");
    Session session = SparseModel.of(model.withNodes(model.nodes(), outputs)).newSession();
    int count = Math.min(most, looked.size());
    Map<String, float[][]> values = new LinkedHashMap<>();
    names.forEach(name -> values.put(name, new float[count][]));
    for (int i = 0; i < count; i++) {
      int call = i;
      session.run(looked.get(i)).forEach((n, v) -> values.get(n)[call] = v.floats().clone());
    }
    return values;
  }

  /** Those of the commonest shapes: each other shape has to be prepared for anew. */
  @Override
  public Calibration scoring(int most) {
    if (most >= scored.size()) {
      return this;
    }
    Map<List<Shape>, List<Map<String, Value>>> alike = new LinkedHashMap<>();
    for (Map<String, Value> call : scored) {
      List<Shape> shapes = call.values().stream().map(Value::shape).toList();
      alike.computeIfAbsent(shapes, key -> new ArrayList<>()).add(call);
    }
    List<Map<String, Value>> some = new ArrayList<>();
    alike.values().stream()
        .sorted(Comparator.comparingInt(calls -> -calls.size()))
        .forEach(some::addAll);
    List<Map<String, Value>> first = some.subList(0, most);
    return new CallCalibration(net, first, looked, outputs(net, first), progress);
  }

  @Override
  public int places() {
    return Math.max(Calibration.super.places(), LINES / looked.size());
  }
}

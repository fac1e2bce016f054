package org.sparsevd.cli.serve;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sparsevd.cli.json.Json;
import org.sparsevd.cli.json.JsonException;
import org.sparsevd.cli.uncertain.SampledRun;
import org.sparsevd.compress.Answers;
import org.sparsevd.model.Model;
import org.sparsevd.report.JsonReport;
import org.sparsevd.runtime.SampledModel;
import org.sparsevd.runtime.Session;
import org.sparsevd.runtime.SparseModel;

/** A net from one array of floats to one: images, rows of tables. */
final class ArrayNet implements ServedNet {
  private static final int MOST_INPUTS = 1024;

  /** Runs whose median time is told with details, if they take no longer than this together. */
  private static final int REPEATED = 101;

  private static final long MOST_NANOS = 20_000_000;
  private static final double NANOS_PER_MICRO = 1e3;

  private final SparseModel model;
  private final SampledModel drawn;
  private final int samples;
  private final Model weights;
  private final Session session;

  /**
   * A net.
   *
   * @param drawn the same with drawn weights, or null
   * @param weights the same with its weights, or null where it would take long to look at them
   */
  ArrayNet(SparseModel model, SampledModel drawn, int samples, Model weights) {
    this.model = model;
    this.drawn = drawn;
    this.samples = samples;
    this.weights = weights;
    this.session = model.newSession();
  }

  @Override
  public ServedNet copy() {
    return new ArrayNet(model, drawn, samples, weights);
  }

  @Override
  public Map<String, Object> about() {
    Map<String, Object> about = new LinkedHashMap<>();
    about.put("takes", model.inputShape().toArray());
    about.put("gives", model.outputShape().toArray());
    about.put("samples", drawn == null ? 0 : samples);
    return about;
  }

  @Override
  public TryPage page() {
    int[] sides = DrawingField.sides(model.inputShape());
    Map<String, String> values = new LinkedHashMap<>();
    values.put("takes", model.inputShape().toString());
    values.put("gives", model.outputShape().toString());
    if (sides == null || model.outputSize() < 2) {
      float[] zeros = new float[model.inputSize()];
      values.put("example", JsonReport.line(Map.of("inputs", List.of(zeros))));
      return new TryPage("request", values);
    }
    values.put("height", String.valueOf(sides[0]));
    values.put("width", String.valueOf(sides[1]));
    return new TryPage("drawing", values);
  }

  @Override
  public void warmUp() {
    session.run(new byte[model.inputSize()], 1, new float[model.outputSize()]);
  }

  @Override
  public Map<String, Object> predict(Body body, boolean detail) throws JsonException, Refusal {
    float[] inputs =
        switch (body.kind()) {
          case JSON -> numbers(body.json());
          case BYTES -> pixels(body.bytes());
          case TEXT -> throw body.unwanted("application/json or application/octet-stream");
        };
    int count = inputs.length / model.inputSize();
    if (detail && count > 1) {
      throw new Refusal(Refusal.BAD_REQUEST, "detail=true takes one input, found " + count);
    }
    float[] scores = new float[count * model.outputSize()];
    double micros = run(inputs, count, scores, detail ? REPEATED : 1);
    Answers answers = new Answers(scores, model.outputSize());
    List<Map<String, Object>> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(json(answers, i));
    }
    if (detail) {
      addDetail(all.get(0), inputs);
    }
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("answers", all);
    result.put("microseconds", micros);
    return result;
  }

  /** Runs the net; the median of the times, in microseconds. */
  private double run(float[] inputs, int count, float[] scores, int times) {
    List<Long> nanos = new ArrayList<>();
    long first = System.nanoTime();
    long start = first;
    for (int i = 0; i < times && start - first <= MOST_NANOS; i++) {
      session.run(inputs, count, scores);
      long end = System.nanoTime();
      nanos.add(end - start);
      start = end;
    }
    Collections.sort(nanos);
    return nanos.get(nanos.size() / 2) / NANOS_PER_MICRO;
  }

  private static Map<String, Object> json(Answers answers, int input) {
    Map<String, Object> json = new LinkedHashMap<>();
    int classes = answers.classes();
    float[] scores = new float[classes];
    System.arraycopy(answers.values(), input * classes, scores, 0, classes);
    if (classes > 1) {
      json.put("class", answers.top1(input));
      json.put("probabilities", answers.probabilities(input));
    }
    json.put("scores", scores);
    return json;
  }

  private void addDetail(Map<String, Object> answer, float[] input) {
    if (drawn != null) {
      Map<String, Object> certainty = SampledRun.json(drawn.run(input, 1).get(0));
      certainty.put("samples", samples);
      answer.put("certainty", certainty);
    }
    if (weights != null) {
      answer.put("weights", WeightsInUse.of(weights, input));
    }
  }

  private float[] pixels(byte[] bytes) throws Refusal {
    int size = model.inputSize();
    if (bytes.length == 0 || bytes.length % size != 0 || bytes.length / size > MOST_INPUTS) {
      throw new Refusal(
          Refusal.BAD_REQUEST,
          "expected " + wanted() + " of " + size + " bytes each, found " + bytes.length + " bytes");
    }
    float[] pixels = new float[bytes.length];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = bytes[i] & 0xff;
    }
    return pixels;
  }

  private static String wanted() {
    return "1 to " + MOST_INPUTS + " inputs";
  }

  private float[] numbers(Json body) throws JsonException {
    Map<String, Json> fields = body.fields("a request", "inputs");
    Json list = body.required(fields, "inputs");
    List<Json> inputs = list.elements("the inputs");
    if (inputs.isEmpty() || inputs.size() > MOST_INPUTS) {
      throw list.problem("expected " + wanted() + ", found " + inputs.size());
    }
    int size = model.inputSize();
    for (Json input : inputs) {
      int found = input.elements("an input").size();
      if (found != size) {
        throw input.problem("expected an input of " + size + " numbers, found " + found);
      }
    }
    float[] numbers = new float[inputs.size() * size];
    int at = 0;
    for (Json input : inputs) {
      for (Json number : input.elements("an input")) {
        numbers[at++] = (float) number.number("an element", -Float.MAX_VALUE, Float.MAX_VALUE);
      }
    }
    return numbers;
  }
}

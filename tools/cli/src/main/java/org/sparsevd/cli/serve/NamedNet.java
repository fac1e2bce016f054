package org.sparsevd.cli.serve;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.sparsevd.cli.io.ValueNumbers;
import org.sparsevd.cli.json.Json;
import org.sparsevd.cli.json.JsonException;
import org.sparsevd.report.JsonReport;
import org.sparsevd.runtime.Session;
import org.sparsevd.runtime.SparseModel;
import org.sparsevd.runtime.Value;
import org.sparsevd.runtime.ValueInfo;
import org.sparsevd.tensor.ElementType;

/** A net of any inputs and outputs, by name. */
final class NamedNet implements ServedNet {
  private static final int MOST_EXTENT = 1 << 24;
  private static final int MOST_RANK = 16;
  private static final double NANOS_PER_MICRO = 1e3;

  /** Larger answers would be texts of many megabytes. */
  private static final int MOST_ELEMENTS = 1 << 20;

  private final SparseModel model;
  private final Session session;

  NamedNet(SparseModel model) {
    this.model = model;
    this.session = model.newSession();
  }

  @Override
  public ServedNet copy() {
    return new NamedNet(model);
  }

  @Override
  public Map<String, Object> about() {
    Map<String, Object> about = new LinkedHashMap<>();
    about.put("takes", model.inputs().stream().map(ValueInfo::toString).toList());
    about.put("gives", model.outputs().stream().map(ValueInfo::toString).toList());
    return about;
  }

  @Override
  public TryPage page() {
    Map<String, Object> inputs = new LinkedHashMap<>();
    for (ValueInfo input : model.inputs()) {
      int[] ones = new int[input.shape().rank()];
      Arrays.fill(ones, 1);
      boolean truth = input.type() == ElementType.BOOL;
      inputs.put(input.name(), Map.of("shape", ones, "values", List.of(truth ? (Object) true : 1)));
    }
    Map<String, String> values = new LinkedHashMap<>();
    values.put("takes", model.inputs().toString());
    values.put("gives", model.outputs().toString());
    values.put("example", JsonReport.line(Map.of("inputs", inputs)));
    return new TryPage("request", values);
  }

  /** Does nothing: which shapes will come is not known. */
  @Override
  public void warmUp() {}

  @Override
  public Map<String, Object> predict(Body body, boolean detail) throws JsonException, Refusal {
    if (body.kind() != Body.Kind.JSON) {
      throw body.unwanted("application/json");
    }
    Json json = body.json();
    Json named = json.required(json.fields("a request", "inputs"), "inputs");
    String[] names = model.inputs().stream().map(ValueInfo::name).toArray(String[]::new);
    Map<String, Json> fields = named.fields("inputs", names);
    Map<String, Value> inputs = new LinkedHashMap<>();
    for (ValueInfo input : model.inputs()) {
      inputs.put(input.name(), value(named.required(fields, input.name()), input));
    }
    long start = System.nanoTime();
    Map<String, Value> outputs;
    try {
      outputs = session.run(inputs);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new Refusal(Refusal.BAD_REQUEST, "body: " + e.getMessage());
    }
    double micros = (System.nanoTime() - start) / NANOS_PER_MICRO;
    Map<String, Object> all = new LinkedHashMap<>();
    for (Map.Entry<String, Value> output : outputs.entrySet()) {
      all.put(output.getKey(), json(output.getKey(), output.getValue()));
    }
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("outputs", all);
    result.put("microseconds", micros);
    return result;
  }

  private static Map<String, Object> json(String name, Value value) throws Refusal {
    if (value.shape().size() > MOST_ELEMENTS) {
      throw new Refusal(
          Refusal.TOO_LARGE,
          "output '"
              + name
              + "' is "
              + value
              + ", expected at most "
              + MOST_ELEMENTS
              + " elements");
    }
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("type", value.type().name().toLowerCase(Locale.ROOT));
    fields.put("shape", value.shape().toArray());
    fields.put("values", ValueNumbers.of(value));
    return fields;
  }

  private static Value value(Json json, ValueInfo input) throws JsonException {
    Map<String, Json> fields = json.fields("input '" + input.name() + "'", "shape", "values");
    List<Json> extents = json.required(fields, "shape").elements("a shape");
    if (extents.size() > MOST_RANK) {
      throw fields.get("shape").problem("expected at most " + MOST_RANK + " extents");
    }
    int[] shape = new int[extents.size()];
    for (int i = 0; i < shape.length; i++) {
      shape[i] = extents.get(i).integer("an extent", 0, MOST_EXTENT);
    }
    Json list = json.required(fields, "values");
    List<Json> values = list.elements("the values");
    try {
      return elements(values, input, shape);
    } catch (IllegalArgumentException e) {
      throw list.problem("input '" + input.name() + "': " + e.getMessage());
    }
  }

  private static Value elements(List<Json> values, ValueInfo input, int[] shape)
      throws JsonException {
    return switch (input.type()) {
      case FLOAT -> {
        float[] floats = new float[values.size()];
        for (int i = 0; i < floats.length; i++) {
          floats[i] = (float) values.get(i).number("an element", -Float.MAX_VALUE, Float.MAX_VALUE);
        }
        yield Value.of(floats, shape);
      }
      case BOOL -> {
        boolean[] truths = new boolean[values.size()];
        for (int i = 0; i < truths.length; i++) {
          truths[i] = values.get(i).flag("an element");
        }
        yield Value.of(truths, shape);
      }
      case UINT8 -> {
        byte[] bytes = new byte[values.size()];
        for (int i = 0; i < bytes.length; i++) {
          bytes[i] = (byte) values.get(i).integer("an element", 0, 255);
        }
        yield Value.of(bytes, shape);
      }
      case INT32 -> Value.of(whole(values), shape);
      case INT64 -> {
        int[] whole = whole(values);
        long[] longs = new long[whole.length];
        for (int i = 0; i < longs.length; i++) {
          longs[i] = whole[i];
        }
        yield Value.of(longs, shape);
      }
    };
  }

  /** Whole numbers, which every type of them holds. */
  private static int[] whole(List<Json> values) throws JsonException {
    int[] whole = new int[values.size()];
    for (int i = 0; i < whole.length; i++) {
      whole[i] = values.get(i).integer("an element", -MOST_EXTENT, MOST_EXTENT);
    }
    return whole;
  }
}

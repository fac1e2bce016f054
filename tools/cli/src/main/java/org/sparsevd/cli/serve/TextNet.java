package org.sparsevd.cli.serve;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sparsevd.cli.json.Json;
import org.sparsevd.cli.json.JsonException;
import org.sparsevd.text.TextEncoder;

/** A net that makes vectors of texts. */
final class TextNet implements ServedNet {
  private static final int MOST_TEXTS = 32;
  private static final double NANOS_PER_MICRO = 1e3;

  private final TextEncoder encoder;

  TextNet(TextEncoder encoder) {
    this.encoder = encoder;
  }

  @Override
  public ServedNet copy() {
    return new TextNet(encoder.copy());
  }

  @Override
  public Map<String, Object> about() {
    return Map.of("takes", "texts", "gives", "vectors");
  }

  @Override
  public TryPage page() {
    return new TryPage("texts", Map.of());
  }

  @Override
  public void warmUp() {
    encoder.embed("A man is eating.");
  }

  @Override
  public Map<String, Object> predict(Body body, boolean detail) throws JsonException, Refusal {
    List<String> texts =
        switch (body.kind()) {
          case JSON -> texts(body.json());
          case TEXT -> List.of(body.text());
          case BYTES -> throw body.unwanted("application/json or text/plain");
        };
    long start = System.nanoTime();
    List<float[]> vectors = new ArrayList<>();
    List<Integer> tokens = new ArrayList<>();
    for (String text : texts) {
      vectors.add(encoder.embed(text));
      tokens.add(encoder.tokens(text).length);
    }
    double micros = (System.nanoTime() - start) / NANOS_PER_MICRO;
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("similarities", similarities(vectors));
    result.put("tokens", tokens);
    result.put("vectors", vectors);
    result.put("microseconds", micros);
    return result;
  }

  private static List<List<Double>> similarities(List<float[]> vectors) {
    List<List<Double>> all = new ArrayList<>();
    for (float[] one : vectors) {
      all.add(vectors.stream().map(other -> TextEncoder.similarity(one, other)).toList());
    }
    return all;
  }

  private static List<String> texts(Json body) throws JsonException {
    Map<String, Json> fields = body.fields("a request", "texts");
    Json list = body.required(fields, "texts");
    List<Json> elements = list.elements("the texts");
    if (elements.isEmpty() || elements.size() > MOST_TEXTS) {
      throw list.problem("expected 1 to " + MOST_TEXTS + " texts, found " + elements.size());
    }
    List<String> texts = new ArrayList<>();
    for (Json element : elements) {
      texts.add(element.text("a text"));
    }
    return texts;
  }
}

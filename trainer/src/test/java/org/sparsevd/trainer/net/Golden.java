package org.sparsevd.trainer.net;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Golden vectors of a layer from an independent implementation in double precision. Each file's
 * description gives its conventions.
 */
final class Golden {
  private final JsonNode root;

  private Golden(JsonNode root) {
    this.root = root;
  }

  static Golden read(String name) {
    try (InputStream in = Golden.class.getResourceAsStream(name)) {
      return new Golden(new ObjectMapper().readTree(in));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All numbers at a path such as {@code train.grad_W}, in the order of the file. */
  double[] numbers(String path) {
    List<Double> values = new ArrayList<>();
    collect(at(path), values);
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }

  double number(String path) {
    return at(path).doubleValue();
  }

  private JsonNode at(String path) {
    JsonNode node = root;
    for (String key : path.split("\\.")) {
      node = node.isArray() ? node.get(Integer.parseInt(key)) : node.get(key);
    }
    return node;
  }

  private static void collect(JsonNode node, List<Double> into) {
    if (node.isArray()) {
      node.forEach(child -> collect(child, into));
    } else {
      into.add(node.doubleValue());
    }
  }
}

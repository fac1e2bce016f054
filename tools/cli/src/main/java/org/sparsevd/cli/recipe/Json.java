package org.sparsevd.cli.recipe;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** A value in a JSON file that knows where it stands. */
final class Json {
  private static final int MAX_BYTES = 1 << 20;
  private static final int MAX_DEPTH = 20;

  private final Path file;
  private final int line;
  private final Object value;

  /**
   * @param value a map, a list, a string, a number, a boolean or null
   */
  private Json(Path file, int line, Object value) {
    this.file = file;
    this.line = line;
    this.value = value;
  }

  /**
   * Reads a file of one value.
   *
   * @throws RecipeException if it is no JSON, too long or too deep
   */
  static Json read(Path file) throws RecipeException {
    JsonFactory factory =
        JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(
                StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
            .build();
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new RecipeException(
            file + ": expected at most " + MAX_BYTES + " bytes, found " + Files.size(file), null);
      }
      try (JsonParser parser = factory.createParser(Files.readAllBytes(file))) {
        if (parser.nextToken() == null) {
          throw new RecipeException(file + ": expected JSON, found an empty file", null);
        }
        Json root = value(file, parser);
        if (parser.nextToken() != null) {
          throw new Json(file, line(parser), null).problem("expected nothing behind the value");
        }
        return root;
      }
    } catch (RecipeException e) {
      throw e;
    } catch (JsonProcessingException e) {
      String reason = e.getOriginalMessage().replaceAll("\\s*\\R\\s*", " ");
      int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
      throw new RecipeException(file + ":" + line + ": not JSON: " + reason, e);
    } catch (IOException e) {
      throw new RecipeException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  private static int line(JsonParser parser) {
    return parser.currentTokenLocation().getLineNr();
  }

  private static Json value(Path file, JsonParser parser) throws IOException {
    int line = line(parser);
    Object value =
        switch (parser.currentToken()) {
          case START_OBJECT -> {
            Map<String, Json> fields = new LinkedHashMap<>();
            while (parser.nextToken() != JsonToken.END_OBJECT) {
              String name = parser.currentName();
              parser.nextToken();
              fields.put(name, value(file, parser));
            }
            yield fields;
          }
          case START_ARRAY -> {
            List<Json> elements = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
              elements.add(value(file, parser));
            }
            yield elements;
          }
          case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
          case VALUE_TRUE -> Boolean.TRUE;
          case VALUE_FALSE -> Boolean.FALSE;
          case VALUE_NULL -> null;
          default -> parser.getText();
        };
    return new Json(file, line, value);
  }

  /** What is wrong with this value. */
  RecipeException problem(String message) {
    return new RecipeException(
        file + ":" + line + ": " + message.replaceAll("\\p{Cntrl}", "?"), null);
  }

  /** The fields of an object, of which there may be none but the known. */
  Map<String, Json> fields(String what, String... known) throws RecipeException {
    if (!(value instanceof Map<?, ?>)) {
      throw problem("expected " + what + ", an object { ... }, found " + found());
    }
    @SuppressWarnings("unchecked")
    Map<String, Json> fields = (Map<String, Json>) value;
    Set<String> unknown = new TreeSet<>(fields.keySet());
    unknown.removeAll(Set.of(known));
    if (!unknown.isEmpty()) {
      String first = unknown.iterator().next();
      throw fields
          .get(first)
          .problem(what + " has no '" + first + "', expected one of " + String.join(", ", known));
    }
    return fields;
  }

  /** A field that must be there. */
  Json required(Map<String, Json> fields, String name) throws RecipeException {
    Json field = fields.get(name);
    if (field == null) {
      throw problem("expected a field '" + name + "', found none");
    }
    return field;
  }

  boolean isText() {
    return value instanceof String;
  }

  boolean isList() {
    return value instanceof List<?>;
  }

  boolean isNumber() {
    return value instanceof Double;
  }

  List<Json> elements(String what) throws RecipeException {
    if (!(value instanceof List<?>)) {
      throw problem("expected " + what + ", a list [ ... ], found " + found());
    }
    @SuppressWarnings("unchecked")
    List<Json> elements = (List<Json>) value;
    return elements;
  }

  String text(String what) throws RecipeException {
    if (value instanceof String text) {
      return text;
    }
    throw problem("expected " + what + ", a text, found " + found());
  }

  boolean flag(String what) throws RecipeException {
    if (value instanceof Boolean flag) {
      return flag;
    }
    throw problem("expected " + what + ", true or false, found " + found());
  }

  double number(String what, double least, double most) throws RecipeException {
    if (value instanceof Double number && number >= least && number <= most) {
      return number;
    }
    throw problem(
        "expected " + what + ", a number from " + least + " to " + most + ", found " + found());
  }

  int integer(String what, int least, int most) throws RecipeException {
    if (value instanceof Double number
        && number == Math.rint(number)
        && number >= least
        && number <= most) {
      return number.intValue();
    }
    throw problem(
        "expected " + what + ", an integer from " + least + " to " + most + ", found " + found());
  }

  private String found() {
    if (value instanceof Map<?, ?>) {
      return "an object";
    }
    if (value instanceof List<?>) {
      return "a list";
    }
    String text = String.valueOf(value);
    return text.length() > 40 ? text.substring(0, 40) + "..." : text;
  }
}

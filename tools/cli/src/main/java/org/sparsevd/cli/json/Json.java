package org.sparsevd.cli.json;

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

/** A value in JSON that others wrote, which knows where it stands. */
public final class Json {
  private static final int MAX_BYTES = 1 << 20;
  private static final int MAX_DEPTH = 20;

  private final String source;
  private final int line;
  private final Object value;

  /**
   * @param value a map, a list, a string, a number, a boolean or null
   */
  private Json(String source, int line, Object value) {
    this.source = source;
    this.line = line;
    this.value = value;
  }

  /**
   * Reads a file of one value.
   *
   * @throws JsonException if it is no JSON, too long or too deep
   */
  public static Json read(Path file) throws JsonException {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new JsonException(
            file + ": expected at most " + MAX_BYTES + " bytes, found " + Files.size(file), null);
      }
      return read(Files.readAllBytes(file), file.toString(), "file");
    } catch (JsonException e) {
      throw e;
    } catch (IOException e) {
      throw new JsonException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * Reads one value.
   *
   * @param source its name in messages
   * @param kind what an empty one is called
   * @throws JsonException if it is no JSON, or too deep
   */
  public static Json read(byte[] bytes, String source, String kind) throws JsonException {
    JsonFactory factory =
        JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(
                StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
            .build();
    try (JsonParser parser = factory.createParser(bytes)) {
      if (parser.nextToken() == null) {
        throw new JsonException(source + ": expected JSON, found an empty " + kind, null);
      }
      Json root = value(source, parser);
      if (parser.nextToken() != null) {
        throw new Json(source, line(parser), null).problem("expected nothing behind the value");
      }
      return root;
    } catch (JsonException e) {
      throw e;
    } catch (JsonProcessingException e) {
      String reason = e.getOriginalMessage().replaceAll("\\s*\\R\\s*", " ");
      int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
      throw new JsonException(source + ":" + line + ": not JSON: " + reason, e);
    } catch (IOException e) {
      throw new JsonException(source + ": cannot be read: " + e.getMessage(), e);
    }
  }

  private static int line(JsonParser parser) {
    return parser.currentTokenLocation().getLineNr();
  }

  private static Json value(String source, JsonParser parser) throws IOException {
    int line = line(parser);
    Object value =
        switch (parser.currentToken()) {
          case START_OBJECT -> {
            Map<String, Json> fields = new LinkedHashMap<>();
            while (parser.nextToken() != JsonToken.END_OBJECT) {
              String name = parser.currentName();
              parser.nextToken();
              fields.put(name, value(source, parser));
            }
            yield fields;
          }
          case START_ARRAY -> {
            List<Json> elements = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
              elements.add(value(source, parser));
            }
            yield elements;
          }
          case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
          case VALUE_TRUE -> Boolean.TRUE;
          case VALUE_FALSE -> Boolean.FALSE;
          case VALUE_NULL -> null;
          default -> parser.getText();
        };
    return new Json(source, line, value);
  }

  /** What is wrong with this value. */
  public JsonException problem(String message) {
    return new JsonException(
        source + ":" + line + ": " + message.replaceAll("\\p{Cntrl}", "?"), null);
  }

  /** The fields of an object, of which there may be none but the known. */
  public Map<String, Json> fields(String what, String... known) throws JsonException {
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
  public Json required(Map<String, Json> fields, String name) throws JsonException {
    Json field = fields.get(name);
    if (field == null) {
      throw problem("expected a field '" + name + "', found none");
    }
    return field;
  }

  public boolean isText() {
    return value instanceof String;
  }

  public boolean isList() {
    return value instanceof List<?>;
  }

  public boolean isFlag() {
    return value instanceof Boolean;
  }

  public boolean isNumber() {
    return value instanceof Double;
  }

  public List<Json> elements(String what) throws JsonException {
    if (!(value instanceof List<?>)) {
      throw problem("expected " + what + ", a list [ ... ], found " + found());
    }
    @SuppressWarnings("unchecked")
    List<Json> elements = (List<Json>) value;
    return elements;
  }

  public String text(String what) throws JsonException {
    if (value instanceof String text) {
      return text;
    }
    throw problem("expected " + what + ", a text, found " + found());
  }

  public boolean flag(String what) throws JsonException {
    if (value instanceof Boolean flag) {
      return flag;
    }
    throw problem("expected " + what + ", true or false, found " + found());
  }

  public double number(String what, double least, double most) throws JsonException {
    if (value instanceof Double number && number >= least && number <= most) {
      return number;
    }
    throw problem(
        "expected " + what + ", a number from " + least + " to " + most + ", found " + found());
  }

  public int integer(String what, int least, int most) throws JsonException {
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

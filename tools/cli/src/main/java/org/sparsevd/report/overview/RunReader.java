package org.sparsevd.report.overview;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Reads a {@code report.json} that anybody may have written: fields that are not known do not
 * matter, those that are must be what they should.
 */
final class RunReader {
  /** Several times what a run of a thousand epochs has. */
  private static final int LONGEST = 4_000_000;

  private static final int LONGEST_TEXT = 200;

  private final ObjectMapper mapper = new ObjectMapper();

  /**
   * The run of a report.
   *
   * @throws IOException if it is none; the message says why, in one line, without the file
   */
  Run read(Path file, String name) throws IOException {
    byte[] json;
    try (InputStream in = Files.newInputStream(file)) {
      json = in.readNBytes(LONGEST + 1);
    }
    return read(json, file.getParent(), name);
  }

  /** The same of what a file holds that lies in this folder. */
  Run read(byte[] json, Path folder, String name) throws IOException {
    if (json.length > LONGEST) {
      throw new IOException("it is longer than " + LONGEST + " bytes");
    }
    JsonNode report;
    try {
      report = mapper.readTree(json);
    } catch (JsonProcessingException e) {
      // The parser's own words quote the file and name its settings.
      long line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
      throw new IOException("line " + line + " is no JSON, or nested too deep", e);
    }
    JsonNode dataset = field(report, "dataset");
    return new Run(
        name,
        folder,
        text(report, "network"),
        report.has("method") ? text(report, "method") : null,
        text(dataset, "name"),
        text(dataset, "sha256"),
        whole(report, "seed", Long.MIN_VALUE),
        report.has("epochs") ? (int) Math.min(whole(report, "epochs", 0), 1_000_000) : null,
        error(report),
        report.has("parameters")
            ? number(report.get("parameters"), "compression", 0, Double.MAX_VALUE)
            : null,
        bytes(report),
        minutes(report),
        report.has("tool") ? text(report, "tool") : null);
  }

  private static double error(JsonNode report) throws IOException {
    for (JsonNode target : report.path("verification")) {
      if (isCompact(target.path("target"))) {
        return number(target, "testErrorPercent", 0, 100);
      }
    }
    return number(report, "testErrorPercent", 0, 100);
  }

  private static Long bytes(JsonNode report) throws IOException {
    for (JsonNode file : report.path("files")) {
      if (isCompact(file.path("path"))) {
        return whole(file, "bytes", 1);
      }
    }
    return null;
  }

  private static boolean isCompact(JsonNode name) {
    return name.isTextual() && name.textValue().endsWith(".spvd");
  }

  private static Double minutes(JsonNode report) throws IOException {
    if (!report.path("seconds").isObject()) {
      return null;
    }
    double seconds = 0;
    for (String stage : (Iterable<String>) report.get("seconds")::fieldNames) {
      seconds += number(report.get("seconds"), stage, 0, 1e9);
    }
    return seconds / 60;
  }

  private static JsonNode field(JsonNode parent, String name) throws IOException {
    JsonNode field = parent == null ? null : parent.get(name);
    if (field == null) {
      throw new IOException("it has no field '" + clean(name) + "'");
    }
    return field;
  }

  private static String text(JsonNode parent, String name) throws IOException {
    JsonNode field = field(parent, name);
    if (!field.isTextual() || field.textValue().length() > LONGEST_TEXT) {
      throw new IOException(
          "field '" + name + "': expected a text of up to " + LONGEST_TEXT + " characters");
    }
    return clean(field.textValue());
  }

  private static long whole(JsonNode parent, String name, long least) throws IOException {
    JsonNode field = field(parent, name);
    if (!field.canConvertToExactIntegral()
        || !field.canConvertToLong()
        || field.longValue() < least) {
      throw new IOException("field '" + name + "': expected a whole number");
    }
    return field.longValue();
  }

  private static double number(JsonNode parent, String name, double least, double most)
      throws IOException {
    JsonNode field = field(parent, name);
    double value = field.doubleValue();
    if (!field.isNumber() || !(value >= least && value <= most)) {
      throw new IOException("field '" + clean(name) + "': expected a number in its range");
    }
    return value;
  }

  /** Text that does nothing to a terminal. */
  private static String clean(String text) {
    String cut = text.length() > LONGEST_TEXT ? text.substring(0, LONGEST_TEXT) : text;
    return cut.replaceAll("[\\p{Cntrl}\\p{Cf}\\p{Cs}]", "?");
  }
}

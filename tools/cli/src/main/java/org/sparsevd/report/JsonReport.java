package org.sparsevd.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** {@code report.json}: the components of {@link Report} as fields of the same names, UTF-8. */
public final class JsonReport {
  private JsonReport() {}

  public static byte[] encode(Report report) {
    return (Json.pretty(report) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Reads back what {@link #encode} wrote.
   *
   * @throws IOException if it is no such report
   */
  public static Report decode(byte[] json) throws IOException {
    return Json.MAPPER.readValue(json, Report.class);
  }

  /** Any record or map of records as indented JSON, fields in their order, {@code \n} line ends. */
  public static String pretty(Object value) {
    return Json.pretty(value);
  }

  /** Any record or map of records as JSON on one line. */
  public static String line(Object value) {
    return Json.line(value);
  }

  /** Built on first use. */
  private static final class Json {
    static final ObjectMapper MAPPER = new ObjectMapper();

    static String pretty(Object value) {
      DefaultPrettyPrinter printer = new DefaultPrettyPrinter();
      printer.indentObjectsWith(new DefaultIndenter("  ", "\n"));
      try {
        return MAPPER.writer(printer).writeValueAsString(value);
      } catch (JsonProcessingException e) {
        throw new IllegalStateException("cannot be written as JSON: " + value, e);
      }
    }

    static String line(Object value) {
      try {
        return MAPPER.writeValueAsString(value);
      } catch (JsonProcessingException e) {
        throw new IllegalStateException("cannot be written as JSON: " + value, e);
      }
    }
  }
}

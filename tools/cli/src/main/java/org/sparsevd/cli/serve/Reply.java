package org.sparsevd.cli.serve;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.sparsevd.report.JsonReport;

/**
 * What goes back.
 *
 * @param status of HTTP
 * @param headers besides the length
 */
record Reply(int status, Map<String, String> headers, byte[] body) {
  private static final String TYPE = "Content-Type";
  private static final int FINE = 200;

  /** A text of some kind. */
  static Reply of(String type, byte[] body) {
    return new Reply(FINE, Map.of(TYPE, type), body);
  }

  /** JSON of what is fine. */
  static Reply json(Object value) {
    return json(FINE, value, Map.of());
  }

  /** A refusal with its reason; the connection ends, since a body may be left on it. */
  static Reply refusal(Refusal refusal) {
    Map<String, String> more = new HashMap<>(Map.of("Connection", "close"));
    if (refusal.status() == Refusal.BUSY) {
      more.put("Retry-After", "1");
    }
    if (refusal.allowed() != null) {
      more.put("Allow", refusal.allowed());
    }
    return json(refusal.status(), Map.of("error", refusal.getMessage()), more);
  }

  private static Reply json(int status, Object value, Map<String, String> more) {
    Map<String, String> headers = new HashMap<>(more);
    headers.put(TYPE, "application/json");
    byte[] body = (JsonReport.line(value) + "\n").getBytes(StandardCharsets.UTF_8);
    return new Reply(status, headers, body);
  }

  /** Whether more of the request may lie on the connection, which nobody is going to read. */
  boolean ends() {
    return headers.containsKey("Connection");
  }
}

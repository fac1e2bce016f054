package org.sparsevd.benchmarks.rows;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;

/**
 * A ratio that is asked for: their time divided by ours.
 *
 * @param what is compared
 * @param reading finds it in what a command wrote
 */
record Asked(String what, double must, double goal, Reading reading) {
  private static final String OURS = "SparseVD";
  private static final String FLOAT32 = "ONNX Runtime float32";
  private static final String INT8 = "ONNX Runtime int8";
  private static final String ONE_THREAD = "SparseVD, one thread";

  /** Where a ratio stands; NaN where it does not. */
  interface Reading {
    double of(JsonNode result);
  }

  static Asked float32(String what, double must, double goal) {
    return new Asked(what + ", against float32", must, goal, result -> turns(result, FLOAT32));
  }

  static Asked int8(String what, double must, double goal) {
    return new Asked(what + ", against int8", must, goal, result -> turns(result, INT8));
  }

  static Asked oneThread(String what, double must) {
    return new Asked(
        what + ", against one thread", must, must, result -> turns(result, ONE_THREAD));
  }

  /** The first answer of a fresh JVM. */
  static Asked first(String what, double must, double goal) {
    return new Asked(what + ", session and first answer", must, goal, Asked::firstAnswers);
  }

  /** A row of JMH. */
  static Asked calls(String what, String net, String contender, double must, double goal) {
    return new Asked(what, must, goal, result -> calls(result, net, contender, "sparsevdRatio"));
  }

  /** A row of JMH, of our net in 8 bits. */
  static Asked callsInBytes(String what, String net, String contender, double must, double goal) {
    return new Asked(
        what, must, goal, result -> calls(result, net, contender, "sparsevdInt8Ratio"));
  }

  private static double turns(JsonNode result, String contender) {
    for (JsonNode each : result.path("rows").path(0).path("results")) {
      if (each.path("contender").asText().equals(contender)) {
        return each.path("ratio").asDouble(Double.NaN);
      }
    }
    return Double.NaN;
  }

  private static double firstAnswers(JsonNode result) {
    JsonNode firsts = result.path("rows").path(0).path("firsts");
    return firsts.path(FLOAT32).asDouble(Double.NaN) / firsts.path(OURS).asDouble(Double.NaN);
  }

  private static double calls(JsonNode result, String net, String contender, String ratio) {
    for (JsonNode each : result.path("calls")) {
      if (each.path("net").asText().toLowerCase(Locale.ROOT).startsWith(net)
          && each.path("contender").asText().equals(contender)) {
        return each.path(ratio).asDouble(Double.NaN);
      }
    }
    return Double.NaN;
  }

  String reached(double found) {
    if (Double.isNaN(found)) {
      return "not measured";
    }
    return found >= goal ? "goal" : found >= must ? "must" : "missed";
  }
}

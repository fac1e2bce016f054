package org.sparsevd.onnx.write;

import java.util.List;
import org.sparsevd.model.Op;

/** Writes Gelu by its formula, which runtimes of older operator sets know. */
record GeluWriter(NodeParts parts) {

  /** {@code x / 2 (1 + erf(x / sqrt(2)))}, or its approximation (Hendrycks and Gimpel, 2016). */
  Void write(Op.Gelu op) {
    String x = parts.read(0);
    String share =
        op.tanh()
            ? step("tanh", "Tanh", times("slope", inside(x), Math.sqrt(2 / Math.PI)))
            : step("erf", "Erf", times("scaled", x, Math.sqrt(0.5)));
    String above = step("above", "Add", share, parts.scalar("one", 1));
    return parts.end("Mul", List.of(times("half", x, 0.5), above));
  }

  /** {@code x + 0.044715 x^3}. */
  private String inside(String x) {
    String cube = step("cube", "Mul", step("square", "Mul", x, x), x);
    return step("inside", "Add", x, times("share", cube, 0.044715));
  }

  private String times(String what, String value, double factor) {
    return step(what, "Mul", value, parts.scalar(what + ".factor", (float) factor));
  }

  private String step(String what, String opType, String... inputs) {
    return parts.step(what, opType, List.of(inputs));
  }
}

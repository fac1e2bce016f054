package org.sparsevd.benchmarks.inference;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sparsevd.benchmarks.nets.Subject;
import org.sparsevd.benchmarks.nets.UsefulWork;
import org.sparsevd.benchmarks.report.Figures;
import org.sparsevd.benchmarks.report.MarkdownTable;

/** What an inference run found, as tables and as JSON. Ratios are their time divided by ours. */
final class InferenceReport {
  private final Map<String, String> machine;
  private final Map<String, Long> operations = new LinkedHashMap<>();
  private final List<Measurement> measurements = new ArrayList<>();
  private final List<ColdTime> cold = new ArrayList<>();

  InferenceReport(Map<String, String> machine) {
    this.machine = machine;
  }

  void add(Subject subject, List<Measurement> measured) {
    operations.put(subject.name(), UsefulWork.operations(subject.shrunk()));
    measurements.addAll(measured);
  }

  void add(List<ColdTime> times) {
    cold.addAll(times);
  }

  /** Everything, for machines. */
  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("machine", machine);
    json.put("usefulOperations", operations);
    List<Map<String, Object>> rows = new ArrayList<>();
    for (Measurement m : measurements) {
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("net", m.net());
      row.put("batch", m.batch());
      row.put("contender", m.contender().id());
      row.put("nanosecondsPerCall", m.nanoseconds());
      row.put("errorNanoseconds", finite(m.errorNanoseconds()));
      row.put("bytesPerCall", finite(m.bytesPerCall()));
      row.put("sparsevdRatio", finite(ratio(m, ContenderKind.SPARSEVD)));
      row.put("sparsevdScalarRatio", finite(ratio(m, ContenderKind.SPARSEVD_SCALAR)));
      rows.add(row);
    }
    json.put("calls", rows);
    json.put("coldStart", cold);
    return json;
  }

  private static Double finite(double value) {
    return Double.isFinite(value) ? value : null;
  }

  /** The other side's time divided by that of ours for the same net and batch. */
  private double ratio(Measurement theirs, ContenderKind ours) {
    return theirs.nanoseconds() / nanoseconds(theirs, ours);
  }

  private double nanoseconds(Measurement like, ContenderKind kind) {
    for (Measurement m : measurements) {
      if (m.contender() == kind && m.net().equals(like.net()) && m.batch() == like.batch()) {
        return m.nanoseconds();
      }
    }
    return Double.NaN;
  }

  /** For people. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    machine.forEach((name, value) -> text.append(name).append(": ").append(value).append('\n'));
    if (!measurements.isEmpty()) {
      text.append("\nMicroseconds a call, pixels to scores; ratios are theirs / ours\n\n");
      text.append(calls());
    }
    if (!cold.isEmpty()) {
      text.append("\nFresh JVM, milliseconds: load a file and answer once, medians\n\n");
      text.append(coldStarts());
    }
    return text.toString();
  }

  private MarkdownTable calls() {
    MarkdownTable table =
        new MarkdownTable(
            "net, batch",
            "SparseVD",
            "ONNX dense",
            "ratio",
            "ONNX shrunk",
            "ratio",
            "scalar",
            "dense / scalar",
            "bytes/call",
            "GFLOP/s");
    for (Measurement ours : measurements) {
      if (ours.contender() == ContenderKind.SPARSEVD) {
        double dense = nanoseconds(ours, ContenderKind.ONNX_DENSE);
        double shrunk = nanoseconds(ours, ContenderKind.ONNX_SHRUNK);
        double scalar = nanoseconds(ours, ContenderKind.SPARSEVD_SCALAR);
        double useful = (double) operations.get(ours.net()) * ours.batch() / ours.nanoseconds();
        table.row(
            ours.net() + ", " + ours.batch(),
            Figures.three(ours.nanoseconds() / 1e3),
            Figures.three(dense / 1e3),
            Figures.ratio(dense / ours.nanoseconds()),
            Figures.three(shrunk / 1e3),
            Figures.ratio(shrunk / ours.nanoseconds()),
            Figures.three(scalar / 1e3),
            Figures.ratio(dense / scalar),
            Figures.three(Math.round(ours.bytesPerCall())),
            Figures.three(useful));
      }
    }
    return table;
  }

  private MarkdownTable coldStarts() {
    MarkdownTable table =
        new MarkdownTable("net, runtime", "main to answer", "ratio", "process", "ratio");
    for (ColdTime time : cold) {
      ColdTime ours =
          cold.stream()
              .filter(t -> t.net().equals(time.net()) && t.starter().equals(ColdStart.SPARSEVD))
              .findFirst()
              .orElseThrow();
      table.row(
          time.net() + ", " + time.starter(),
          Figures.three(time.answerMillis()),
          Figures.ratio(time.answerMillis() / ours.answerMillis()),
          Figures.three(time.processMillis()),
          Figures.ratio(time.processMillis() / ours.processMillis()));
    }
    return table;
  }
}

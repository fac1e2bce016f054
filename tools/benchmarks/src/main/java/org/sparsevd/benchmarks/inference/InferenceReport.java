package org.sparsevd.benchmarks.inference;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.sparsevd.benchmarks.nets.MadeUpNet;
import org.sparsevd.benchmarks.nets.Subject;
import org.sparsevd.benchmarks.report.Figures;
import org.sparsevd.benchmarks.report.MarkdownTable;
import org.sparsevd.model.Work;

/** What an inference run found, as tables and as JSON. Ratios are their time divided by ours. */
final class InferenceReport {
  private final Map<String, String> machine;
  private final double peak;
  private final Map<String, Subject> subjects = new LinkedHashMap<>();
  private final Map<String, Long> memory = new LinkedHashMap<>();
  private final List<Measurement> measurements = new ArrayList<>();
  private final List<ColdTime> cold = new ArrayList<>();

  /**
   * An empty report.
   *
   * @param peak operations a nanosecond that a thread can do
   */
  InferenceReport(Map<String, String> machine, double peak) {
    this.machine = machine;
    this.peak = peak;
  }

  void add(Subject subject, List<Measurement> measured) {
    subjects.put(subject.name(), subject);
    measurements.addAll(measured);
  }

  /** The heap that a net takes, loaded, with a session for this batch. */
  void add(Subject subject, int batch, long heapBytes) {
    memory.put(subject.name() + ", " + batch, heapBytes);
  }

  void add(List<ColdTime> times) {
    cold.addAll(times);
  }

  /** Everything, for machines. */
  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("machine", machine);
    Map<String, Long> operations = new LinkedHashMap<>();
    subjects.forEach((name, subject) -> operations.put(name, operations(name)));
    json.put("usefulOperations", operations);
    json.put("heapBytes", memory);
    List<Map<String, Object>> rows = new ArrayList<>();
    for (Measurement m : measurements) {
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("net", m.net());
      row.put("batch", m.batch());
      row.put("threads", m.threads());
      row.put("contender", m.contender().id());
      row.put("nanosecondsPerCall", m.nanoseconds());
      row.put("errorNanoseconds", finite(m.errorNanoseconds()));
      row.put("bytesPerCall", finite(m.bytesPerCall()));
      row.put("sparsevdRatio", finite(ratio(m, ContenderKind.SPARSEVD)));
      row.put("sparsevdInt8Ratio", finite(ratio(m, ContenderKind.SPARSEVD_INT8)));
      row.put("sparsevdScalarRatio", finite(ratio(m, ContenderKind.SPARSEVD_SCALAR)));
      rows.add(row);
    }
    json.put("calls", rows);
    json.put("coldStart", cold);
    return json;
  }

  private long operations(String net) {
    return 2 * Work.of(subjects.get(net).shrunk()).sparse();
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
      boolean same = m.net().equals(like.net()) && m.batch() == like.batch();
      if (same && m.threads() == like.threads() && m.contender() == kind) {
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
    for (int threads : threads()) {
      text.append("\nMicroseconds a call, pixels to scores; ratios are theirs / ours; threads: ");
      text.append(threads).append("\n\n").append(calls(threads));
    }
    if (!memory.isEmpty()) {
      text.append("\nHeap of a loaded net with a session for a batch, kB\n\n").append(heap());
    }
    if (!cold.isEmpty()) {
      text.append("\nFresh JVM, milliseconds: load a file and answer once, medians\n\n");
      text.append(coldStarts());
    }
    return text.append("\nAgainst the targets\n\n").append(targets()).toString();
  }

  private Set<Integer> threads() {
    Set<Integer> all = new TreeSet<>();
    for (Measurement m : measurements) {
      all.add(m.threads());
    }
    return all;
  }

  private MarkdownTable calls(int threads) {
    MarkdownTable table =
        new MarkdownTable(
            "net, batch",
            "SparseVD",
            "ONNX dense",
            "ratio",
            "ONNX shrunk",
            "ratio",
            "ONNX int8",
            "ratio",
            "scalar",
            "dense / scalar",
            "bytes/call",
            "GFLOP/s",
            "% of peak");
    for (Measurement ours : measurements) {
      if (ours.contender() == ContenderKind.SPARSEVD && ours.threads() == threads) {
        double dense = nanoseconds(ours, ContenderKind.ONNX_DENSE);
        double shrunk = nanoseconds(ours, ContenderKind.ONNX_SHRUNK);
        double int8 = nanoseconds(ours, ContenderKind.ONNX_INT8);
        double scalar = nanoseconds(ours, ContenderKind.SPARSEVD_SCALAR);
        double useful = (double) operations(ours.net()) * ours.batch() / ours.nanoseconds();
        table.row(
            ours.net() + ", " + ours.batch(),
            Figures.three(ours.nanoseconds() / 1e3),
            Figures.three(dense / 1e3),
            Figures.ratio(dense / ours.nanoseconds()),
            Figures.three(shrunk / 1e3),
            Figures.ratio(shrunk / ours.nanoseconds()),
            Figures.three(int8 / 1e3),
            Figures.ratio(int8 / ours.nanoseconds()),
            Figures.three(scalar / 1e3),
            Figures.ratio(dense / scalar),
            Figures.three(Math.round(ours.bytesPerCall())),
            Figures.three(useful),
            Figures.three(100 * useful / peak));
      }
    }
    return table;
  }

  private MarkdownTable heap() {
    MarkdownTable table = new MarkdownTable("net, batch", "kB");
    memory.forEach((name, bytes) -> table.row(name, Figures.three(bytes / 1e3)));
    return table;
  }

  private MarkdownTable coldStarts() {
    MarkdownTable table =
        new MarkdownTable("net, runtime", "main to answer", "ratio", "process", "ratio");
    for (ColdTime time : cold) {
      ColdTime ours = cold(time.net(), ColdStart.SPARSEVD);
      table.row(
          time.net() + ", " + time.starter(),
          Figures.three(time.answerMillis()),
          Figures.ratio(time.answerMillis() / ours.answerMillis()),
          Figures.three(time.processMillis()),
          Figures.ratio(time.processMillis() / ours.processMillis()));
    }
    return table;
  }

  private ColdTime cold(String net, String starter) {
    return cold.stream()
        .filter(time -> time.net().equals(net) && time.starter().equals(starter))
        .findFirst()
        .orElseThrow();
  }

  /** One row for each target that something was measured for; one thread. */
  private MarkdownTable targets() {
    MarkdownTable table = new MarkdownTable("net", "ratio", "must", "goal", "reached");
    for (Measurement ours : measurements) {
      Optional<MadeUpNet> like = subjects.get(ours.net()).like();
      for (Target target : Target.ALL) {
        if (like.filter(target.net()::equals).isPresent()
            && ours.contender() == target.ours()
            && ours.batch() == target.batch()
            && ours.threads() == 1) {
          double ratio = nanoseconds(ours, target.theirs()) / ours.nanoseconds();
          String what = ours.net() + ", batch " + ours.batch() + form(ours.contender());
          row(table, what + ", against " + target.theirs().id(), ratio, target);
        }
      }
    }
    for (String net : subjects.keySet()) {
      if (!cold.isEmpty()) {
        double theirs = cold(net, ColdStart.ONNX).answerMillis();
        double ratio = theirs / cold(net, ColdStart.SPARSEVD).answerMillis();
        row(table, net + ", first answer in a fresh JVM", ratio, Target.COLD);
      }
    }
    return table;
  }

  /** Which of ours it is, where it is not the usual one. */
  private static String form(ContenderKind ours) {
    return switch (ours) {
      case SPARSEVD_SCALAR -> ", scalar kernels";
      case SPARSEVD_INT8 -> ", ours in 8 bits";
      default -> "";
    };
  }

  private static void row(MarkdownTable table, String what, double ratio, Target target) {
    table.row(
        what,
        Figures.ratio(ratio),
        Figures.three(target.must()),
        Figures.three(target.goal()),
        ratio >= target.goal() ? "goal" : ratio >= target.must() ? "must" : "missed");
  }
}

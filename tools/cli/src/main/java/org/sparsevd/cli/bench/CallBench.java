package org.sparsevd.cli.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.sparsevd.cli.calibrate.CallData;
import org.sparsevd.cli.io.CliException;
import org.sparsevd.cli.io.Table;
import org.sparsevd.compress.Answers;
import org.sparsevd.model.Model;
import org.sparsevd.nets.OnnxRuntimeCalls;
import org.sparsevd.nets.Verdict;
import org.sparsevd.onnx.OnnxProfile;
import org.sparsevd.onnx.write.OnnxExporter;
import org.sparsevd.report.Numbers;
import org.sparsevd.runtime.SparseModel;
import org.sparsevd.runtime.Value;

/**
 * A net of any inputs beside ONNX Runtime on the same net, exported: how fast they answer calls,
 * and how far their answers are from each other.
 */
public final class CallBench {
  private final Path file;
  private final Model model;
  private final CallData calls;
  private final List<Row> rows = new ArrayList<>();
  private final Map<String, Difference> differences = new LinkedHashMap<>();

  /** One row of the result; the ratio is to our time. */
  private record Row(String runtime, CallTime time, double ratio) {}

  /** The largest difference of an output's elements, and their largest magnitude. */
  private record Difference(double largest, double scale) {}

  private CallBench(Path file, Model model, CallData calls) {
    this.file = file;
    this.model = model;
    this.calls = calls;
  }

  /**
   * Measures.
   *
   * @param beside whether ONNX Runtime is there
   * @param against other files for ONNX Runtime, which take the same inputs
   * @param progress is told what happens
   * @throws CliException if the inputs do not fit the net
   */
  public static CallBench measure(
      Path file,
      Model model,
      CallInputs inputs,
      BenchProcess process,
      boolean beside,
      List<Path> against,
      Consumer<String> progress)
      throws IOException, InterruptedException, CliException {
    CallBench bench = new CallBench(file, model, inputs.values(model, file));
    progress.accept("measuring calls ...");
    Path folder = Files.createTempDirectory("sparsevd-bench");
    Path exported = folder.resolve("model.onnx");
    try {
      List<Map<String, Value>> results = bench.answers();
      CallTime own = process.measure(file, file, inputs);
      bench.rows.add(new Row("SparseVD", own, 1));
      if (beside) {
        OnnxExporter.write(model, OnnxProfile.DENSE, exported);
        bench.compare(exported, results);
        bench.add("ONNX Runtime, the same net", process.measure(exported, file, inputs));
      }
      for (Path other : against) {
        bench.add("ONNX Runtime, " + other.getFileName(), process.measure(other, file, inputs));
      }
    } finally {
      Files.deleteIfExists(exported);
      Files.deleteIfExists(folder);
    }
    return bench;
  }

  private void add(String runtime, CallTime time) {
    rows.add(new Row(runtime, time, time.nanos() / rows.get(0).time.nanos()));
  }

  private List<Map<String, Value>> answers() throws CliException {
    List<Map<String, Value>> answers = new ArrayList<>();
    var session = SparseModel.of(model).newSession();
    try {
      for (Map<String, Value> call : calls.calls()) {
        answers.add(session.run(call));
      }
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw CliException.failure(file + ": " + e.getMessage());
    }
    return answers;
  }

  private void compare(Path exported, List<Map<String, Value>> own) throws IOException {
    try (OnnxRuntimeCalls theirs = OnnxRuntimeCalls.load(exported)) {
      for (int i = 0; i < own.size(); i++) {
        for (Map.Entry<String, Value> output : theirs.run(calls.calls().get(i)).entrySet()) {
          Answers expected = new Answers(output.getValue().floats(), 1);
          Answers found = new Answers(own.get(i).get(output.getKey()).floats(), 1);
          Difference now = new Difference(found.maxAbsDifference(expected), expected.largest());
          differences.merge(
              output.getKey(),
              now,
              (a, b) -> new Difference(Math.max(a.largest, b.largest), Math.max(a.scale, b.scale)));
        }
      }
    }
  }

  /** For programs. */
  public Map<String, Object> json() throws IOException {
    List<Map<String, Object>> all = new ArrayList<>();
    for (Row row : rows) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("runtime", row.runtime);
      fields.put("nanosecondsPerCall", row.time.nanos());
      fields.put("ratio", row.ratio);
      fields.put("firstAnswerMilliseconds", row.time.firstMillis());
      fields.put("bytesPerCall", row.time.allocated());
      fields.put("heapBytes", row.time.heapBytes());
      all.add(fields);
    }
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("path", file.toString());
    result.put("bytes", Files.size(file));
    result.put("inputs", shapes());
    result.put("calls", all);
    result.put("differences", differences);
    return result;
  }

  private Map<String, String> shapes() {
    Map<String, String> shapes = new LinkedHashMap<>();
    calls.calls().get(0).forEach((name, value) -> shapes.put(name, value.toString()));
    return shapes;
  }

  /** For people. */
  @Override
  public String toString() {
    Table table =
        new Table("runtime", "ms a call", "ratio", "first answer ms", "bytes/call", "heap");
    for (Row row : rows) {
      table.row(
          row.runtime,
          String.format(Locale.ROOT, "%.3f", row.time.nanos() / 1e6),
          Numbers.ratio(row.ratio),
          String.format(Locale.ROOT, "%.0f", row.time.firstMillis()),
          row.time.allocated() < 0 ? "-" : Numbers.count(row.time.allocated()),
          Numbers.bytes(row.time.heapBytes()));
    }
    StringBuilder text = new StringBuilder();
    text.append(file).append(": ").append(calls.text()).append(", the first of ").append(shapes());
    text.append(System.lineSeparator()).append(System.lineSeparator()).append(table);
    differences.forEach(
        (name, difference) ->
            text.append(
                String.format(
                    Locale.ROOT,
                    "%n%s: differs from ONNX Runtime by at most %.2g of %.2g",
                    name,
                    difference.largest,
                    difference.scale)));
    Map<String, Double> ratios = new LinkedHashMap<>();
    rows.subList(1, rows.size()).forEach(row -> ratios.put(row.runtime, row.ratio));
    if (!ratios.isEmpty()) {
      text.append(System.lineSeparator()).append(Verdict.of(ratios));
    }
    return text.toString();
  }
}

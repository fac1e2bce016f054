package org.sparsevd.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.sparsevd.cli.bench.BenchProcess;
import org.sparsevd.cli.bench.ByteFile;
import org.sparsevd.cli.bench.CallBench;
import org.sparsevd.cli.bench.CallInputs;
import org.sparsevd.cli.bench.CallTime;
import org.sparsevd.cli.bench.DensitySweep;
import org.sparsevd.cli.io.CliException;
import org.sparsevd.cli.io.Environment;
import org.sparsevd.cli.io.ExitCode;
import org.sparsevd.cli.io.InputFile;
import org.sparsevd.cli.io.OutputFile;
import org.sparsevd.cli.io.Table;
import org.sparsevd.cli.options.Overwriting;
import org.sparsevd.cli.run.NamedRun;
import org.sparsevd.model.Model;
import org.sparsevd.model.Work;
import org.sparsevd.nets.OnnxRuntimeNet;
import org.sparsevd.nets.RuntimeMissingException;
import org.sparsevd.nets.Verdict;
import org.sparsevd.onnx.OnnxProfile;
import org.sparsevd.onnx.write.OnnxExporter;
import org.sparsevd.report.Numbers;
import org.sparsevd.runtime.SparseModel;
import org.sparsevd.runtime.kernel.KernelLookup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sparsevd bench}: how fast a compact file is on this machine, beside ONNX Runtime. */
@Command(
    name = "bench",
    header = "Measures how fast a .spvd file is, beside ONNX Runtime.",
    description = {
      "Measures how fast a .spvd file answers on this machine, from raw pixels to scores, with",
      "ONNX Runtime beside it: the same net, exported, in float32 and in 8 bits, and other .onnx",
      "files if you like. The last lines say who is faster, and by how much. Each is",
      "measured in a fresh JVM with the options of this one; ratios are their time / ours.",
      "--density-sweep measures made-up layers from almost empty to full instead of a file."
    })
final class BenchCommand extends ConsoleCommand {
  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "FILE.spvd",
      description = "the compact file to measure")
  private Path file;

  @Option(
      names = "--against",
      paramLabel = "FILE.onnx",
      description = "another file for ONNX Runtime, such as the dense net; may be repeated")
  private List<Path> against = List.of();

  @Option(
      names = "--batch",
      split = ",",
      paramLabel = "N",
      description = "images a call (default: ${DEFAULT-VALUE})",
      defaultValue = "1,16,256")
  private List<Integer> batches;

  @Option(
      names = "--input",
      paramLabel = "NAME=FILE.npy",
      description = {
        "nets of any inputs: the values of an input, once for each; or FILE.npz (default: drawn by",
        "chance, whole numbers within the table that they are looked up in)"
      })
  private List<String> files = List.of();

  @Option(
      names = "--input-shape",
      paramLabel = "NAME=N,...",
      description = {
        "nets of any inputs: the shape of an input that is drawn, such as ids=1,128 (default: free",
        "dimensions are 16, the first 1)"
      })
  private List<String> shapes = List.of();

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "callers at the same time, each with a net of its own (default: 1)",
      defaultValue = "1")
  private int threads;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      description = "each measurement takes (default: ${DEFAULT-VALUE})",
      defaultValue = "4")
  private double seconds;

  @Option(
      names = "--density-sweep",
      description = "ratio against density for layers of well-known nets, and where it is 1")
  private boolean sweep;

  @Option(
      names = "--out",
      paramLabel = "FILE.html",
      description = "with --density-sweep: a page with the curves")
  private Path page;

  @Mixin private Overwriting overwriting;

  private static final String OWN = "SparseVD";

  /** One row of the result; the ratio is to our time for the same batch. */
  private record Line(String runtime, int batch, CallTime time, double ratio) {}

  @Override
  public Integer call() throws Exception {
    check();
    BenchProcess process = new BenchProcess(threads, seconds);
    if (sweep) {
      OnnxRuntimeNet.version();
      DensitySweep result = DensitySweep.measure(process, output);
      if (page != null) {
        OutputFile.write(page, result.html());
      }
      output.result(result.json(), result.toString());
      return ExitCode.FINE;
    }
    Model model = InputFile.readSpvd(file);
    for (Path other : against) {
      InputFile.of(other, InputFile.Kind.ONNX);
    }
    CallInputs inputs = new CallInputs(files, shapes);
    if (NamedRun.isFor(model) || inputs.given()) {
      if (threads > 1) {
        throw CliException.usage("--threads is for nets from one input of floats to one output");
      }
      boolean beside = hasOnnxRuntime();
      CallBench result =
          CallBench.measure(file, model, inputs, process, beside, against, output::progress);
      output.result(result.json(), result.toString());
      return ExitCode.FINE;
    }
    report(model, measure(process, model));
    return ExitCode.FINE;
  }

  /** Whether there is a runtime to measure beside ours; without it, only that is measured. */
  private boolean hasOnnxRuntime() throws RuntimeMissingException {
    try {
      OnnxRuntimeNet.version();
      return true;
    } catch (RuntimeMissingException e) {
      if (!against.isEmpty()) {
        throw e;
      }
      output.notice("note: only SparseVD is measured: " + e.getMessage());
      return false;
    }
  }

  private void check() throws CliException {
    if (sweep == (file != null)) {
      throw CliException.usage("bench takes a .spvd file, or --density-sweep and no file");
    }
    if (page != null && !sweep) {
      throw CliException.usage("--out goes with --density-sweep");
    }
    if (page != null) {
      OutputFile.check(page, overwriting.allowed());
    }
    if (threads < 1 || threads > 1024) {
      throw CliException.usage("--threads must be 1 to 1024, found " + threads);
    }
    if (!(seconds >= 0.1 && seconds <= 3600)) {
      throw CliException.usage("--seconds must be 0.1 to 3600, found " + seconds);
    }
    for (int batch : batches) {
      if (batch < 1 || batch > 65_536) {
        throw CliException.usage("--batch must be 1 to 65536, found " + batch);
      }
    }
  }

  private List<Line> measure(BenchProcess process, Model model)
      throws IOException, InterruptedException {
    boolean beside = hasOnnxRuntime();
    Path folder = Files.createTempDirectory("sparsevd-bench");
    Path exported = folder.resolve("model.onnx");
    Path int8 = folder.resolve("int8.onnx");
    List<Line> lines = new ArrayList<>();
    try {
      OnnxExporter.write(model, OnnxProfile.DENSE, exported);
      boolean inBytes = beside && ByteFile.write(model, int8);
      for (int batch : batches) {
        output.progress("measuring batches of " + batch + " ...");
        CallTime own = process.measure(file, batch);
        lines.add(new Line(OWN, batch, own, 1));
        if (beside) {
          lines.add(line(process, "ONNX Runtime, the same net", exported, batch, own));
        }
        if (inBytes) {
          lines.add(line(process, "ONNX Runtime in 8 bits", int8, batch, own));
        }
        for (Path other : against) {
          lines.add(line(process, "ONNX Runtime, " + other.getFileName(), other, batch, own));
        }
      }
    } finally {
      Files.deleteIfExists(exported);
      Files.deleteIfExists(int8);
      Files.deleteIfExists(folder);
    }
    return lines;
  }

  private static Line line(BenchProcess process, String runtime, Path onnx, int batch, CallTime own)
      throws IOException, InterruptedException {
    CallTime theirs = process.measure(onnx, batch);
    return new Line(runtime, batch, theirs, theirs.nanos() / own.nanos());
  }

  /** For each batch who is faster, and by how much; nothing where only ours was measured. */
  private static String verdicts(List<Line> lines) {
    Map<Integer, Map<String, Double>> batches = new LinkedHashMap<>();
    for (Line line : lines) {
      Map<String, Double> ratios =
          batches.computeIfAbsent(line.batch(), batch -> new LinkedHashMap<>());
      if (!line.runtime().equals(OWN)) {
        ratios.put(line.runtime(), line.ratio());
      }
    }
    StringBuilder text = new StringBuilder();
    batches.forEach(
        (batch, ratios) -> {
          if (!ratios.isEmpty()) {
            text.append("batch ").append(batch).append(": ");
            text.append(Verdict.of(ratios)).append('\n');
          }
        });
    return text.isEmpty() ? "" : text.append('\n').toString();
  }

  private void report(Model model, List<Line> lines) throws IOException {
    double operations = Work.of(model).operations();
    Table table =
        new Table(
            "batch", "runtime", "us a call", "ratio", "images/s", "first answer ms", "bytes/call");
    List<Map<String, Object>> rows = new ArrayList<>();
    for (Line line : lines) {
      CallTime time = line.time();
      double perSecond = 1e9 * line.batch() * threads / time.nanos();
      table.row(
          String.valueOf(line.batch()),
          line.runtime(),
          String.format(Locale.ROOT, "%.1f", time.nanos() / 1e3),
          Numbers.ratio(line.ratio()),
          Numbers.count(Math.round(perSecond)),
          String.format(Locale.ROOT, "%.0f", time.firstMillis()),
          time.allocated() < 0 ? "-" : Numbers.count(time.allocated()));
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("batch", line.batch());
      row.put("runtime", line.runtime());
      row.put("nanosecondsPerCall", time.nanos());
      row.put("ratio", line.ratio());
      row.put("imagesPerSecond", perSecond);
      row.put("usefulGflops", operations * line.batch() / time.nanos());
      row.put("firstAnswerMilliseconds", time.firstMillis());
      row.put("bytesPerCall", time.allocated());
      rows.add(row);
    }
    CallTime single = lines.get(0).time();
    List<String> kernels = SparseModel.of(model).kernels();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("path", file.toString());
    json.put("bytes", Files.size(file));
    json.put("environment", Environment.examine().facts());
    json.put("threads", threads);
    json.put("calls", rows);
    json.put("heapBytes", single.heapBytes());
    json.put("operations", operations);
    json.put("kernels", kernels);
    String head =
        String.format(
            Locale.ROOT,
            "%s: %s, on the heap %s, %s operations an image (%.2f GFLOP/s at batch %d)%n"
                + "from pixels to scores, callers at the same time: %d%n%n",
            file,
            Numbers.bytes(Files.size(file)),
            Numbers.bytes(single.heapBytes()),
            Numbers.count(Math.round(operations)),
            operations * lines.get(0).batch() / single.nanos(),
            lines.get(0).batch(),
            threads);
    String family = "kernels are " + KernelLookup.status() + "\n";
    output.result(
        json, head + table + "\n" + verdicts(lines) + family + String.join("\n", kernels));
  }
}

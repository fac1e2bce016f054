package org.sparsevd.benchmarks.real;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.sparsevd.benchmarks.inference.ColdStart;
import org.sparsevd.benchmarks.inference.ColdTime;
import org.sparsevd.benchmarks.report.Figures;
import org.sparsevd.benchmarks.report.JavaOptions;
import org.sparsevd.benchmarks.report.JavaProcess;
import org.sparsevd.benchmarks.report.Machine;
import org.sparsevd.benchmarks.report.MarkdownTable;
import org.sparsevd.benchmarks.report.Measurement;
import org.sparsevd.benchmarks.report.ResultFile;
import org.sparsevd.benchmarks.report.Seconds;
import org.sparsevd.nets.OnnxRuntimeNet;
import org.sparsevd.runtime.kernel.KernelLookup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures well-known nets at their real size. */
@Command(
    name = "real",
    description = {
      "Well-known nets at their real size, in our runtime and in ONNX Runtime, by turns in one",
      "JVM: resnet-18, resnet-50, mobilenet-v2 (224x224), vgg-16 (32x32), with made-up weights, or",
      ".onnx files. One input a call, from raw pixels to scores. Ratios are theirs / ours."
    })
public final class RealCommand extends Measurement {
  @Mixin private RealNets nets = new RealNets("resnet-18", "mobilenet-v2");

  @Option(names = "--threads", paramLabel = "N", description = "that share one image")
  private int threads = 1;

  @Option(names = "--no-int8", description = "leave out ONNX Runtime in 8 bits")
  private boolean noInt8;

  @Option(
      names = "--ours",
      paramLabel = "FILE.spvd",
      description = "our net as compress wrote it, in place of one made of --net")
  private Path ours;

  @Option(
      names = "--theirs-int8",
      paramLabel = "FILE.onnx",
      description = "ONNX Runtime's net in 8 bits, in place of one made of --net")
  private Path theirsInt8;

  @Option(names = "--starts", paramLabel = "N", description = "fresh JVMs of each runtime")
  private int starts = 3;

  @Mixin private Seconds seconds = new Seconds(8);

  @Mixin private ResultFile json = new ResultFile("real.json");

  @Override
  public Integer call() throws Exception {
    Variant variant = nets.variant();
    Map<String, Object> found = new LinkedHashMap<>(Machine.facts());
    found.put("ONNX Runtime", OnnxRuntimeNet.version());
    found.put("kernels", KernelLookup.status());
    found.put("clock", threads > 1 ? "on the wall" : "of the calling thread");
    found.forEach((name, value) -> System.out.println(name + ": " + value));
    List<RealRow> rows = nets.each((net, folder) -> measure(net, variant, folder));
    System.out.println();
    System.out.println(table(rows));
    rows.forEach(row -> System.out.println(row.verdict()));
    found.put("rows", rows);
    json.write(found);
    return 0;
  }

  private RealRow measure(String net, Variant variant, Path folder)
      throws IOException, InterruptedException {
    boolean made = !noInt8 && theirsInt8 == null;
    RealFiles files = RealFiles.write(net, variant, made, folder).with(ours, theirsInt8);
    List<String> arguments = new ArrayList<>();
    arguments.add(
        files.pixels() == null ? String.valueOf(nets.extent()) : files.pixels().toString());
    arguments.add(String.valueOf(seconds.each()));
    arguments.add(String.valueOf(files.pixels() == null ? 1 : threads));
    Map<String, Long> bytes = new LinkedHashMap<>();
    for (Map.Entry<String, Path> each : files.contenders().entrySet()) {
      arguments.addAll(List.of(each.getKey(), each.getValue().toString()));
      bytes.put(each.getKey(), Files.size(each.getValue()));
    }
    String printed =
        JavaProcess.run(net, JavaOptions.withVectors(), Turns.class, arguments, folder);
    double first = Double.NaN;
    double theirs = Double.NaN;
    if (files.pixels() != null && starts > 0) {
      ColdStart cold = new ColdStart(net, files.compact(), files.float32(), files.pixels(), folder);
      for (ColdTime time : cold.measure(starts)) {
        first = time.starter().equals(ColdStart.SPARSEVD) ? time.answerMillis() : first;
        boolean best = time.starter().equals(ColdStart.ONNX_UNPACKED) || Double.isNaN(theirs);
        theirs = time.starter().startsWith(ColdStart.ONNX) && best ? time.answerMillis() : theirs;
      }
    }
    return new RealRow(
        files.net(), variant.toString(), threads, TurnResult.parse(printed), first, theirs, bytes);
  }

  private static MarkdownTable table(List<RealRow> rows) {
    MarkdownTable table =
        new MarkdownTable(
            "net",
            "runtime",
            "file, kB",
            "ms, median",
            "best",
            "theirs / ours",
            "quartiles",
            "best / best",
            "bytes a call",
            "first answer, ms",
            "difference");
    for (RealRow row : rows) {
      for (TurnResult each : row.results()) {
        boolean ours = each.contender().equals(RealRow.OURS);
        boolean theirs = each.contender().equals(RealRow.FLOAT32);
        table.row(
            row.net() + ", " + row.variant(),
            each.contender(),
            row.bytes().containsKey(each.contender())
                ? Figures.three(row.bytes().get(each.contender()) / 1e3)
                : "",
            Figures.three(each.median()),
            Figures.three(each.best()),
            ours ? "" : Figures.ratio(each.ratio()),
            ours ? "" : Figures.three(each.lower()) + " to " + Figures.three(each.upper()),
            ours ? "" : Figures.ratio(each.best() / row.ours().best()),
            String.valueOf(each.bytes()),
            ours ? Figures.three(row.first()) : theirs ? Figures.three(row.theirFirst()) : "",
            theirs ? String.format(Locale.ROOT, "%.0e", each.difference()) : "");
      }
    }
    return table;
  }
}

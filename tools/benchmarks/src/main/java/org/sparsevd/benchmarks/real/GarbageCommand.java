package org.sparsevd.benchmarks.real;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sparsevd.benchmarks.report.Figures;
import org.sparsevd.benchmarks.report.JavaOptions;
import org.sparsevd.benchmarks.report.JavaProcess;
import org.sparsevd.benchmarks.report.Machine;
import org.sparsevd.benchmarks.report.MarkdownTable;
import org.sparsevd.benchmarks.report.Measurement;
import org.sparsevd.benchmarks.report.Median;
import org.sparsevd.benchmarks.report.ResultFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Counts what calls leave on the heap, in many JVMs: the JIT decides anew in each. */
@Command(
    name = "garbage",
    description = {
      "What a call leaves on the heap once the JIT has compiled the kernels, in JVMs of their",
      "own. Nets as for 'real'. The JDK is the one that runs this."
    })
public final class GarbageCommand extends Measurement {
  @Mixin private RealNets nets = new RealNets("resnet-18", "mobilenet-v2", "vgg-16");

  @Option(names = "--jvms", paramLabel = "N", description = "for each net")
  private int jvms = 10;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      description = "of all processors, after which a JVM has not settled")
  private double seconds = 90;

  @Mixin private ResultFile json = new ResultFile("garbage.json");

  /**
   * What was found for a net.
   *
   * @param clean JVMs whose calls leave nothing
   * @param bytes of a call, of each JVM
   * @param seconds of all processors, of each JVM, until it had settled
   */
  private record Row(String net, int clean, long[] bytes, double[] seconds) {}

  @Override
  public Integer call() throws Exception {
    Map<String, Object> found = new LinkedHashMap<>(Machine.facts());
    found.forEach((name, value) -> System.out.println(name + ": " + value));
    Variant variant = nets.variant();
    List<Row> rows = nets.each((net, folder) -> measure(net, variant, folder));
    MarkdownTable table =
        new MarkdownTable("net", "JVMs without garbage", "most bytes a call", "s to settle");
    for (Row row : rows) {
      long most = 0;
      for (long bytes : row.bytes()) {
        most = Math.max(most, bytes);
      }
      String clean = row.clean() + " of " + jvms;
      table.row(row.net(), clean, String.valueOf(most), Figures.three(Median.of(row.seconds())));
    }
    System.out.println();
    System.out.print(table);
    found.put("rows", rows);
    json.write(found);
    return rows.stream().allMatch(row -> row.clean() == jvms) ? 0 : 1;
  }

  private Row measure(String net, Variant variant, Path folder)
      throws IOException, InterruptedException {
    RealFiles files = RealFiles.write(net, variant, false, folder);
    Path pixels = files.pixels();
    String inputs = pixels == null ? String.valueOf(nets.extent()) : pixels.toString();
    List<String> arguments = List.of(files.compact().toString(), inputs, String.valueOf(seconds));
    long[] bytes = new long[jvms];
    double[] settled = new double[jvms];
    int clean = 0;
    for (int i = 0; i < jvms; i++) {
      List<String> options = JavaOptions.withVectors();
      String printed = JavaProcess.run(net, options, GarbageProbe.class, arguments, folder);
      List<String> lines = printed.lines().toList();
      bytes[i] = Long.parseLong(lines.get(0).split(" ")[0]);
      settled[i] = Double.parseDouble(lines.get(0).split(" ")[1]);
      clean += bytes[i] == 0 ? 1 : 0;
      System.err.println("bytes a call: " + bytes[i] + ", s to settle: " + settled[i]);
      lines.subList(1, lines.size()).forEach(System.err::println);
    }
    return new Row(files.net(), clean, bytes, settled);
  }
}

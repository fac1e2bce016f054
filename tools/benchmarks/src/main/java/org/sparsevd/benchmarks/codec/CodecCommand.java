package org.sparsevd.benchmarks.codec;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sparsevd.benchmarks.report.Figures;
import org.sparsevd.benchmarks.report.Machine;
import org.sparsevd.benchmarks.report.MarkdownTable;
import org.sparsevd.benchmarks.report.Measurement;
import org.sparsevd.benchmarks.report.Quick;
import org.sparsevd.benchmarks.report.ResultFile;
import org.sparsevd.benchmarks.report.Seconds;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Measures how long the compact file takes to write and to read. */
@Command(
    name = "codec",
    description =
        "Writing and reading the compact file of made-up nets, on one thread, after a warm-up.")
public final class CodecCommand extends Measurement {
  @Mixin private Seconds seconds = new Seconds(5);

  @Mixin private Quick quick;

  @Mixin private ResultFile json = new ResultFile("codec.json");

  @Override
  public Integer call() throws Exception {
    Map<String, Object> result = new LinkedHashMap<>(Machine.facts());
    result.forEach((name, value) -> System.out.println(name + ": " + value));
    List<CodecTime> times = new ArrayList<>();
    for (CodecNet net : CodecNet.all()) {
      System.err.println("measuring " + net.name() + " ...");
      times.add(CodecTime.ofEncoding(net, quick.asked() ? 0 : seconds.each()));
      times.add(CodecTime.ofDecoding(net, quick.asked() ? 0 : seconds.each()));
    }
    System.out.println();
    System.out.print(table(times));
    result.put("times", times);
    json.write(result);
    return 0;
  }

  private static MarkdownTable table(List<CodecTime> times) {
    MarkdownTable table =
        new MarkdownTable(
            "net", "weights", "non-zero", "bytes", "", "first, ms", "median, ms", "must, ms", "");
    for (CodecTime time : times) {
      table.row(
          time.net(),
          String.valueOf(time.weights()),
          String.valueOf(time.nonZeros()),
          String.valueOf(time.bytes()),
          time.work(),
          Figures.three(1e3 * time.first()),
          Figures.three(1e3 * time.median()),
          Figures.three(1e3 * time.must()),
          time.isFastEnough() ? "kept" : "missed");
    }
    return table;
  }
}

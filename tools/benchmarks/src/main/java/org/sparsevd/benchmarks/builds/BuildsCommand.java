package org.sparsevd.benchmarks.builds;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sparsevd.benchmarks.nets.NetNames;
import org.sparsevd.benchmarks.nets.Subject;
import org.sparsevd.benchmarks.report.Figures;
import org.sparsevd.benchmarks.report.Machine;
import org.sparsevd.benchmarks.report.MarkdownTable;
import org.sparsevd.benchmarks.report.Measurement;
import org.sparsevd.benchmarks.report.Quick;
import org.sparsevd.benchmarks.report.ResultFile;
import org.sparsevd.benchmarks.report.ScratchFolder;
import org.sparsevd.benchmarks.report.Seconds;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures whether this build of the runtime is slower than another one. */
@Command(
    name = "builds",
    description = {
      "This build of the runtime against that of another clone, by turns in one JVM,",
      "and their cold starts by turns. Ratios are now / before: below 1 this one is faster."
    })
public final class BuildsCommand extends Measurement {
  @Option(
      names = "--before",
      required = true,
      paramLabel = "DIR",
      description = "the other clone, built by mvn package")
  private Path before;

  @Mixin private NetNames nets = new NetNames("lenet-300-100", "lenet-5", "vgg-like");

  @Option(
      names = "--batch",
      split = ",",
      paramLabel = "N",
      description = "images a call (default: 1,256 and for VGG-like 1,16)")
  private List<Integer> batches = List.of();

  @Option(names = "--starts", paramLabel = "N", description = "cold starts of each build")
  private int starts = 15;

  @Mixin private Seconds seconds = new Seconds(8);

  @Mixin private Quick quick;

  @Mixin private ResultFile json = new ResultFile("builds.json");

  @Override
  public Integer call() throws Exception {
    Build older = Build.of(before);
    Map<String, Object> result = new LinkedHashMap<>(Machine.facts());
    result.forEach((name, value) -> System.out.println(name + ": " + value));
    List<BuildRatio> ratios = new ArrayList<>();
    for (String name : nets.all()) {
      measure(Subject.of(name), older, ratios);
    }
    System.out.println();
    System.out.print(table(ratios));
    result.put("ratios", ratios);
    json.write(result);
    return 0;
  }

  private void measure(Subject net, Build older, List<BuildRatio> ratios)
      throws IOException, InterruptedException {
    try (ScratchFolder folder = ScratchFolder.make()) {
      measure(net, new BuildPair(older, Build.own(), net, folder.path()), ratios);
    }
  }

  private void measure(Subject net, BuildPair pair, List<BuildRatio> ratios)
      throws IOException, InterruptedException {
    boolean large = net.shrunk().inputShape().dim(0) > 1;
    for (int batch : batches.isEmpty() ? List.of(1, large ? 16 : 256) : batches) {
      System.err.println("measuring " + net.name() + ", " + batch + " images ...");
      ratios.add(pair.calls(batch, quick.asked() ? 1 : seconds.each()));
    }
    if (starts > 0) {
      System.err.println("measuring " + net.name() + ", cold start ...");
      ratios.add(pair.coldStarts(quick.asked() ? 1 : starts));
    }
  }

  private static MarkdownTable table(List<BuildRatio> ratios) {
    MarkdownTable table =
        new MarkdownTable("net", "", "before, us", "now, us", "now / before", "quartiles");
    for (BuildRatio each : ratios) {
      table.row(
          each.net(),
          each.work(),
          Figures.three(each.before()),
          Figures.three(each.now()),
          Figures.three(each.ratio()),
          Figures.three(each.lower()) + " to " + Figures.three(each.upper()));
    }
    return table;
  }
}

package org.sparsevd.benchmarks.real;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.sparsevd.benchmarks.nets.NetNames;
import org.sparsevd.benchmarks.report.ScratchFolder;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which nets a command measures, and what is done to them before. */
final class RealNets {
  @Mixin private NetNames nets;

  @Option(names = "--sparsity", paramLabel = "S", description = "share of zeros, 0 for none")
  private double sparsity = 0.9;

  @Option(
      names = "--pattern",
      paramLabel = "layer|1x4|4x1|4x4",
      description = "which weights go: those of least magnitude in each layer, or whole blocks")
  private String pattern = Variant.LAYERWISE;

  @Option(names = "--int8", description = "ours in 8 bits, as compress --int8 puts it")
  private boolean int8;

  @Option(
      names = "--extent",
      paramLabel = "N",
      description = "what free dimensions are, but the first, such as tokens")
  private int extent = 128;

  /** What is measured of a net. */
  interface Task<T> {
    /**
     * Measures it.
     *
     * @param net its name or file
     * @param folder for files that nobody needs afterwards
     */
    T of(String net, Path folder) throws Exception;
  }

  /** The nets of a command, unless it is told others. */
  RealNets(String... usual) {
    this.nets = new NetNames(usual);
  }

  Variant variant() {
    return Variant.of(sparsity, pattern, int8);
  }

  int extent() {
    return extent;
  }

  /** What was found for each net, in order. */
  <T> List<T> each(Task<T> task) throws Exception {
    List<T> found = new ArrayList<>();
    for (String net : nets.all()) {
      System.err.println("measuring " + net + " ...");
      try (ScratchFolder folder = ScratchFolder.make()) {
        found.add(task.of(net, folder.path()));
      }
    }
    return found;
  }
}

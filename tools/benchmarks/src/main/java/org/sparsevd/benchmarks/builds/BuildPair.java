package org.sparsevd.benchmarks.builds;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.sparsevd.benchmarks.inference.FirstAnswer;
import org.sparsevd.benchmarks.nets.Pictures;
import org.sparsevd.benchmarks.nets.Subject;
import org.sparsevd.benchmarks.report.JavaOptions;
import org.sparsevd.benchmarks.report.JavaProcess;
import org.sparsevd.benchmarks.report.Median;
import org.sparsevd.format.SpvdFile;
import org.sparsevd.model.Model;

/** Two builds and a net that both can load. */
final class BuildPair {
  private static final int PICTURES = 512;

  private final Build before;
  private final Build now;
  private final String name;
  private final Model model;
  private final Path folder;
  private final Path net;
  private final Path pixels;

  /**
   * A pair.
   *
   * @param folder for files of the net and of pictures
   * @throws IOException if these cannot be written
   */
  BuildPair(Build before, Build now, Subject net, Path folder) throws IOException {
    this.before = before;
    this.now = now;
    this.name = net.name();
    this.model = net.shrunk();
    this.folder = folder;
    this.net = folder.resolve("model.spvd");
    this.pixels = folder.resolve("pixels");
    SpvdFile.write(model, this.net);
    Files.write(pixels, Pictures.of(model.inputShape(), PICTURES));
  }

  /** Calls by turns, in two JVMs: which build is loaded first may matter to the JIT. */
  BuildRatio calls(int batch, double seconds) throws IOException, InterruptedException {
    double[] first = calls(batch, seconds, 0);
    double[] second = calls(batch, seconds, 1);
    double[] both = new double[first.length];
    for (int i = 0; i < both.length; i++) {
      both[i] = (first[i] + second[i]) / 2;
    }
    String work = batch == 1 ? "1 image" : batch + " images";
    return new BuildRatio(name, work, both[0], both[1], both[2], both[3], both[4]);
  }

  private double[] calls(int batch, double seconds, int first)
      throws IOException, InterruptedException {
    List<String> arguments =
        List.of(
            before.classPath(),
            now.classPath(),
            net.toString(),
            pixels.toString(),
            String.valueOf(batch),
            String.valueOf(model.inputShape().size()),
            String.valueOf(model.outputShape().size()),
            String.valueOf(seconds),
            String.valueOf(first));
    List<String> command =
        JavaOptions.command(
            JavaOptions.withVectors(), List.of(Turns.class, Median.class), arguments);
    return Arrays.stream(JavaProcess.run("a JVM", command, folder).split(" "))
        .mapToDouble(Double::parseDouble)
        .toArray();
  }

  /** Starts of fresh JVMs by turns; from main to the first answer. */
  BuildRatio coldStarts(int starts) throws IOException, InterruptedException {
    double[] older = new double[starts];
    double[] newer = new double[starts];
    double[] ratios = new double[starts];
    for (int i = 0; i < starts; i++) {
      older[i] = coldStart(before);
      newer[i] = coldStart(now);
      ratios[i] = newer[i] / older[i];
    }
    Arrays.sort(ratios);
    return new BuildRatio(
        name,
        "cold start",
        Median.of(older),
        Median.of(newer),
        Median.of(ratios),
        ratios[starts / 4],
        ratios[3 * starts / 4]);
  }

  /** Microseconds. */
  private double coldStart(Build build) throws IOException, InterruptedException {
    String path = JavaOptions.location(FirstAnswer.class) + File.pathSeparator + build.classPath();
    List<String> arguments = List.of(net.toString(), pixels.toString());
    List<String> command =
        JavaOptions.command(JavaOptions.withVectors(), path, FirstAnswer.class, arguments);
    return Long.parseLong(JavaProcess.run("a JVM", command, folder).split(" ")[0]) / 1e3;
  }
}

package org.sparsevd.benchmarks.embedders;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.sparsevd.benchmarks.report.Figures;
import org.sparsevd.benchmarks.report.JavaOptions;
import org.sparsevd.benchmarks.report.JavaProcess;
import org.sparsevd.benchmarks.report.Machine;
import org.sparsevd.benchmarks.report.MarkdownTable;
import org.sparsevd.benchmarks.report.Measurement;
import org.sparsevd.benchmarks.report.Median;
import org.sparsevd.benchmarks.report.ResultFile;
import org.sparsevd.benchmarks.report.ScratchFolder;
import org.sparsevd.nets.CallCalibration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Fresh JVMs that embed one text, by turns. */
@Command(
    name = "embedders",
    description = {
      "LangChain4j's own all-MiniLM-L6-v2 in this JVM and ours, each in fresh JVMs, by turns: time",
      "to the first vector of a text, resident memory then, and bytes that are deployed."
    })
public final class EmbeddersCommand extends Measurement {
  private static final double MEGA = 1e6;
  private static final double KILO = 1e3;

  @Option(
      names = "--minilm-ours",
      paramLabel = "FILE.spvd",
      required = true,
      arity = "1..*",
      description = "ours, with vocabularies; each is a row")
  private List<Path> files;

  @Option(
      names = "--ours-path",
      required = true,
      hidden = true,
      description = "the class path of ours")
  private String ours;

  @Option(names = "--theirs-path", required = true, hidden = true, description = "and of theirs")
  private String theirs;

  @Option(names = "--text", paramLabel = "TEXT", description = "what is embedded")
  private String text = "A man is eating.";

  @Option(names = "--starts", paramLabel = "N", description = "fresh JVMs of each")
  private int starts = 5;

  @Mixin private ResultFile json = new ResultFile("embedders.json");

  /**
   * One side.
   *
   * @param bytes of jars that LangChain4j's core does not bring, and of the file
   */
  private record Side(String name, List<String> command, double bytes) {}

  /** What was found: medians. */
  private record Found(
      String name,
      double processMs,
      double mainMs,
      double megabytes,
      double bytes,
      double cosine) {}

  @Override
  public Integer call() throws Exception {
    List<Side> sides = new ArrayList<>();
    sides.add(side("LangChain4j's own, float32", theirs, ours, JavaOptions.plain(), List.of(text)));
    for (Path file : files) {
      List<String> arguments = List.of(text, file.toString());
      Side side =
          side("ours, " + file.getFileName(), ours, theirs, JavaOptions.withVectors(), arguments);
      sides.add(new Side(side.name, side.command, side.bytes + Files.size(file)));
    }
    List<Found> found = measured(sides);
    MarkdownTable table =
        new MarkdownTable(
            "", "process, ms", "from main, ms", "resident, MB", "deployed, MB", "cosine to theirs");
    for (Found each : found) {
      table.row(
          each.name,
          Figures.three(each.processMs),
          Figures.three(each.mainMs),
          Figures.three(each.megabytes),
          Figures.three(each.bytes / MEGA),
          String.format("%.5f", each.cosine));
    }
    Map<String, Object> facts = new LinkedHashMap<>(Machine.facts());
    facts.forEach((name, value) -> System.out.println(name + ": " + value));
    System.out.println();
    System.out.print(table);
    facts.put("rows", found);
    json.write(facts);
    return 0;
  }

  /** What both class paths have is LangChain4j's core, which the application has anyway. */
  static double deployed(String path, String other) throws IOException {
    Set<String> shared = names(other);
    double bytes = 0;
    for (String jar : path.split(File.pathSeparator)) {
      bytes += shared.contains(name(jar)) ? 0 : Files.size(Path.of(jar));
    }
    return bytes;
  }

  private static Side side(
      String name, String path, String other, List<String> options, List<String> arguments)
      throws IOException {
    double bytes = deployed(path, other);
    String whole = path + File.pathSeparator + JavaOptions.location(FirstVector.class);
    List<String> command = new ArrayList<>(options);
    command.addAll(List.of("-cp", whole, FirstVector.class.getName()));
    command.addAll(arguments);
    return new Side(name, command, bytes);
  }

  private static Set<String> names(String path) {
    return Arrays.stream(path.split(File.pathSeparator))
        .map(EmbeddersCommand::name)
        .collect(Collectors.toSet());
  }

  private static String name(String jar) {
    return Path.of(jar).getFileName().toString();
  }

  private List<Found> measured(List<Side> sides) throws IOException, InterruptedException {
    double[][][] times = new double[sides.size()][3][starts];
    double[][] vectors = new double[sides.size()][];
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    try (ScratchFolder folder = ScratchFolder.make()) {
      for (int start = 0; start < starts; start++) {
        for (int i = 0; i < times.length; i++) {
          List<String> command = new ArrayList<>(List.of(java));
          command.addAll(sides.get(i).command);
          long begin = System.nanoTime();
          String[] words = JavaProcess.run(sides.get(i).name, command, folder.path()).split(" ");
          times[i][0][start] = (System.nanoTime() - begin) / MEGA;
          times[i][1][start] = Long.parseLong(words[0]) / MEGA;
          times[i][2][start] = Long.parseLong(words[1]) / KILO;
          vectors[i] = Arrays.stream(words).skip(2).mapToDouble(Double::parseDouble).toArray();
        }
      }
    }
    List<Found> found = new ArrayList<>();
    for (int i = 0; i < times.length; i++) {
      found.add(
          new Found(
              sides.get(i).name,
              Median.of(times[i][0]),
              Median.of(times[i][1]),
              Median.of(times[i][2]),
              sides.get(i).bytes,
              CallCalibration.cosine(vectors[0], vectors[i])));
    }
    return found;
  }
}

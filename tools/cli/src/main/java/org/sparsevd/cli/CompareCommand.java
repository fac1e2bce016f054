package org.sparsevd.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.sparsevd.cli.compare.ComparisonFiles;
import org.sparsevd.cli.compare.Entries;
import org.sparsevd.cli.compare.Entry;
import org.sparsevd.cli.compare.MethodComparison;
import org.sparsevd.cli.compare.NoiseComparison;
import org.sparsevd.cli.compare.RunSet;
import org.sparsevd.cli.compare.Seeds;
import org.sparsevd.cli.compare.WidthComparison;
import org.sparsevd.cli.io.CliException;
import org.sparsevd.cli.io.ExitCode;
import org.sparsevd.cli.io.OutputFile;
import org.sparsevd.cli.options.DataOption;
import org.sparsevd.cli.options.ThreadOption;
import org.sparsevd.trainer.DivergedException;
import org.sparsevd.trainer.data.Dataset;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sparsevd compare}: the paper's table with our figures, by training what is missing. */
@Command(
    name = "compare",
    header = "Trains the paper's table and writes it with our figures.",
    description = {
      "A folder holds a checkpoint per method and seed. What is complete there is not",
      "trained again, what was interrupted goes on. Then compare.md, compare.json and",
      "compare.html are written, with the published figures beside ours. vgg-like",
      "trains nothing: it draws error and sparsity by width from what is there.",
      "noise trains a net of two layers of 1000 with additive and multiplicative",
      "noise, and draws sparsity by epoch; interrupted runs are drawn too.",
      ""
    })
final class CompareCommand extends ConsoleCommand {
  private static final String VGG_LIKE = "vgg-like";
  private static final String BACKEND = "host";

  @Parameters(
      index = "0",
      paramLabel = "NETWORK",
      completionCandidates = Networks.class,
      description = "one of: ${COMPLETION-CANDIDATES}")
  private String network;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      required = true,
      description = "folder of the checkpoints and the table")
  private Path folder;

  @Option(
      names = "--seeds",
      paramLabel = "A-B",
      defaultValue = "1-3",
      description = "(default: ${DEFAULT-VALUE})")
  private String seeds;

  @Option(
      names = "--only",
      paramLabel = "METHOD",
      split = ",",
      description = "train these alone, such as pruning,dns; the table is of all that is there")
  private List<String> only;

  @Option(names = "--report", description = "train nothing: the table is of what is there")
  private boolean report;

  @Mixin private DataOption data;

  @Mixin private ThreadOption threads;

  @Override
  public Integer call() throws Exception {
    boolean byWidth = network.equals(VGG_LIKE);
    boolean byNoise = network.equals(NoiseComparison.NAME);
    if (!byWidth && !byNoise && !Entries.networks().contains(network)) {
      throw CliException.usage(
          "unknown network '"
              + network
              + "', expected one of "
              + String.join(", ", new Networks()));
    }
    List<Long> wanted = Seeds.of(seeds);
    List<Entry> entries =
        byWidth ? List.of() : byNoise ? NoiseComparison.entries() : Entries.of(network);
    List<Entry> trained = chosen(entries);
    if (report || byWidth) {
      if (!Files.isDirectory(folder)) {
        throw CliException.failure("there is no folder " + folder);
      }
      OutputFile.checkFolder(folder);
    } else {
      OutputFile.makeFolder(folder);
    }
    RunSet runs = new RunSet(folder);
    if (byWidth) {
      WidthComparison comparison = WidthComparison.read(runs);
      output.result(comparison, ComparisonFiles.write(comparison, folder));
      return ExitCode.FINE;
    }
    if (!report) {
      train(trained, wanted, runs);
    }
    if (byNoise) {
      NoiseComparison comparison = NoiseComparison.read(runs);
      output.result(comparison, ComparisonFiles.write(comparison, folder));
      return ExitCode.FINE;
    }
    MethodComparison comparison = ComparisonFiles.read(network, entries, runs, wanted);
    output.result(comparison, ComparisonFiles.write(comparison, folder));
    return ExitCode.FINE;
  }

  private void train(List<Entry> entries, List<Long> wanted, RunSet runs)
      throws IOException, CliException, DivergedException {
    Dataset dataset = data.open();
    for (long seed : wanted) {
      for (Entry entry : entries) {
        runs.train(entry, dataset, threads.options(seed, BACKEND), output);
      }
    }
  }

  private List<Entry> chosen(List<Entry> entries) throws CliException {
    if (only == null) {
      return entries;
    }
    List<String> slugs = entries.stream().map(Entry::slug).toList();
    for (String slug : only) {
      if (!slugs.contains(slug)) {
        throw CliException.usage(
            "--only: expected one of " + String.join(", ", slugs) + ", found " + slug);
      }
    }
    return entries.stream().filter(entry -> only.contains(entry.slug())).toList();
  }

  /** For the help text. */
  static final class Networks implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Stream.concat(Entries.networks().stream(), Stream.of(VGG_LIKE, NoiseComparison.NAME))
          .iterator();
    }
  }
}

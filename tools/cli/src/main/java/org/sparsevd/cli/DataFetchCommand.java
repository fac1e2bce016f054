package org.sparsevd.cli;

import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.sparsevd.cli.io.CliException;
import org.sparsevd.cli.io.ExitCode;
import org.sparsevd.cli.io.FetchLine;
import org.sparsevd.report.Numbers;
import org.sparsevd.trainer.data.Dataset;
import org.sparsevd.trainer.data.fetch.PublicDataset;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sparsevd data fetch}: a public data set, from its authors' site to a folder. */
@Command(
    name = "fetch",
    header = "Downloads a data set to a folder, checked and unpacked.",
    description = {
      "Downloads a data set from its authors' site, checks its SHA-256 and unpacks",
      "it to a folder for --data. Started again, it goes on where it was interrupted."
    })
final class DataFetchCommand extends ConsoleCommand {
  @Parameters(
      index = "0",
      paramLabel = "NAME",
      completionCandidates = DatasetNames.class,
      description = "one of: ${COMPLETION-CANDIDATES} (mnist comes with the program)")
  private String name;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "the folder to unpack into (default: data/NAME)")
  private Path out;

  @Option(names = "--force", description = "fetch it again, overwriting what is there")
  private boolean force;

  @Override
  public Integer call() throws Exception {
    PublicDataset wanted;
    try {
      wanted = PublicDataset.named(name);
    } catch (IllegalArgumentException e) {
      throw CliException.usage(e.getMessage());
    }
    Path folder = out == null ? Path.of("data", wanted.name()) : out;
    fetch(wanted, folder);
    Dataset dataset = Dataset.open(folder.toString());
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("path", folder.toString());
    result.put("trainingImages", dataset.train().count());
    result.put("testImages", dataset.test().count());
    result.put("classes", dataset.classes());
    result.put("sha256", dataset.sha256());
    output.result(
        result,
        folder
            + ": "
            + Numbers.count(dataset.train().count())
            + " training and "
            + Numbers.count(dataset.test().count())
            + " test images in "
            + dataset.classes()
            + " classes; train with --data "
            + folder);
    return ExitCode.FINE;
  }

  private void fetch(PublicDataset wanted, Path folder) throws Exception {
    if (!force && wanted.isIn(folder)) {
      output.progress(wanted.name() + " is there already");
      return;
    }
    FetchLine line = new FetchLine(wanted.name(), output);
    try {
      wanted.fetch(folder, line);
    } finally {
      line.end();
    }
  }

  /** For the help text. */
  static final class DatasetNames implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return PublicDataset.names().iterator();
    }
  }
}

package org.sparsevd.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.sparsevd.cli.io.CliException;
import org.sparsevd.cli.io.ExitCode;
import org.sparsevd.cli.io.OutputFile;
import org.sparsevd.cli.options.Overwriting;
import org.sparsevd.cli.overview.RunsTable;
import org.sparsevd.report.overview.RunSearch;
import org.sparsevd.report.overview.RunsPage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sparsevd runs}: many runs on one page. */
@Command(
    name = "runs",
    header = "Shows many runs on one page: error against bytes.",
    description = {
      "Reads every report.json below a folder, as pipeline writes them, and makes a page: for each",
      "data set a picture of test error against bytes with its Pareto front, and a table to sort."
    })
final class RunsCommand extends ConsoleCommand {
  private static final String PAGE = "runs.html";

  @Parameters(paramLabel = "DIR", description = "the folder to search")
  private Path folder;

  @Option(
      names = "--out",
      paramLabel = "FILE.html",
      description = "the page to write (default: " + PAGE + " in DIR); an older one is replaced")
  private Path out;

  @Mixin private Overwriting overwriting;

  @Override
  public Integer call() throws IOException, CliException {
    if (!Files.isDirectory(folder)) {
      throw CliException.failure(
          Files.exists(folder)
              ? folder + " is a file, expected a folder"
              : "no such folder: " + folder);
    }
    Path page = out == null ? folder.resolve(PAGE) : out;
    boolean ours = Files.isRegularFile(page) && RunsPage.isOne(page);
    OutputFile.check(page, overwriting.allowed() || ours);
    RunSearch found = RunSearch.below(folder);
    RunsTable.tellLeftOut(found, output);
    if (found.runs().isEmpty()) {
      throw CliException.failure("no report.json of a run below " + folder);
    }
    String title = "Runs in " + folder.toAbsolutePath().normalize().getFileName();
    Path pageFolder = page.toAbsolutePath().getParent();
    OutputFile.write(page, RunsPage.encode(found, title, pageFolder));
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("page", page.toString());
    result.put("runs", found.runs());
    result.put("leftOut", found.leftOut());
    boolean all = output.verbose();
    int most = all ? Integer.MAX_VALUE : RunsTable.MOST_LINES;
    output.result(result, RunsTable.text(found, all, most, page.toString()));
    return ExitCode.FINE;
  }
}

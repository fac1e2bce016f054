package org.sparsevd.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sparsevd.cli.io.CliException;
import org.sparsevd.cli.io.ExitCode;
import org.sparsevd.cli.io.OutputFile;
import org.sparsevd.cli.io.Table;
import org.sparsevd.cli.options.Overwriting;
import org.sparsevd.report.Numbers;
import org.sparsevd.report.overview.Run;
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

  /** With what else is printed, a screen of 24 lines. */
  private static final int MOST_LINES = 15;

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
    tellLeftOut(found);
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
    output.result(result, text(found, page));
    return ExitCode.FINE;
  }

  private void tellLeftOut(RunSearch found) {
    List<RunSearch.LeftOut> leftOut = found.leftOut();
    for (RunSearch.LeftOut one : leftOut.subList(0, Math.min(MOST_LINES, leftOut.size()))) {
      output.notice("note: left out: " + one.path() + ": " + one.reason());
    }
    if (leftOut.size() > MOST_LINES) {
      output.notice("note: left out: " + (leftOut.size() - MOST_LINES) + " more");
    }
    if (!found.complete()) {
      output.notice("note: there are more files than were looked at");
    }
  }

  /** The runs on the fronts; all of them where that is asked for. */
  private String text(RunSearch found, Path page) {
    Table table = new Table("run", "network", "method", "error %", "compression", "bytes");
    List<Run> shown =
        output.verbose()
            ? found.runs()
            : RunsPage.fronts(found.runs()).values().stream().flatMap(List::stream).toList();
    int most = output.verbose() ? shown.size() : Math.min(MOST_LINES, shown.size());
    for (Run run : shown.subList(0, most)) {
      table.row(
          run.name(),
          run.network(),
          run.method() == null ? "" : run.method(),
          Numbers.percent(run.errorPercent()),
          run.compression() == null ? "" : Numbers.ratio(run.compression()),
          run.bytes() == null ? "" : Numbers.count(run.bytes()));
    }
    String front = output.verbose() ? "" : ", those on the front:";
    String more = shown.size() > most ? "and " + (shown.size() - most) + " more\n" : "";
    return Numbers.count(found.runs().size())
        + (found.runs().size() == 1 ? " run" : " runs")
        + front
        + "\n\n"
        + table.fitting()
        + more
        + "\nPage: "
        + page;
  }
}

package org.sparsevd.cli.overview;

import java.util.List;
import org.sparsevd.cli.io.Console;
import org.sparsevd.cli.io.Table;
import org.sparsevd.report.Numbers;
import org.sparsevd.report.overview.Run;
import org.sparsevd.report.overview.RunSearch;
import org.sparsevd.report.overview.RunsPage;

/** The table of the runs that were found: of those on the fronts, or of all. */
public final class RunsTable {
  /** With what else is printed, a screen of 24 lines. */
  public static final int MOST_LINES = 15;

  private RunsTable() {}

  /** Says which reports are not shown, and why. */
  public static void tellLeftOut(RunSearch found, Console output) {
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

  /**
   * The table, with how many runs there are and where their page is.
   *
   * @param all whether those behind the fronts are shown, too; the others have a star then
   * @param most how many are shown
   * @param page where it lies
   */
  public static String text(RunSearch found, boolean all, int most, String page) {
    Table table = new Table("run", "network", "method", "error %", "compression", "bytes", "");
    List<Run> front =
        RunsPage.fronts(found.runs()).values().stream().flatMap(List::stream).toList();
    List<Run> shown = all ? found.runs() : front;
    int lines = Math.min(most, shown.size());
    for (Run run : shown.subList(0, lines)) {
      table.row(
          run.name(),
          run.network(),
          run.method() == null ? "" : run.method(),
          Numbers.percent(run.errorPercent()),
          run.compression() == null ? "" : Numbers.ratio(run.compression()),
          run.bytes() == null ? "" : Numbers.count(run.bytes()),
          all && front.contains(run) ? "*" : "");
    }
    String shownAre = all ? ", those on the front with a star:" : ", those on the front:";
    String more = shown.size() > lines ? "and " + (shown.size() - lines) + " more\n" : "";
    return Numbers.count(found.runs().size())
        + (found.runs().size() == 1 ? " run" : " runs")
        + shownAre
        + "\n\n"
        + table.fitting()
        + more
        + "\nPage: "
        + page;
  }
}

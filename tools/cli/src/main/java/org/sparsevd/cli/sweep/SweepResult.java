package org.sparsevd.cli.sweep;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sparsevd.cli.io.Console;
import org.sparsevd.cli.overview.RunsTable;
import org.sparsevd.report.overview.RunSearch;
import org.sparsevd.report.overview.RunsPage;

/** Tells what a sweep found: a page in its folder, a table, JSON. */
public final class SweepResult {
  private static final String RUNS = "runs.html";
  private static final String NETS = "nets.html";

  private SweepResult() {}

  /** Writes the page and prints the table, of all runs that are complete. */
  public static void tell(
      List<Task> tasks, List<Outcome> outcomes, SweepFolder folder, Console output)
      throws IOException {
    Map<String, byte[]> results = new LinkedHashMap<>();
    for (Task task : tasks) {
      byte[] result = folder.result(task);
      if (result != null) {
        results.put(task.name(), result);
      }
    }
    boolean trains = tasks.get(0).kind() == Task.Kind.PIPELINE;
    String page = folder.name() + "/" + (trains ? RUNS : NETS);
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("page", page);
    json.put("failed", outcomes.stream().filter(outcome -> !outcome.fine()).toList());
    if (trains) {
      RunSearch found = RunSearch.of(results, Path.of(folder.name()));
      RunsTable.tellLeftOut(found, output);
      String title = "Runs in " + Path.of(folder.name()).getFileName();
      folder.files().write(RUNS, RunsPage.encode(found, title, Path.of(folder.name())));
      json.put("runs", found.runs());
      boolean few = found.runs().size() <= RunsTable.MOST_LINES;
      int most = output.verbose() ? Integer.MAX_VALUE : RunsTable.MOST_LINES;
      output.result(json, RunsTable.text(found, few || output.verbose(), most, page));
      return;
    }
    List<Compressions.Entry> entries = new ArrayList<>();
    for (Map.Entry<String, byte[]> one : results.entrySet()) {
      entries.add(Compressions.Entry.of(one.getKey(), one.getValue()));
    }
    Compressions nets = new Compressions(entries);
    folder.files().write(NETS, nets.page(tasks));
    json.put("nets", entries);
    int most = output.verbose() ? Integer.MAX_VALUE : RunsTable.MOST_LINES;
    output.result(json, nets.text(tasks, most) + "\nPage: " + page);
  }
}

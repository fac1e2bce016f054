package org.sparsevd.report.overview;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.sparsevd.report.Numbers;
import org.sparsevd.report.page.Html;
import org.sparsevd.report.page.Page;
import org.sparsevd.report.page.ParetoFront;
import org.sparsevd.report.page.ScatterChart;

/**
 * A page of runs: for each data set a picture of error against bytes, then a table of all. Its few
 * lines of script sort the table and nothing else.
 */
public final class RunsPage {
  /** By this the page knows its own kind. */
  private static final String MARK = "<!-- written by sparsevd runs -->";

  private static final int MARKED_WITHIN = 100_000;

  private static final List<String> NUMBERS =
      List.of("Run", "Error %", "Bytes", "Fewer weights", "Epochs", "Minutes", "Seed");

  private static final List<String> TEXTS = List.of("Network", "Method", "Data", "Version");

  private final RunSearch found;
  private final Path folder;
  private final Set<Run> front = new HashSet<>();
  private final Page page;

  private RunsPage(RunSearch found, String title, Path folder) {
    this.found = found;
    this.folder = folder;
    page = new Page(title, title);
  }

  /**
   * The page as UTF-8.
   *
   * @param title such as the folder that was searched
   * @param folder that the page will lie in, for links to the runs' own reports
   */
  public static byte[] encode(RunSearch found, String title, Path folder) {
    return new RunsPage(found, title, folder).write();
  }

  /** Whether this is a page of runs, which another may replace. */
  public static boolean isOne(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return new String(in.readNBytes(MARKED_WITHIN), StandardCharsets.UTF_8).contains(MARK);
    }
  }

  /**
   * The runs of each data set, by its name; within it those that no other run of it beats in both
   * error and bytes.
   */
  public static Map<String, List<Run>> fronts(List<Run> runs) {
    Map<String, List<Run>> fronts = new LinkedHashMap<>();
    byDataset(runs)
        .forEach(
            (dataset, its) ->
                fronts.put(dataset, ParetoFront.of(sized(its), Run::bytes, Run::errorPercent)));
    return fronts;
  }

  /** Two data sets of one name are told apart by their digests. */
  private static Map<String, List<Run>> byDataset(List<Run> runs) {
    Map<String, Set<String>> digests = new TreeMap<>();
    for (Run run : runs) {
      digests.computeIfAbsent(run.dataset(), name -> new HashSet<>()).add(run.datasetSha256());
    }
    Map<String, List<Run>> groups = new TreeMap<>();
    for (Run run : runs) {
      String digest = run.datasetSha256();
      String which = " (" + digest.substring(0, Math.min(12, digest.length())) + ")";
      boolean one = digests.get(run.dataset()).size() == 1;
      groups
          .computeIfAbsent(run.dataset() + (one ? "" : which), name -> new ArrayList<>())
          .add(run);
    }
    return groups;
  }

  private static List<Run> sized(List<Run> runs) {
    return runs.stream().filter(run -> run.bytes() != null).toList();
  }

  private byte[] write() {
    page.add(MARK).add("\n<p class='lead'>").add(counted(found.runs().size(), "run"));
    page.add(found.leftOut().isEmpty() ? "" : ", " + found.leftOut().size() + " left out");
    page.add(". Runs on the front, which no other of the same data beats in both error and")
        .add(" size, have a star.</p>\n");
    Map<String, List<Run>> fronts = fronts(found.runs());
    fronts.values().forEach(front::addAll);
    byDataset(found.runs()).forEach((dataset, runs) -> chart(dataset, runs, fronts.get(dataset)));
    table();
    leftOut();
    return page.encode();
  }

  private static String counted(int count, String what) {
    return Numbers.count(count) + " " + what + (count == 1 ? "" : "s");
  }

  private void chart(String dataset, List<Run> runs, List<Run> best) {
    page.add("<h2>").add(Html.escape(dataset)).add("</h2>\n");
    if (sized(runs).isEmpty()) {
      page.add("<p>No run of it has a compact file.</p>\n");
      return;
    }
    Map<String, List<ScatterChart.Point>> groups = new TreeMap<>();
    for (Run run : sized(runs)) {
      String group = run.network() + (run.method() == null ? "" : ", " + run.method());
      groups.computeIfAbsent(group, name -> new ArrayList<>()).add(point(run));
    }
    ScatterChart chart =
        new ScatterChart(
            "Test error against size on " + dataset, "compact file, kB", "test error, %");
    groups.forEach((name, points) -> chart.group(name, false, points));
    chart.front(best.stream().map(this::point).toList());
    page.add(
        chart.figure("Test error of the compact file against its size. The line is the front."));
  }

  private ScatterChart.Point point(Run run) {
    return new ScatterChart.Point(
        run.name(), run.bytes() / 1000.0, run.errorPercent(), front.contains(run));
  }

  private void table() {
    page.add("<h2>All runs</h2>\n<div class='scroll'><table class='sortable'>\n<thead><tr>");
    for (String heading : NUMBERS) {
      page.add("<th scope='col'>").add(heading).add("</th>");
    }
    for (String heading : TEXTS) {
      page.add("<th scope='col' class='text'>").add(heading).add("</th>");
    }
    page.add("</tr></thead>\n<tbody>\n");
    found.runs().forEach(this::row);
    page.add("</tbody></table></div>\n<script>\n").add(script()).add("</script>\n");
  }

  private void row(Run run) {
    page.add(front.contains(run) ? "<tr class='front'>" : "<tr>");
    cell(
        run.name(),
        link(run) + (front.contains(run) ? " <span title='on the front'>★</span>" : ""));
    cell(run.errorPercent(), Numbers.percent(run.errorPercent()));
    cell(run.bytes(), run.bytes() == null ? "" : Numbers.count(run.bytes()));
    cell(run.compression(), run.compression() == null ? "" : Numbers.ratio(run.compression()));
    cell(run.epochs(), run.epochs() == null ? "" : Numbers.count(run.epochs()));
    cell(run.minutes(), run.minutes() == null ? "" : Numbers.tenths(run.minutes()));
    cell(run.seed(), String.valueOf(run.seed()));
    text(run.network());
    text(run.method());
    text(run.dataset());
    text(run.tool() == null ? null : run.tool().replaceFirst("^sparsevd ", ""));
    page.add("</tr>\n");
  }

  /** A cell of text; nothing stands behind everything. */
  private void text(String text) {
    cell(text, text == null ? "" : Html.escape(text), " class='text'");
  }

  private void cell(Object value, String html) {
    cell(value, html, "");
  }

  /** A cell that is sorted by its value. */
  private void cell(Object value, String html, String style) {
    String key = value == null ? "" : Html.escape(String.valueOf(value));
    page.add("<td").add(style).add(" data-value='").add(key).add("'>").add(html).add("</td>");
  }

  /** The run's name, which leads to its own report where there is one. */
  private String link(Run run) {
    String name = Html.escape(run.name());
    Path report = run.folder().resolve("report.html");
    if (!Files.isRegularFile(report)) {
      return name;
    }
    List<String> steps = new ArrayList<>();
    Path from = folder.toAbsolutePath().normalize();
    for (Path step : from.relativize(report.toAbsolutePath().normalize())) {
      steps.add(URLEncoder.encode(step.toString(), StandardCharsets.UTF_8).replace("+", "%20"));
    }
    return "<a href='" + Html.escape(String.join("/", steps)) + "'>" + name + "</a>";
  }

  private void leftOut() {
    if (!found.complete()) {
      page.add("<p>There are more files than were looked at.</p>\n");
    }
    if (found.leftOut().isEmpty()) {
      return;
    }
    page.add("<h2>Left out</h2>\n");
    page.openTable("Report", "Why");
    for (RunSearch.LeftOut one : found.leftOut()) {
      page.row(Html.escape(one.path()), Html.escape(one.reason()));
    }
    page.closeTable();
  }

  private static String script() {
    try (InputStream in = RunsPage.class.getResourceAsStream("sort.js")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

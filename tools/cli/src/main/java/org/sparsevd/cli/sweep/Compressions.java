package org.sparsevd.cli.sweep;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.sparsevd.cli.io.Table;
import org.sparsevd.report.Numbers;
import org.sparsevd.report.page.Html;
import org.sparsevd.report.page.Page;
import org.sparsevd.report.page.ParetoFront;
import org.sparsevd.report.page.ScatterChart;

/** The table of compressed nets: bytes, and what was measured of how far they moved. */
public record Compressions(List<Entry> entries) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String TITLE = "Compressed nets";

  /** What is not measured as different has a place on an axis of powers. */
  private static final double LEAST = 1e-6;

  /**
   * One net.
   *
   * @param ratio how much smaller than dense
   * @param errorPercentBefore null where no error was measured, like the next one
   * @param differencePercent of the outputs, root mean square; null where none was measured
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Entry(
      String name,
      long bytes,
      double ratio,
      Double errorPercentBefore,
      Double errorPercentAfter,
      Double differencePercent) {

    /** What a run of {@code compress --json} printed. */
    static Entry of(String name, byte[] json) throws IOException {
      JsonNode root = JSON.readTree(json);
      JsonNode measured = root.path("calibration");
      return new Entry(
          name,
          root.path("file").path("bytes").asLong(),
          root.path("file").path("ratio").asDouble(),
          number(measured, "errorPercentBefore"),
          number(measured, "errorPercentAfter"),
          number(measured, "differencePercent"));
    }

    /** A number; of nets with several outputs, which have one for each, the largest. */
    private static Double number(JsonNode parent, String name) {
      JsonNode found = parent.path(name);
      if (found.isNumber()) {
        return found.doubleValue();
      }
      Double largest = null;
      for (JsonNode one : found) {
        largest = largest == null ? one.asDouble() : Math.max(largest, one.asDouble());
      }
      return largest;
    }

    /** What is to be small beside the bytes: points of error, or else how far outputs moved. */
    private double cost() {
      return errorPercentAfter != null
          ? errorPercentAfter - errorPercentBefore
          : differencePercent == null ? 0 : differencePercent;
    }
  }

  public Compressions {
    entries = List.copyOf(entries);
  }

  /** Those that no other version of the same net beats in both size and error. */
  private Set<Entry> front(List<Task> tasks) {
    Map<String, Entry> named =
        entries.stream().collect(Collectors.toMap(Entry::name, entry -> entry));
    Map<String, List<Entry>> versions = new LinkedHashMap<>();
    for (Task task : tasks) {
      if (named.containsKey(task.name())) {
        versions
            .computeIfAbsent(task.arguments().get(0), net -> new ArrayList<>())
            .add(named.get(task.name()));
      }
    }
    return versions.values().stream()
        .flatMap(its -> ParetoFront.of(its, Entry::bytes, Entry::cost).stream())
        .collect(Collectors.toSet());
  }

  /** The page of the same: a picture of what was measured, and the table. */
  byte[] page(List<Task> tasks) {
    Set<Entry> front = front(tasks);
    Page page = new Page(TITLE, TITLE);
    page.add("<p class='lead'>Those that no other version of the same net beats in both size and")
        .add(" error have a star.</p>\n");
    List<ScatterChart.Point> best = new ArrayList<>();
    List<ScatterChart.Point> others = new ArrayList<>();
    for (Entry entry : entries) {
      if (entry.differencePercent() != null) {
        double moved = Math.max(LEAST, entry.differencePercent());
        (front.contains(entry) ? best : others)
            .add(new ScatterChart.Point(entry.name(), entry.bytes(), moved, true));
      }
    }
    if (!best.isEmpty()) {
      page.add(
          new ScatterChart(TITLE, "bytes", "moved %")
              .group("on a front", true, best)
              .group("others", false, others)
              .figure("How far outputs are from the original's: root mean square."));
    }
    page.openTable("Run", "Bytes", "Smaller", "Error before %", "After %", "Moved %", "");
    for (Entry entry : entries) {
      page.row(Stream.of(cells(entry, front)).map(Html::escape).toArray(String[]::new));
    }
    page.closeTable();
    return page.encode();
  }

  /** The table; a star marks those that no other version of the same net beats. */
  String text(List<Task> tasks, int most) {
    Set<Entry> front = front(tasks);
    Table table = new Table("run", "bytes", "smaller", "error before %", "after %", "moved %", "");
    entries.stream().limit(most).forEach(entry -> table.row(cells(entry, front)));
    int more = Math.max(0, entries.size() - most);
    return table.fitting() + (more == 0 ? "" : "and " + more + " more\n");
  }

  private static String[] cells(Entry entry, Set<Entry> front) {
    return new String[] {
      entry.name(),
      Numbers.count(entry.bytes()),
      Numbers.ratio(entry.ratio()),
      percent(entry.errorPercentBefore()),
      percent(entry.errorPercentAfter()),
      percent(entry.differencePercent()),
      front.contains(entry) ? "*" : ""
    };
  }

  private static String percent(Double value) {
    return value == null ? "" : String.format(Locale.ROOT, "%.2f", value);
  }
}

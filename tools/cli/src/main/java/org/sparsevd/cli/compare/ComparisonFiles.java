package org.sparsevd.cli.compare;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.sparsevd.cli.io.CliException;
import org.sparsevd.cli.io.OutputFile;
import org.sparsevd.cli.io.ToolVersion;
import org.sparsevd.report.JsonReport;

/** The files that tell a comparison. */
public final class ComparisonFiles {
  private static final String NAME = "compare";

  private ComparisonFiles() {}

  /** Reads the runs of a folder. */
  public static MethodComparison read(
      String network, List<Entry> entries, RunSet runs, List<Long> seeds)
      throws IOException, CliException {
    List<Row> rows = new ArrayList<>();
    for (Entry entry : entries) {
      rows.add(Row.of(entry, runs.complete(entry, seeds)));
    }
    return new MethodComparison(ToolVersion.text(), network, rows);
  }

  /** Writes {@code compare.md}, {@code compare.json} and {@code compare.html}; the first's text. */
  public static String write(MethodComparison comparison, Path folder) throws CliException {
    String table = MarkdownTable.of(comparison);
    write(folder, table, comparison, MethodPage.encode(comparison));
    return table;
  }

  /** The same of the VGG-like networks. */
  public static String write(WidthComparison comparison, Path folder) throws CliException {
    String table = comparison.markdown();
    write(folder, table, comparison, WidthPage.encode(comparison));
    return table;
  }

  /** The same of the two kinds of noise. */
  public static String write(NoiseComparison comparison, Path folder) throws CliException {
    String table = comparison.markdown();
    write(folder, table, comparison, NoisePage.encode(comparison));
    return table;
  }

  private static void write(Path folder, String table, Object data, byte[] page)
      throws CliException {
    byte[] json = (JsonReport.pretty(data) + "\n").getBytes(StandardCharsets.UTF_8);
    OutputFile.write(folder.resolve(NAME + ".md"), table.getBytes(StandardCharsets.UTF_8));
    OutputFile.write(folder.resolve(NAME + ".json"), json);
    OutputFile.write(folder.resolve(NAME + ".html"), page);
  }
}

package org.sparsevd.benchmarks.report;

import java.util.ArrayList;
import java.util.List;

/**
 * A table to read on a terminal and to paste into a document; all but its first column are right.
 */
public final class MarkdownTable {
  private final List<String[]> rows = new ArrayList<>();

  public MarkdownTable(String... headings) {
    rows.add(headings);
  }

  /**
   * Adds a row.
   *
   * @throws IllegalArgumentException if it has not as many cells as there are headings
   */
  public MarkdownTable row(String... cells) {
    if (cells.length != rows.get(0).length) {
      throw new IllegalArgumentException(
          "row of " + cells.length + " cells in a table of " + rows.get(0).length);
    }
    rows.add(cells);
    return this;
  }

  @Override
  public String toString() {
    int[] widths = new int[rows.get(0).length];
    for (String[] row : rows) {
      for (int i = 0; i < row.length; i++) {
        widths[i] = Math.max(widths[i], Math.max(2, row[i].length()));
      }
    }
    StringBuilder text = new StringBuilder();
    for (int r = 0; r < rows.size(); r++) {
      text.append(line(rows.get(r), widths));
      if (r == 0) {
        text.append(rule(widths));
      }
    }
    return text.toString();
  }

  private static String line(String[] cells, int[] widths) {
    StringBuilder line = new StringBuilder("|");
    for (int i = 0; i < cells.length; i++) {
      String space = " ".repeat(widths[i] - cells[i].length());
      line.append(' ').append(i == 0 ? cells[i] + space : space + cells[i]).append(" |");
    }
    return line.append(System.lineSeparator()).toString();
  }

  private static String rule(int[] widths) {
    StringBuilder line = new StringBuilder("|");
    for (int i = 0; i < widths.length; i++) {
      line.append(i == 0 ? "" : "-").append("-".repeat(widths[i] + (i == 0 ? 2 : 0)));
      line.append(i == 0 ? "|" : ":|");
    }
    return line.append(System.lineSeparator()).toString();
  }
}

package org.sparsevd.cli.io;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** A table in plain text: columns of numbers to the right, all others to the left. */
public final class Table {
  private static final Pattern NUMBER = Pattern.compile("[0-9].*");

  private static final int SCREEN = 80;
  private static final String CUT = "...";

  private final List<String[]> rows = new ArrayList<>();

  public Table(String... headings) {
    rows.add(headings);
  }

  public Table row(String... cells) {
    if (cells.length != rows.get(0).length) {
      throw new IllegalArgumentException(
          "row of " + cells.length + " cells in a table of " + rows.get(0).length);
    }
    rows.add(cells);
    return this;
  }

  /** The table on a screen of 80 columns: long cells of the first column are shortened. */
  public String fitting() {
    String text = toString();
    int widest = text.lines().mapToInt(String::length).max().orElse(0);
    int first = rows.stream().mapToInt(row -> row[0].length()).max().orElse(0);
    int allowed = Math.max(CUT.length() + 1, first - Math.max(0, widest - SCREEN));
    Table shorter = new Table(rows.get(0).clone());
    for (String[] row : rows.subList(1, rows.size())) {
      String[] cells = row.clone();
      cells[0] = shortened(cells[0], allowed);
      shorter.row(cells);
    }
    return shorter.toString();
  }

  /**
   * A path loses the elements that the next one begins with, as in PyTorch's {@code
   * /features/features.3/conv/conv.1/Conv}; what is still too long loses its beginning.
   */
  private static String shortened(String path, int allowed) {
    if (path.length() <= allowed) {
      return path;
    }
    String[] elements = path.split("/", -1);
    StringBuilder kept = new StringBuilder(elements[0]);
    for (int i = 1; i < elements.length; i++) {
      boolean repeated = i + 1 < elements.length && elements[i + 1].startsWith(elements[i]);
      kept.append(repeated ? "" : "/" + elements[i]);
    }
    int length = kept.length();
    return length <= allowed
        ? kept.toString()
        : CUT + kept.substring(Math.min(length, length - allowed + CUT.length()));
  }

  /** A line of at most 80 columns. */
  public static String fitting(String line) {
    return line.length() <= SCREEN ? line : line.substring(0, SCREEN - CUT.length()) + CUT;
  }

  @Override
  public String toString() {
    int[] widths = new int[rows.get(0).length];
    boolean[] numbers = new boolean[widths.length];
    for (String[] row : rows) {
      for (int i = 0; i < row.length; i++) {
        widths[i] = Math.max(widths[i], row[i].length());
        numbers[i] |= row != rows.get(0) && NUMBER.matcher(row[i]).matches();
      }
    }
    StringBuilder text = new StringBuilder();
    for (String[] row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < row.length; i++) {
        String space = " ".repeat(widths[i] - row[i].length());
        line.append(i == 0 ? "" : "  ").append(numbers[i] ? space + row[i] : row[i] + space);
      }
      text.append(line.toString().stripTrailing()).append(System.lineSeparator());
    }
    return text.toString();
  }
}

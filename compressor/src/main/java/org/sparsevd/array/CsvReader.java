package org.sparsevd.array;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;

/** Reads a {@link CsvTable}, line by line. */
final class CsvReader {
  private static final int MOST_VALUES = 1 << 28;
  private static final int LONGEST_LINE = 1 << 24;

  private final Path file;
  private int line;
  private char separator;
  private int columns;
  private double[] values = new double[1 << 10];
  private int filled;

  CsvReader(Path file) {
    this.file = file;
  }

  CsvTable read() throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new ArrayFileException(
          file + ": expected a table, found " + (Files.exists(file) ? "no file" : "nothing"));
    }
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8), 1 << 16)) {
      String first = nextLine(in);
      if (first == null) {
        throw new ArrayFileException(file + ": expected a table, found an empty file");
      }
      first = first.startsWith("\ufeff") ? first.substring(1) : first;
      separator = separator(first);
      List<String> start = cells(first);
      columns = start.size();
      List<String> names = names(start);
      int firstLine = names.isEmpty() ? 1 : 2;
      if (names.isEmpty()) {
        row(start);
      }
      for (String text = nextLine(in); text != null; text = nextLine(in)) {
        if (text.isBlank()) {
          requireEnd(in);
          break;
        }
        row(cells(text));
      }
      if (filled == 0) {
        throw new ArrayFileException(file + ": expected rows of numbers, found names alone");
      }
      return new CsvTable(file, names, columns, Arrays.copyOf(values, filled), firstLine);
    }
  }

  /** A line without its end; {@link BufferedReader#readLine} would hold one of any length. */
  private String nextLine(BufferedReader in) throws IOException {
    StringBuilder text = new StringBuilder();
    int c = in.read();
    if (c < 0) {
      return null;
    }
    line++;
    for (; c >= 0 && c != '\n'; c = in.read()) {
      text.append((char) c);
      if (text.length() > LONGEST_LINE) {
        throw new ArrayFileException(
            file + ": line " + line + ": expected at most " + LONGEST_LINE + " characters");
      }
    }
    int end = text.length();
    return end > 0 && text.charAt(end - 1) == '\r' ? text.substring(0, end - 1) : text.toString();
  }

  private void requireEnd(BufferedReader in) throws IOException {
    int empty = line;
    for (String text = nextLine(in); text != null; text = nextLine(in)) {
      if (!text.isBlank()) {
        throw new ArrayFileException(
            file + ": line " + empty + ": expected " + columns + " numbers, found an empty line");
      }
    }
  }

  /** A tab, semicolon or comma, whichever there is, in this order. */
  private static char separator(String text) {
    boolean quoted = false;
    boolean semicolon = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      quoted ^= c == '"';
      if (!quoted && c == '\t') {
        return '\t';
      }
      semicolon |= !quoted && c == ';';
    }
    return semicolon ? ';' : ',';
  }

  /** The texts of a line; quotes around them are taken away, two within them are one. */
  private List<String> cells(String text) throws ArrayFileException {
    List<String> cells = new ArrayList<>(Math.max(8, columns));
    int at = 0;
    while (true) {
      int start = at;
      while (start < text.length() && text.charAt(start) == ' ') {
        start++;
      }
      if (start < text.length() && text.charAt(start) == '"') {
        StringBuilder cell = new StringBuilder();
        at = quoted(text, start + 1, cell, cells.size() + 1);
        cells.add(cell.toString().strip());
      } else {
        int end = text.indexOf(separator, at);
        end = end < 0 ? text.length() : end;
        cells.add(text.substring(at, end).strip());
        at = end;
      }
      if (at >= text.length()) {
        return cells;
      }
      at++;
    }
  }

  /** Appends what stands in quotes, and returns where the next separator stands. */
  private int quoted(String text, int from, StringBuilder cell, int column)
      throws ArrayFileException {
    int at = from;
    while (true) {
      int quote = text.indexOf('"', at);
      if (quote < 0) {
        throw problem(column, "the quote to end on the same line", "none");
      }
      cell.append(text, at, quote);
      at = quote + 1;
      if (at < text.length() && text.charAt(at) == '"') {
        cell.append('"');
        at++;
        continue;
      }
      while (at < text.length() && text.charAt(at) == ' ' && separator != ' ') {
        at++;
      }
      if (at < text.length() && text.charAt(at) != separator) {
        throw problem(column, "a separator behind the quote", "'" + text.charAt(at) + "'");
      }
      return at;
    }
  }

  /** The names of the columns if the first line has them, else none. */
  private List<String> names(List<String> first) throws ArrayFileException {
    int numbers = (int) first.stream().filter(cell -> number(cell) != null).count();
    if (numbers == first.size()) {
      requireData(first);
      return List.of();
    }
    for (int i = 0; i < first.size(); i++) {
      if (numbers > 0 && number(first.get(i)) == null) {
        throw problem(
            i + 1,
            "a number as in other columns of this line, or names in all",
            told(first.get(i)));
      }
      if (first.get(i).isEmpty()) {
        throw problem(
            i + 1,
            "a name (if this column numbers the rows, leave it out: to_csv(index=False))",
            "none");
      }
    }
    if (new HashSet<>(first).size() < first.size()) {
      throw new ArrayFileException(file + ": line 1: expected names that differ, found two alike");
    }
    return List.copyOf(first);
  }

  /** A first line of 0, 1, 2 and so on is a header that nobody wrote by hand. */
  private void requireData(List<String> first) throws ArrayFileException {
    for (int i = 0; i < first.size(); i++) {
      if (!first.get(i).equals(String.valueOf(i)) || first.size() < 3) {
        return;
      }
    }
    throw new ArrayFileException(
        file
            + ": line 1: expected names or a row, found the columns numbered from 0: remove this"
            + " line (to_csv(header=False)) or name the columns");
  }

  private void row(List<String> cells) throws ArrayFileException {
    if (cells.size() != columns) {
      throw new ArrayFileException(
          file
              + ": line "
              + line
              + ": expected "
              + columns
              + " columns as in line 1, found "
              + cells.size());
    }
    if (filled + columns > values.length) {
      if (filled + columns > MOST_VALUES) {
        throw new ArrayFileException(
            file + ": line " + line + ": expected at most " + MOST_VALUES + " numbers, found more");
      }
      values = Arrays.copyOf(values, Math.max(filled + columns, 2 * values.length));
    }
    for (int i = 0; i < columns; i++) {
      Double number = number(cells.get(i));
      if (number == null) {
        throw problem(i + 1, "a number", told(cells.get(i)));
      }
      if (!Float.isFinite(number.floatValue())) {
        throw problem(i + 1, "a number within float32", told(cells.get(i)));
      }
      values[filled++] = number;
    }
  }

  /** A decimal number with a point; null if the text is none. */
  private static Double number(String text) {
    for (int i = 0; i < text.length(); i++) {
      if ("0123456789.+-eE".indexOf(text.charAt(i)) < 0) {
        return null;
      }
    }
    try {
      return text.isEmpty() ? null : Double.valueOf(text);
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private static String told(String cell) {
    if (cell.isEmpty()) {
      return "nothing";
    }
    String plain = cell.replaceAll("\\p{Cntrl}", "?");
    String some = plain.length() > 30 ? plain.substring(0, 30) + "..." : plain;
    return "'" + some + "'" + (some.matches("[+-]?[0-9]+,[0-9]+") ? ", a decimal comma" : "");
  }

  private ArrayFileException problem(int column, String expected, String found) {
    return new ArrayFileException(
        file
            + ": line "
            + line
            + ", column "
            + column
            + ": expected "
            + expected
            + ", found "
            + found);
  }
}

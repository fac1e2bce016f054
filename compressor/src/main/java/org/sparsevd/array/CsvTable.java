package org.sparsevd.array;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A table of finite numbers.
 *
 * @param file for messages
 * @param names of the columns, empty where the file has no header
 * @param columns at least one
 * @param values {@code [rows, columns]}
 * @param firstLine of the file that is a row, counted from 1
 */
public record CsvTable(Path file, List<String> names, int columns, double[] values, int firstLine) {

  /**
   * Reads a file of numbers, separated by commas, semicolons or tabs, quoted or not, with or
   * without one line of names.
   *
   * @throws ArrayFileException naming line and column of what is no number
   */
  public static CsvTable read(Path file) throws IOException {
    return new CsvReader(file).read();
  }

  public int rows() {
    return values.length / columns;
  }

  public double value(int row, int column) {
    return values[row * columns + column];
  }

  /**
   * The column of this name, from 0.
   *
   * @throws ArrayFileException if there is none
   */
  public int column(String name) throws ArrayFileException {
    int column = names.indexOf(name);
    if (column < 0) {
      throw new ArrayFileException(
          file
              + ": expected a column '"
              + name
              + "', found "
              + (names.isEmpty() ? "no line of names" : String.join(", ", names)));
    }
    return column;
  }

  /** Where a number stands, for messages. */
  public String place(int row, int column) {
    return file
        + ": line "
        + (firstLine + row)
        + ", column "
        + (column + 1)
        + (names.isEmpty() ? "" : " (" + names.get(column) + ")");
  }
}

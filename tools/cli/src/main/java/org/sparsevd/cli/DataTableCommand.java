package org.sparsevd.cli;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.sparsevd.cli.io.CliException;
import org.sparsevd.cli.io.ExitCode;
import org.sparsevd.cli.io.OutputFile;
import org.sparsevd.cli.options.Overwriting;
import org.sparsevd.report.Numbers;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sparsevd data table}: a table of which it is known what counts in it. */
@Command(
    name = "table",
    header = "Writes a table of known structure, to see what a sparse net finds in it.",
    description = {
      "Writes a CSV file of ten columns of normal numbers and a class. The class is 1",
      "where column 3 and the square of column 6 are more than 1 together; the other",
      "columns have nothing to do with it."
    })
final class DataTableCommand extends ConsoleCommand {
  private static final int COLUMNS = 10;
  private static final int MOST_ROWS = 1_000_000;

  @Option(
      names = "--out",
      paramLabel = "FILE.csv",
      required = true,
      description = "the file to write")
  private Path out;

  @Option(
      names = "--rows",
      paramLabel = "N",
      defaultValue = "2000",
      description = "how many (default: ${DEFAULT-VALUE})")
  private int rows;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "1",
      description = "of the numbers (default: ${DEFAULT-VALUE})")
  private long seed;

  @Mixin private Overwriting overwriting;

  @Override
  public Integer call() throws Exception {
    if (rows < 1 || rows > MOST_ROWS) {
      throw CliException.usage("--rows must be 1 to " + MOST_ROWS + ", found " + rows);
    }
    OutputFile.check(out, overwriting.allowed());
    OutputFile.write(out, text().getBytes(StandardCharsets.US_ASCII));
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("path", out.toString());
    result.put("rows", rows);
    output.result(
        result, out + ": " + Numbers.count(rows) + " rows; train with: train mlp --data " + out);
    return ExitCode.FINE;
  }

  private String text() {
    Random random = new Random(seed);
    StringBuilder csv = new StringBuilder();
    for (int c = 1; c <= COLUMNS; c++) {
      csv.append('c').append(c).append(',');
    }
    csv.append("class\n");
    for (int row = 0; row < rows; row++) {
      double[] numbers = new double[COLUMNS];
      for (int c = 0; c < COLUMNS; c++) {
        numbers[c] = random.nextGaussian();
        csv.append(String.format(Locale.ROOT, "%.4f,", numbers[c]));
      }
      csv.append(numbers[2] + numbers[5] * numbers[5] > 1 ? 1 : 0).append('\n');
    }
    return csv.toString();
  }
}

package org.sparsevd.cli;

import java.util.Locale;
import java.util.Map;
import org.sparsevd.cli.compress.CompactFile;
import org.sparsevd.cli.io.Table;
import org.sparsevd.cli.train.RunFolder;
import org.sparsevd.cli.verify.Verification;
import org.sparsevd.report.Numbers;
import org.sparsevd.report.Report;

/** The few lines a person wants to read when a pipeline ends. */
final class Summary {
  private final Report report;

  Summary(Report report) {
    this.report = report;
  }

  String text(RunFolder folder) {
    Report.Parameters parameters = report.parameters();
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "%n%s on %s, seed %d: test error %s %%, %s fewer weights (%s of %s)%n%n",
            report.network(),
            report.dataset().name(),
            report.seed(),
            Numbers.percent(report.testErrorPercent()),
            Numbers.ratio(parameters.compression()),
            Numbers.count(parameters.nonZero()),
            Numbers.count(parameters.total())));
    text.append(files());
    text.append(verdict());
    text.append("Time:");
    String separator = " ";
    for (Map.Entry<String, Double> stage : report.seconds().entrySet()) {
      text.append(separator)
          .append(stage.getKey())
          .append(' ')
          .append(Numbers.seconds(stage.getValue()));
      separator = ", ";
    }
    return text.append("\nReport: ").append(folder.html()).append('\n').toString();
  }

  private String verdict() {
    if (!Verification.passed(report)) {
      return "\nThe forms do NOT agree: see the differences above.\n";
    }
    Report.Quantisation quantisation = report.quantisation();
    if (report.verification().size() < report.files().size()) {
      return "\nNot verified: the files without an error above.\n" + CompactFile.text(quantisation);
    }
    return quantisation == null
        ? "\nAll forms agree on every test image.\n"
        : "\nAll forms agree on every test image, the quantised one with itself in ONNX Runtime.\n"
            + CompactFile.text(quantisation);
  }

  private Table files() {
    Table table =
        new Table("file", "bytes", "smaller", "error %", "largest difference", "same class %");
    for (Report.FileEntry file : report.files()) {
      String[] row = {
        file.path(), Numbers.count(file.bytes()), Numbers.ratio(file.ratio()), "", "", ""
      };
      for (Report.Target target : report.verification()) {
        if (target.target().equals(file.path())) {
          row[3] = Numbers.percent(target.testErrorPercent());
          row[4] = Numbers.difference(target.maxAbsDifference());
          row[5] = Numbers.percent(100 * target.top1Agreement());
        }
      }
      table.row(row);
    }
    return table;
  }
}

package org.sparsevd.cli;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.sparsevd.cli.io.CliException;
import org.sparsevd.cli.io.ExitCode;
import org.sparsevd.cli.io.OutputFile;
import org.sparsevd.cli.options.DataOption;
import org.sparsevd.cli.uncertain.Measurement;
import org.sparsevd.cli.uncertain.MeasurementPage;
import org.sparsevd.cli.uncertain.SampledRun;
import org.sparsevd.report.JsonReport;
import org.sparsevd.trainer.data.Dataset;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sparsevd uncertainty}: how well a net tells what it was not trained on. */
@Command(
    name = "uncertainty",
    header = "Measures how well a net tells what it was not trained on.",
    description = {
      "Runs a file of compress --keep-uncertainty with drawn weights: on test images, on",
      "the same turned by up to 180 degrees, and on data that are unlike (--other)."
    })
final class UncertaintyCommand extends ConsoleCommand {
  @Parameters(index = "0", paramLabel = "FILE.spvd", description = "a file with deviations")
  private Path file;

  @Mixin private DataOption data;

  @Option(
      names = "--other",
      paramLabel = "DIR",
      description = "other data of the same shape, such as Fashion-MNIST as IDX files")
  private String other;

  @Option(
      names = "--samples",
      paramLabel = "N",
      defaultValue = "20",
      description = "draws of all weights (default: ${DEFAULT-VALUE})")
  private int samples;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "1",
      description = "of the draws (default: ${DEFAULT-VALUE})")
  private long seed;

  @Option(names = "--limit", paramLabel = "N", description = "only the first N test images")
  private Integer limit;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "a folder for uncertainty.json and uncertainty.html")
  private Path folder;

  @Override
  public Integer call() throws Exception {
    if (limit != null && limit < 1) {
      throw CliException.usage("--limit must be at least 1, found " + limit);
    }
    SampledRun run = SampledRun.open(file, samples, seed);
    if (folder != null) {
      OutputFile.makeFolder(folder);
    }
    Dataset tested = data.openTests();
    if (!tested.test().areLabelled()) {
      throw CliException.failure(
          "data set '" + tested.name() + "': uncertainty is told of classes, expected classes");
    }
    Dataset unlike = other == null ? null : data.openTests(other);
    int most = limit == null ? Integer.MAX_VALUE : limit;
    Measurement measured = Measurement.of(file, run, tested, unlike, most, samples, seed);
    if (folder != null) {
      byte[] json = (JsonReport.pretty(measured) + "\n").getBytes(StandardCharsets.UTF_8);
      OutputFile.write(folder.resolve("uncertainty.json"), json);
      OutputFile.write(folder.resolve("uncertainty.html"), MeasurementPage.encode(measured));
    }
    output.result(measured, measured.text());
    return ExitCode.FINE;
  }
}

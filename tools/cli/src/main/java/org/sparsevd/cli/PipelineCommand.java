package org.sparsevd.cli;

import java.io.IOException;
import java.nio.file.Path;
import org.sparsevd.cli.io.CliException;
import org.sparsevd.cli.io.ExitCode;
import org.sparsevd.cli.options.CompressionOptions;
import org.sparsevd.cli.options.TrainingOptions;
import org.sparsevd.cli.train.RunFolder;
import org.sparsevd.cli.train.TrainingStage;
import org.sparsevd.cli.verify.Verification;
import org.sparsevd.report.Report;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sparsevd pipeline}: from data to every file, verified, with a report. */
@Command(
    name = "pipeline",
    header = "Trains, compresses, exports and verifies in one go.",
    description = {
      "Trains, compresses, exports and verifies; writes into a folder: model.ckpt, model.spvd,",
      "model.onnx, model-sparse.onnx, report.json, report.html."
    })
final class PipelineCommand extends ConsoleCommand {
  @Mixin private TrainingOptions training;
  @Mixin private CompressionOptions compression;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "the folder to write into (default: runs/RECIPE-SEED)")
  private Path out;

  /**
   * Checks the options.
   *
   * @throws CliException if they make no sense
   */
  void check() throws IOException, CliException {
    compression.check();
    training.recipe();
  }

  @Override
  public Integer call() throws Exception {
    check();
    String name = training.recipe().name();
    RunFolder folder =
        new RunFolder(out == null ? Path.of("runs", name + "-" + training.seed()) : out);
    folder.check(training.resume(), training.force());
    TrainingStage stage = TrainingStage.of(training, folder.checkpoint(), output);
    folder.make();
    if (training.force()) {
      folder.clear();
    }
    Report report = new Pipeline(folder, output).run(stage, compression, training.paper());
    output.result(report, new Summary(report).text(folder));
    return Verification.passed(report) ? ExitCode.FINE : ExitCode.VERIFICATION_FAILED;
  }
}

package org.sparsevd.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.sparsevd.cli.calibrate.HeldOut;
import org.sparsevd.cli.compress.CompactFile;
import org.sparsevd.cli.compress.CompressionTable;
import org.sparsevd.cli.compress.DenseSize;
import org.sparsevd.cli.io.CliException;
import org.sparsevd.cli.io.Console;
import org.sparsevd.cli.io.Environment;
import org.sparsevd.cli.io.ExportSource;
import org.sparsevd.cli.io.OutputFile;
import org.sparsevd.cli.io.Stopwatch;
import org.sparsevd.cli.io.ToolVersion;
import org.sparsevd.cli.io.Whitened;
import org.sparsevd.cli.options.CompressionOptions;
import org.sparsevd.cli.train.FirstLayer;
import org.sparsevd.cli.train.RunFolder;
import org.sparsevd.cli.train.TrainingStage;
import org.sparsevd.cli.verify.Reference;
import org.sparsevd.cli.verify.Verification;
import org.sparsevd.compress.Compressed;
import org.sparsevd.compress.Compressor;
import org.sparsevd.compress.TrainedModel;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.nets.RuntimeMissingException;
import org.sparsevd.onnx.OnnxProfile;
import org.sparsevd.onnx.write.OnnxExporter;
import org.sparsevd.report.HtmlReport;
import org.sparsevd.report.JsonReport;
import org.sparsevd.report.LogAlphaHistogram;
import org.sparsevd.report.Report;
import org.sparsevd.trainer.DivergedException;
import org.sparsevd.trainer.checkpoint.Checkpoint;
import org.sparsevd.trainer.recipe.EpochResult;
import org.sparsevd.trainer.recipe.Method;

/** The stages of one run, from training to the report. */
final class Pipeline {
  private final RunFolder folder;
  private final Console output;
  private final Stopwatch stopwatch = new Stopwatch();

  Pipeline(RunFolder folder, Console output) {
    this.folder = folder;
    this.output = output;
  }

  /** Runs all stages and writes all files; {@code report.json} is the last of them. */
  Report run(TrainingStage training, CompressionOptions options, boolean paper)
      throws IOException, DivergedException, CliException {
    Checkpoint checkpoint = training.run();
    stopwatch.lap("train");

    if (!Whitened.note(checkpoint).isEmpty()) {
      output.notice("note: " + Whitened.note(checkpoint));
    }
    output.progress("compressing");
    TrainedModel trained = checkpoint.trainedModel();
    Compressed compressed = Compressor.compress(trained);
    HeldOut heldOut = HeldOut.of(training.dataset(), null);
    CompactFile compact =
        options.lossless()
            ? CompactFile.lossless(compressed, options)
            : CompactFile.quantised(compressed, heldOut, options);
    compact.write(folder.spvd());
    stopwatch.lap("compress");

    output.progress("exporting");
    Model whole = ExportSource.of(checkpoint).model();
    OnnxExporter.write(whole, OnnxProfile.DENSE, folder.onnx());
    OnnxExporter.write(whole, OnnxProfile.SPARSE, folder.sparseOnnx());
    OnnxExporter.write(whole, OnnxProfile.SHRUNK, folder.shrunkOnnx());
    stopwatch.lap("export");

    output.progress("verifying");
    Verification verification =
        Reference.start(checkpoint, folder.checkpoint(), training.dataset(), training.options());
    verify(verification);
    stopwatch.lap("verify");

    CompressionTable table = new CompressionTable(compact.compressed().report());
    Report report =
        new Report(
            ToolVersion.text(),
            checkpoint.recipe().network().name(),
            checkpoint.recipe().name(),
            Method.of(checkpoint.recipe()).label(),
            new Report.DatasetEntry(training.dataset().name(), training.dataset().sha256()),
            checkpoint.seed(),
            checkpoint.recipe().epochs(),
            paper,
            verification.targets().get(0).testErrorPercent(),
            table.parameters(),
            table.layers(histograms(trained)),
            compact.quantisation(heldOut, options),
            files(DenseSize.bytes(trained.model())),
            verification.targets(),
            stopwatch.seconds(),
            Environment.examine().facts(training.backend()),
            history(checkpoint));
    FirstLayer weights = FirstLayer.of(training.early(), trained);
    OutputFile.write(
        folder.html(),
        HtmlReport.encode(report, weights.before(), weights.after(), training.film()));
    OutputFile.write(folder.json(), JsonReport.encode(report));
    return report;
  }

  /** Where ONNX Runtime cannot be loaded, says so once; the files are whole without it. */
  private void verify(Verification verification) throws IOException, CliException {
    List<String> unverified = new ArrayList<>();
    String reason = "";
    for (Path file : folder.models()) {
      try {
        verification.file(file);
      } catch (RuntimeMissingException e) {
        unverified.add(file.getFileName().toString());
        reason = e.getMessage();
      }
    }
    if (!unverified.isEmpty()) {
      output.notice("note: not verified: " + String.join(", ", unverified) + ": " + reason);
    }
  }

  private List<Report.FileEntry> files(long denseBytes) throws IOException {
    List<Report.FileEntry> files = new ArrayList<>();
    List<Path> all = new ArrayList<>(List.of(folder.checkpoint()));
    all.addAll(folder.models());
    for (Path file : all) {
      long bytes = Files.size(file);
      files.add(
          new Report.FileEntry(file.getFileName().toString(), bytes, (double) denseBytes / bytes));
    }
    return files;
  }

  private static Map<String, LogAlphaHistogram> histograms(TrainedModel trained) {
    Map<String, LogAlphaHistogram> histograms = new HashMap<>();
    for (Node node : trained.model().nodes()) {
      float[] logSigma2 = trained.logSigma2().get(node.name());
      if (logSigma2 != null && node.op() instanceof Op.Weighted layer) {
        histograms.put(node.name(), LogAlphaHistogram.of(layer.weight().toArray(), logSigma2));
      }
    }
    return histograms;
  }

  private static List<Report.Epoch> history(Checkpoint checkpoint) {
    List<Report.Epoch> epochs = new ArrayList<>();
    for (EpochResult epoch : checkpoint.history()) {
      epochs.add(
          new Report.Epoch(
              epoch.epoch(),
              epoch.trainLoss(),
              epoch.testErrorPercent(),
              epoch.nonZero(),
              epoch.compression(),
              epoch.learningRate(),
              epoch.klWeight()));
    }
    return epochs;
  }
}

package org.sparsevd.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.sparsevd.cli.calibrate.HeldOut;
import org.sparsevd.cli.compress.CompactFile;
import org.sparsevd.cli.compress.CompressionTable;
import org.sparsevd.cli.compress.DenseSize;
import org.sparsevd.cli.compress.FrontPage;
import org.sparsevd.cli.compress.Int8Compression;
import org.sparsevd.cli.compress.OnnxCompression;
import org.sparsevd.cli.compress.Speed;
import org.sparsevd.cli.io.CliException;
import org.sparsevd.cli.io.ExitCode;
import org.sparsevd.cli.io.InputFile;
import org.sparsevd.cli.io.OutputFile;
import org.sparsevd.cli.io.Whitened;
import org.sparsevd.cli.options.ArrayOptions;
import org.sparsevd.cli.options.CompressionOptions;
import org.sparsevd.cli.options.GoalOptions;
import org.sparsevd.cli.options.OnnxOptions;
import org.sparsevd.cli.options.Overwriting;
import org.sparsevd.cli.options.PixelOptions;
import org.sparsevd.cli.options.PruningOptions;
import org.sparsevd.cli.text.TextOptions;
import org.sparsevd.compress.Compressed;
import org.sparsevd.compress.Compressor;
import org.sparsevd.compress.TrainedModel;
import org.sparsevd.compress.WeightFormat;
import org.sparsevd.model.Model;
import org.sparsevd.onnx.ImportOptions;
import org.sparsevd.report.Numbers;
import org.sparsevd.report.Report;
import org.sparsevd.trainer.checkpoint.Checkpoint;
import org.sparsevd.trainer.data.Dataset;
import org.sparsevd.trainer.data.DatasetException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sparsevd compress}: from a checkpoint or anyone's ONNX file to a compact file. */
@Command(
    name = "compress",
    header = "Makes a compact .spvd file of a checkpoint or an ONNX file.",
    description = {
      "Makes a compact .spvd file of a checkpoint: thresholded, without dead units and, unless",
      "--lossless, quantised within a small increase of the error. Or of an ONNX file, which can",
      "be made sparse on the way, and is quantised where --calibrate names data to measure on."
    })
final class CompressCommand extends ConsoleCommand {
  @Parameters(
      index = "0",
      paramLabel = "FILE",
      description = "the .ckpt or .onnx file to read; with --int8 also a .spvd file")
  private Path input;

  @Mixin private CompressionOptions options;

  @Option(
      names = "--data",
      paramLabel = "mnist|DIR|FILES",
      description = ".ckpt: the data that it was trained on, to measure the error (default: mnist)")
  private String data;

  @Option(
      names = "--validation",
      paramLabel = "N",
      description = {
        ".ckpt: measure it on the last N training images (default: those that training had set",
        "aside, else 5,000 or a sixth); test images are never used"
      })
  private Integer validation;

  @Option(
      names = "--keep-uncertainty",
      description = {
        ".ckpt: the file keeps how uncertain each weight is, for run --samples (docs/NETWORKS.md)"
      })
  private boolean keepUncertainty;

  @Option(
      names = "--int8",
      description = {
        "layers and the values between them in 8 bits, as far as the error allows: by --calibrate",
        "data; of a .ckpt by --data. FILE may be a .spvd file, too"
      })
  private boolean int8;

  @Mixin private PruningOptions pruning;

  @Mixin private GoalOptions goals;

  @Mixin private ArrayOptions arrays;

  @Mixin private PixelOptions pixels;

  @Mixin private OnnxOptions onnx;

  @Mixin private TextOptions texts;

  @Option(
      names = "--out",
      paramLabel = "FILE.spvd",
      required = true,
      description = "the compact file to write")
  private Path file;

  @Mixin private Overwriting overwriting;

  @Override
  public Integer call() throws Exception {
    switch (InputFile.of(input).kind()) {
      case CHECKPOINT -> checkpoint();
      case ONNX -> onnx(onnx.of(true));
      case SPVD -> spvd();
    }
    return ExitCode.FINE;
  }

  private void spvd() throws IOException, CliException {
    if (!int8) {
      throw CliException.failure(
          input + ": expected a .ckpt or .onnx file; --int8 takes .spvd files, too");
    }
    onnx.of(false);
    onnx(ImportOptions.NONE);
  }

  private void onnx(ImportOptions reading) throws IOException, CliException {
    if (keepUncertainty) {
      throw CliException.usage(
          "--keep-uncertainty is for .ckpt files: weights of .onnx files have no deviations");
    }
    if (data != null || validation != null) {
      throw CliException.usage(
          "--data and --validation are for .ckpt files, --calibrate names the data of .onnx files");
    }
    OnnxCompression compression =
        new OnnxCompression(reading, pruning, goals, arrays, pixels, options, int8, output);
    OutputFile.check(file, overwriting.allowed(), input, ".onnx");
    if (goals.front()) {
      OutputFile.check(FrontPage.of(file), overwriting.allowed());
    }
    compression.run(input, file, texts.read());
  }

  private void checkpoint() throws IOException, CliException {
    options.checkTrained();
    if (texts.read() != null) {
      throw CliException.usage("--vocabulary is for nets of tokens, from .onnx or .spvd files");
    }
    onnx.of(false);
    if (int8) {
      Int8Compression.check(options, false);
      if (keepUncertainty) {
        throw CliException.usage("--keep-uncertainty and --int8 exclude each other");
      }
    }
    if (keepUncertainty && options.format() != null && options.format() != WeightFormat.CODED) {
      throw CliException.usage(
          "--keep-uncertainty and --format exclude each other, but for --format coded");
    }
    if (pruning.given() || goals.given() || pixels.given()) {
      throw CliException.usage(
          "--sparsity, --pattern, --bits, --calibrate, --max-bytes, --min-similarity, --front, "
              + "--mean and --std are for .onnx files: a checkpoint says itself which weights go");
    }
    OutputFile.check(file, overwriting.allowed(), input, ".onnx");
    Checkpoint checkpoint = Checkpoint.read(input);
    if (!Whitened.note(checkpoint).isEmpty()) {
      output.notice("note: " + Whitened.note(checkpoint));
    }
    TrainedModel trained = checkpoint.trainedModel();
    Compressed compressed = Compressor.compress(trained);
    HeldOut heldOut = options.lossless() ? null : heldOut(checkpoint);
    Map<String, Object> told = new LinkedHashMap<>();
    StringBuilder text = new StringBuilder();
    CompactFile compact =
        int8
            ? new Int8Compression(options, output)
                .compact(
                    compressed,
                    heldOut.calibration(compressed.model()),
                    Int8Compression.Score.ERROR,
                    told,
                    text)
            : options.lossless()
                ? CompactFile.lossless(compressed, options)
                : CompactFile.quantised(compressed, heldOut, options);
    compact = keepUncertainty ? compact.uncertain(compressed) : compact;
    Report.Quantisation quantisation = compact.quantisation(heldOut, options);
    compact.write(file);
    CompressionTable table = new CompressionTable(compact.compressed().report());
    long bytes = Files.size(file);
    Map<String, Object> json = table.json();
    json.putAll(told);
    if (quantisation != null) {
      json.put("quantisation", quantisation);
    }
    json.put("file", new Report.FileEntry(file.toString(), bytes, ratio(trained.model(), bytes)));
    if (keepUncertainty) {
      json.put("uncertaintyBytes", compact.uncertaintyBytes());
    }
    Speed speed = Speed.of(trained.model(), compact.compressed().model());
    json.put("speed", speed);
    table.warnIfEmpty(output);
    output.result(
        json,
        table.text(output.verbose())
            + CompactFile.text(quantisation)
            + text
            + System.lineSeparator()
            + file
            + ": "
            + Numbers.count(bytes)
            + " bytes, "
            + Numbers.ratio(ratio(trained.model(), bytes))
            + " smaller than dense"
            + (keepUncertainty
                ? "; "
                    + Numbers.count(compact.uncertaintyBytes())
                    + " tell how uncertain weights are"
                : "")
            + System.lineSeparator()
            + speed);
  }

  private HeldOut heldOut(Checkpoint checkpoint) throws IOException, CliException {
    Dataset files = arrays.source(data == null ? Dataset.MNIST : data).open();
    Dataset dataset;
    try {
      dataset = files.as(checkpoint.dataset());
    } catch (DatasetException e) {
      throw CliException.failure(
          input + ": " + e.getMessage() + "; --data names others, --lossless needs none");
    } catch (IllegalArgumentException e) {
      throw CliException.failure(input + ": " + e.getMessage());
    }
    HeldOut heldOut = HeldOut.of(dataset, validation);
    String what = int8 ? "choosing levels" : "searching the steps";
    output.progress(what + " on " + heldOut.count() + " training images");
    return heldOut;
  }

  private static double ratio(Model trained, long bytes) {
    return (double) DenseSize.bytes(trained) / bytes;
  }
}

package org.sparsevd.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.sparsevd.compress.Compressed;
import org.sparsevd.compress.Compressor;
import org.sparsevd.compress.TrainedModel;
import org.sparsevd.format.SpvdFile;
import org.sparsevd.model.Model;
import org.sparsevd.report.Numbers;
import org.sparsevd.report.Report;
import org.sparsevd.trainer.checkpoint.Checkpoint;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sparsevd compress}: from a checkpoint or anyone's ONNX file to a compact file. */
@Command(
    name = "compress",
    mixinStandardHelpOptions = true,
    description = {
      "Makes a compact .spvd file of a checkpoint, or of an ONNX file, which can be made",
      "sparse on the way."
    })
final class CompressCommand implements Callable<Integer> {
  @Mixin private Output output;

  @Parameters(index = "0", paramLabel = "FILE", description = "the .ckpt or .onnx file to read")
  private Path input;

  @Mixin private PruningOptions pruning;

  @Option(
      names = "--max-error-increase",
      paramLabel = "P",
      description = {
        ".onnx: with --calibrate, choose how sparse each layer becomes so that",
        "the error rises by at most P percentage points on training images"
      })
  private Double maxErrorIncrease;

  @Mixin private PixelOptions pixels;

  @Option(
      names = "--out",
      paramLabel = "FILE.spvd",
      required = true,
      description = "the compact file to write")
  private Path file;

  @Option(names = "--force", description = "overwrite what is there")
  private boolean force;

  @Override
  public Integer call() throws Exception {
    InputFile.Kind kind = InputFile.of(input).kind();
    if (kind == InputFile.Kind.ONNX) {
      OnnxCompression onnx = new OnnxCompression(pruning, pixels, maxErrorIncrease, output);
      OutputFile.check(file, force);
      onnx.run(input, file);
      return ExitCode.FINE;
    }
    if (kind != InputFile.Kind.CHECKPOINT) {
      throw CliException.failure(input + ": expected a .ckpt or .onnx file");
    }
    if (pruning.given() || pixels.given() || maxErrorIncrease != null) {
      throw CliException.usage(
          "--sparsity, --pattern, --calibrate, --max-error-increase, --mean and --std are for "
              + ".onnx files: a checkpoint says itself which weights go");
    }
    OutputFile.check(file, force);
    Checkpoint checkpoint = Checkpoint.read(input);
    if (!Whitened.note(checkpoint).isEmpty()) {
      output.notice("note: " + Whitened.note(checkpoint));
    }
    TrainedModel trained = checkpoint.trainedModel();
    Compressed compressed = Compressor.compress(trained);
    SpvdFile.write(compressed.model(), file);
    CompressionTable table = new CompressionTable(compressed.report());
    long bytes = Files.size(file);
    Map<String, Object> json = table.json();
    json.put("file", new Report.FileEntry(file.toString(), bytes, ratio(trained.model(), bytes)));
    output.result(
        json,
        table.text()
            + System.lineSeparator()
            + file
            + ": "
            + Numbers.bytes(bytes)
            + ", "
            + Numbers.ratio(ratio(trained.model(), bytes))
            + " smaller than dense");
    return ExitCode.FINE;
  }

  private static double ratio(Model trained, long bytes) {
    return (double) DenseSize.bytes(trained) / bytes;
  }
}

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

/** {@code sparsevd compress}: from a checkpoint to a compact file. */
@Command(
    name = "compress",
    mixinStandardHelpOptions = true,
    description = "Makes a compact .spvd file of a checkpoint.")
final class CompressCommand implements Callable<Integer> {
  @Mixin private Output output;

  @Parameters(index = "0", paramLabel = "FILE.ckpt", description = "the checkpoint to read")
  private Path input;

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
    InputFile.of(input, InputFile.Kind.CHECKPOINT);
    OutputFile.check(file, force);
    TrainedModel trained = Checkpoint.read(input).trainedModel();
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

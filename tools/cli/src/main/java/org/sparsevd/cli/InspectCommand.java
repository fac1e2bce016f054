package org.sparsevd.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sparsevd.cli.compress.CompressionTable;
import org.sparsevd.cli.inspect.KernelLines;
import org.sparsevd.cli.inspect.ModelTable;
import org.sparsevd.cli.inspect.OnnxInspection;
import org.sparsevd.cli.io.ExitCode;
import org.sparsevd.cli.io.InputFile;
import org.sparsevd.cli.options.OnnxOptions;
import org.sparsevd.compress.Compressor;
import org.sparsevd.format.UncertainModel;
import org.sparsevd.model.Model;
import org.sparsevd.onnx.ImportOptions;
import org.sparsevd.report.Numbers;
import org.sparsevd.runtime.SparseModel;
import org.sparsevd.runtime.kernel.KernelLookup;
import org.sparsevd.trainer.checkpoint.Checkpoint;
import org.sparsevd.vector.VectorSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code sparsevd inspect}: what is in a file. */
@Command(
    name = "inspect",
    header = "Says what is in a file, and which kernels run it here.",
    description = {
      "Says what is in a .ckpt, .spvd or .onnx file, layer by layer, and which kernels run a .spvd",
      "file on this machine."
    })
final class InspectCommand extends ConsoleCommand {
  @Parameters(index = "0", paramLabel = "FILE", description = "a .ckpt, .spvd or .onnx file")
  private Path path;

  @Mixin private OnnxOptions onnx;

  @Override
  public Integer call() throws Exception {
    InputFile file = InputFile.of(path);
    ImportOptions options = onnx.of(file.kind() == InputFile.Kind.ONNX);
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("path", path.toString());
    json.put("bytes", Files.size(path));
    StringBuilder text = new StringBuilder();
    text.append(path + ": " + Numbers.bytes(Files.size(path)) + "\n");
    switch (file.kind()) {
      case CHECKPOINT -> checkpoint(json, text);
      case SPVD -> {
        UncertainModel uncertain = InputFile.readUncertain(path);
        Model model = uncertain.model();
        ModelTable table = new ModelTable(model, output.verbose());
        boolean open = !model.symbols().isEmpty();
        List<String> kernels = open ? List.of() : SparseModel.of(model).kernels();
        json.putAll(table.json());
        json.put("kernels", kernels);
        json.put("uncertainLayers", uncertain.deviations().size());
        text.append(table.text());
        if (!uncertain.deviations().isEmpty()) {
          text.append("\nkeeps how uncertain weights are, for run --samples\n");
        }
        String forced = System.getProperty("sparsevd.kernels");
        json.put("kernelFamily", KernelLookup.status());
        text.append("\n" + KernelLines.heading(VectorSupport.find(), forced));
        text.append("kernels are " + KernelLookup.status() + "\n");
        text.append(
            open
                ? "kernels are chosen for the shapes of each call\n"
                : KernelLines.text(kernels, output.verbose()));
      }
      case ONNX -> new OnnxInspection(path, options, output.verbose()).describe(json, text);
      default -> throw new AssertionError(file.kind());
    }
    output.result(json, text.toString());
    return ExitCode.FINE;
  }

  private void checkpoint(Map<String, Object> json, StringBuilder text) throws IOException {
    Checkpoint checkpoint = Checkpoint.read(path);
    CompressionTable table =
        new CompressionTable(Compressor.compress(checkpoint.trainedModel()).report());
    json.put("recipe", checkpoint.recipe().name());
    json.put("network", checkpoint.recipe().network().name());
    json.put(
        "dataset",
        Map.of("name", checkpoint.dataset().text(), "sha256", checkpoint.dataset().sha256()));
    json.put("seed", checkpoint.seed());
    json.put("backend", checkpoint.backend());
    json.put("epochsDone", checkpoint.epoch());
    json.put("epochs", checkpoint.recipe().epochs());
    json.putAll(table.json());
    text.append(
        checkpoint.recipe().name()
            + " on "
            + checkpoint.dataset().text()
            + ", seed "
            + checkpoint.seed()
            + ", backend "
            + checkpoint.backend()
            + ", "
            + checkpoint.epoch()
            + " of "
            + checkpoint.recipe().epochs()
            + " epochs\ndata SHA-256 "
            + checkpoint.dataset().sha256()
            + "\n\n"
            + table.text(output.verbose()));
  }
}

package org.sparsevd.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sparsevd.cli.io.CliException;
import org.sparsevd.cli.io.ExitCode;
import org.sparsevd.cli.io.InputFile;
import org.sparsevd.cli.options.DataOption;
import org.sparsevd.cli.options.DrawingOptions;
import org.sparsevd.cli.options.OnnxOptions;
import org.sparsevd.cli.options.ThreadOption;
import org.sparsevd.cli.train.RunFolder;
import org.sparsevd.cli.verify.DrawnCheck;
import org.sparsevd.cli.verify.OnnxComparison;
import org.sparsevd.cli.verify.Reference;
import org.sparsevd.cli.verify.Verification;
import org.sparsevd.onnx.ImportOptions;
import org.sparsevd.trainer.TrainerOptions;
import org.sparsevd.trainer.checkpoint.Checkpoint;
import org.sparsevd.trainer.data.Dataset;
import org.sparsevd.trainer.data.DatasetException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sparsevd verify}: every form of a net over the whole test set. */
@Command(
    name = "verify",
    header = "Checks that files of a net agree, or that ONNX is read rightly.",
    description = {
      "Runs the whole test set through a checkpoint, its .spvd file in the JVM runtime and its",
      ".onnx files in ONNX Runtime. Fails (exit code 3) when a score differs by a thousandth of"
          + " the",
      "largest score or more (in 8 bits: by 10 %% as a root mean square), or when a test error is",
      "higher than the checkpoint's by more than the limit. A quantised .spvd file is compared"
          + " with",
      "the same weights in ONNX Runtime. Takes no other data than the checkpoint was trained on,",
      "told by their SHA-256.",
      "",
      "Without a checkpoint, an .onnx file is run in ONNX Runtime and here on inputs by chance; or",
      "the .spvd files beside it, which were made of it. Fails when an element differs by a",
      "thousandth of the largest element of its output or more; of .spvd files, when the",
      "differences are more than 10 %% as a root mean square."
    })
final class VerifyCommand extends ConsoleCommand {
  @Parameters(
      arity = "1..*",
      paramLabel = "DIR|FILE",
      description =
          "the folder of a pipeline run, a checkpoint and other files, or one .onnx file and .spvd"
              + " files")
  private List<Path> paths;

  @Mixin private DataOption data;

  @Option(
      names = "--max-error-increase",
      paramLabel = "P",
      defaultValue = "0.5",
      description =
          "percentage points of test error over the checkpoint's (default: ${DEFAULT-VALUE})")
  private double maxErrorIncrease;

  @Option(
      names = "--max-difference",
      paramLabel = "SHARE",
      description =
          "without a checkpoint: difference of an element, as a share of the largest one (default:"
              + " 0.001, of .spvd files none)")
  private Double maxDifference;

  @Mixin private OnnxOptions onnx;

  @Mixin private DrawingOptions drawing;

  @Mixin private ThreadOption threads;

  @Override
  public Integer call() throws Exception {
    Map<InputFile.Kind, List<Path>> byKind = new EnumMap<>(InputFile.Kind.class);
    for (InputFile.Kind kind : InputFile.Kind.values()) {
      byKind.put(kind, new ArrayList<>());
    }
    for (Path path : files()) {
      byKind.get(InputFile.of(path).kind()).add(path);
    }
    List<Path> checkpoints = byKind.get(InputFile.Kind.CHECKPOINT);
    List<Path> compact = byKind.get(InputFile.Kind.SPVD);
    List<Path> graphs = byKind.get(InputFile.Kind.ONNX);
    if (checkpoints.isEmpty() && graphs.size() == 1) {
      return onDrawnInputs(graphs.get(0), compact);
    }
    if (checkpoints.size() != 1 || compact.size() + graphs.size() == 0) {
      throw CliException.usage(
          String.format(
              "verify compares one .ckpt with .spvd and .onnx files, or one .onnx file with .spvd"
                  + " files or with itself; found %d .ckpt, %d .spvd and %d .onnx",
              checkpoints.size(), compact.size(), graphs.size()));
    }
    List<Path> others = new ArrayList<>(compact);
    others.addAll(graphs);
    return onTestImages(checkpoints.get(0), others);
  }

  private int onDrawnInputs(Path file, List<Path> compact) throws IOException, CliException {
    if (maxDifference != null && !(maxDifference > 0)) {
      throw CliException.usage("--max-difference must be above 0, found " + maxDifference);
    }
    ImportOptions options = onnx.of(true);
    if (!options.outputs().isEmpty()) {
      throw CliException.usage("--outputs: verify compares all outputs that the file names");
    }
    OnnxComparison comparison = new OnnxComparison(file, compact, options, maxDifference);
    List<DrawnCheck> checks =
        comparison.run(drawing.inputs(), drawing.seed(), drawing.calls(), output::progress);
    boolean passed = checks.stream().allMatch(comparison::passed);
    StringBuilder text = new StringBuilder();
    checks.forEach(check -> text.append(check.text()).append("\n"));
    text.append(passed ? "All agree: " : "They do NOT agree; asked is, of finite numbers, ")
        .append(comparison.rule());
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("passed", passed);
    json.put("calls", drawing.calls());
    json.put("seed", drawing.seed());
    json.put("nets", checks.stream().map(DrawnCheck::json).toList());
    output.result(json, text.toString());
    return passed ? ExitCode.FINE : ExitCode.VERIFICATION_FAILED;
  }

  private int onTestImages(Path file, List<Path> others) throws IOException, CliException {
    TrainerOptions options = threads.options(0, "host");
    Checkpoint checkpoint = Checkpoint.read(file);
    Dataset dataset = dataset(checkpoint, file);
    Verification verification = Reference.start(checkpoint, file, dataset, options);
    others.sort(Comparator.comparing(path -> !path.toString().endsWith(".spvd")));
    for (Path path : others) {
      output.progress("verifying " + path);
      verification.file(path);
    }
    boolean passed = Verification.passed(verification.targets(), maxErrorIncrease);
    output.result(
        Map.of("passed", passed, "verification", verification.targets()),
        verification.table() + (passed ? "\nAll agree." : "\nThey do NOT agree."));
    return passed ? ExitCode.FINE : ExitCode.VERIFICATION_FAILED;
  }

  /** The test images of the data that the checkpoint was trained on, as its net takes them. */
  private Dataset dataset(Checkpoint checkpoint, Path file) throws IOException, CliException {
    Dataset files = data.open();
    try {
      return files.as(checkpoint.dataset()).onFinalTest();
    } catch (DatasetException e) {
      throw CliException.failure(
          file + ": " + e.getMessage() + "; --data names others, and nothing was compared");
    } catch (IllegalArgumentException e) {
      throw CliException.failure(file + ": " + e.getMessage());
    }
  }

  private List<Path> files() throws IOException, CliException {
    List<Path> files = new ArrayList<>();
    for (Path path : paths) {
      if (Files.isDirectory(path)) {
        RunFolder folder = new RunFolder(path);
        files.add(InputFile.of(folder.checkpoint(), InputFile.Kind.CHECKPOINT));
        for (Path file : folder.models()) {
          files.add(InputFile.of(file).path());
        }
      } else {
        files.add(path);
      }
    }
    return files;
  }
}

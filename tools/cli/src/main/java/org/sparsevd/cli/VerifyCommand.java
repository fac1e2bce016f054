package org.sparsevd.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.sparsevd.cli.io.CliException;
import org.sparsevd.cli.io.ExitCode;
import org.sparsevd.cli.io.InputFile;
import org.sparsevd.cli.options.DataOption;
import org.sparsevd.cli.options.ThreadOption;
import org.sparsevd.cli.train.RunFolder;
import org.sparsevd.cli.verify.Reference;
import org.sparsevd.cli.verify.Verification;
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
    header = "Checks that all files of a net agree on the test images.",
    description = {
      "Runs the whole test set through a checkpoint, its .spvd file in the JVM runtime and its",
      ".onnx files in ONNX Runtime. Fails (exit code 3) when a score differs by a thousandth of"
          + " the",
      "largest score or more (in 8 bits: by 10 %% as a root mean square), or when a test error is",
      "higher than the checkpoint's by more than the limit. A quantised .spvd file is compared"
          + " with",
      "the same weights in ONNX Runtime. Takes no other data than the checkpoint was trained on,",
      "told by their SHA-256."
    })
final class VerifyCommand extends ConsoleCommand {
  @Parameters(
      arity = "1..*",
      paramLabel = "DIR|FILE",
      description = "the folder of a pipeline run, or a checkpoint and other files")
  private List<Path> paths;

  @Mixin private DataOption data;

  @Option(
      names = "--max-error-increase",
      paramLabel = "P",
      defaultValue = "0.5",
      description =
          "percentage points of test error over the checkpoint's (default: ${DEFAULT-VALUE})")
  private double maxErrorIncrease;

  @Mixin private ThreadOption threads;

  @Override
  public Integer call() throws Exception {
    TrainerOptions options = threads.options(0, "host");
    List<Path> checkpoints = new ArrayList<>();
    List<Path> others = new ArrayList<>();
    for (Path path : files()) {
      boolean checkpoint = InputFile.of(path).kind() == InputFile.Kind.CHECKPOINT;
      (checkpoint ? checkpoints : others).add(path);
    }
    if (checkpoints.size() != 1 || others.isEmpty()) {
      throw CliException.usage(
          "verify compares one .ckpt with .spvd and .onnx files, found "
              + checkpoints.size()
              + " and "
              + others.size());
    }
    Checkpoint checkpoint = Checkpoint.read(checkpoints.get(0));
    Dataset dataset = dataset(checkpoint, checkpoints.get(0));
    Verification verification = Reference.start(checkpoint, checkpoints.get(0), dataset, options);
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

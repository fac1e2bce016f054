package org.sparsevd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparsevd.cli.io.ExitCode;

/** Command lines that cannot work: one line on stderr, nothing on stdout, the right exit code. */
class UsageTest {
  @TempDir private Path folder;

  private void refused(Invocation invocation, int exitCode, String... parts) {
    assertThat(invocation.exitCode()).as(invocation.err()).isEqualTo(exitCode);
    assertThat(invocation.out()).isEmpty();
    assertThat(invocation.err().lines()).singleElement().asString().startsWith("sparsevd: ");
    assertThat(invocation.err()).contains(parts).doesNotContain("Exception", "\tat ");
  }

  @Test
  void unknownPresetListsThePresets() {
    refused(
        Invocation.of("pipeline", "lenet-6", "--out", folder),
        ExitCode.USAGE,
        "lenet-6",
        "lenet-300-100",
        "lenet-5");
  }

  @ParameterizedTest
  @CsvSource({
    "--epochs,0",
    "--epochs,-3",
    "--epochs,abc",
    "--epochs,65536000000",
    "--epochs,1.5",
    "--seed,99999999999999999999",
    "--seed,x",
    "--threads,0",
    "--threads,-1",
    "--threads,70000",
    "--backend,gpu",
    "--frobnicate,1",
    "--batch-size,0",
    "--batch-size,5000",
    "--augment,turn",
    "--augment,shift=17",
    "--augment,shift",
    "--method,both",
    "--noise,loud",
    "--initial-log-sigma2,NaN",
    "--preprocessing,none"
  })
  void nonsenseOptions(String option, String value) {
    refused(
        Invocation.of("train", "lenet-300-100", "--out", folder.resolve("m.ckpt"), option, value),
        ExitCode.USAGE,
        option.equals("--backend") ? "gpu" : option);
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void methodsWithRecipesOfTheirOwnTakeNoOther() {
    refused(
        Invocation.of(
            "train", "lenet-5", "--method", "dns", "--paper", "--out", folder.resolve("m.ckpt")),
        ExitCode.USAGE,
        "--paper and --method dns exclude each other");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aMethodWithoutNoiseTakesNone() {
    Path out = folder.resolve("m.ckpt");
    refused(
        Invocation.of(
            "train", "lenet-5", "--method", "dense", "--noise", "multiplicative", "--out", out),
        ExitCode.USAGE,
        "--noise: recipe 'lenet-5-dense' has no sparse phase, so no noise");
    assertThat(folder).isEmptyDirectory();
  }

  @ParameterizedTest
  @ValueSource(strings = {"compress", "export", "run", "inspect", "verify"})
  void noSuchFile(String command) {
    Path missing = folder.resolve("missing.spvd");
    Invocation invocation =
        command.equals("compress") || command.equals("export")
            ? Invocation.of(command, missing, "--out", folder.resolve("out"))
            : Invocation.of(command, missing);
    refused(invocation, ExitCode.FAILURE, "no such file", missing.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"run", "inspect"})
  void directoryWhereAFileBelongs(String command) {
    refused(Invocation.of(command, folder), ExitCode.FAILURE, "is a directory", folder.toString());
  }

  @Test
  void directoryWhereAFileIsToBeWritten() {
    refused(
        Invocation.of("train", "lenet-300-100", "--out", folder),
        ExitCode.FAILURE,
        "is a directory");
  }

  @Test
  void fileWhereAFolderBelongs() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    refused(
        Invocation.of("pipeline", "lenet-300-100", "--out", file), ExitCode.FAILURE, "is a file");
    refused(
        Invocation.of("pipeline", "lenet-300-100", "--out", file.resolve("run")),
        ExitCode.FAILURE,
        "cannot make folder");
  }

  @Test
  void folderThatCannotBeWritten() {
    // /proc refuses new files also to root.
    refused(
        Invocation.of("pipeline", "lenet-300-100", "--out", "/proc/self"),
        ExitCode.FAILURE,
        "cannot write to folder");
    refused(
        Invocation.of("train", "lenet-300-100", "--out", "/proc/self/model.ckpt"),
        ExitCode.FAILURE,
        "cannot write to folder");
    refused(
        Invocation.of("train", "lenet-300-100", "--force", "--out", "/dev/full"),
        ExitCode.FAILURE,
        "no regular file");
  }

  @Test
  void existingFilesAreKept() throws IOException {
    Path file = Files.writeString(folder.resolve("model.ckpt"), "precious");
    refused(Invocation.of("train", "lenet-300-100", "--out", file), ExitCode.FAILURE, "--force");
    refused(
        Invocation.of("pipeline", "lenet-300-100", "--out", folder), ExitCode.FAILURE, "--force");
    assertThat(file).hasContent("precious");
  }

  @Test
  void missingFolderOfTheOutput() {
    refused(
        Invocation.of("train", "lenet-300-100", "--out", folder.resolve("a/b.ckpt")),
        ExitCode.FAILURE,
        "there is no folder");
  }

  @Test
  void noSuchData() {
    refused(
        Invocation.of(
            "train", "lenet-300-100", "--out", folder.resolve("m.ckpt"), "--data", "/no/data"),
        ExitCode.FAILURE,
        "/no/data");
  }

  @Test
  void networkAndPresetExcludeEachOther() throws IOException {
    Path file = Files.writeString(folder.resolve("net.json"), "{\n\"name\": 3}");
    Path out = folder.resolve("m.ckpt");
    refused(Invocation.of("train", "--out", out), ExitCode.USAGE, "preset", "lenet-5", "--network");
    refused(
        Invocation.of("train", "lenet-5", "--network", file, "--out", out),
        ExitCode.USAGE,
        "exclude each other");
    refused(
        Invocation.of("train", "--paper", "--network", file, "--out", out),
        ExitCode.USAGE,
        "--paper");
    refused(
        Invocation.of("train", "lenet-5", "--paper", "--recipe", file, "--out", out),
        ExitCode.USAGE,
        "--paper and --recipe");
    refused(
        Invocation.of("train", "--network", file, "--out", out),
        ExitCode.FAILURE,
        file + ":1: expected a field 'input'");
    refused(
        Invocation.of("train", "lenet-5", "--recipe", file, "--out", out),
        ExitCode.FAILURE,
        file + ":2: expected the recipe's name");
    refused(
        Invocation.of("train", "--network", folder.resolve("no.json"), "--out", out),
        ExitCode.FAILURE,
        "no such file");
    refused(
        Invocation.of("train", "lenet-5", "--method", "dense", "--from", file, "--out", out),
        ExitCode.USAGE,
        "--from");
    assertThat(folder).isDirectoryContaining(file::equals).isDirectoryNotContaining(out::equals);
  }

  @Test
  void noSuchPublicData() throws IOException {
    refused(Invocation.of("data", "fetch", "imagenet"), ExitCode.USAGE, "cifar10, cifar100");
    Path file = Files.writeString(folder.resolve("train.bin"), "precious");
    refused(
        Invocation.of("data", "fetch", "cifar100", "--out", folder),
        ExitCode.FAILURE,
        "train.bin exists");
    assertThat(file).hasContent("precious");
  }

  @Test
  void nothingToResume() {
    refused(
        Invocation.of("train", "lenet-5", "--resume", "--out", folder.resolve("m.ckpt")),
        ExitCode.FAILURE,
        "no such file");
    refused(
        Invocation.of("pipeline", "lenet-5", "--resume", "--out", folder),
        ExitCode.FAILURE,
        "nothing to resume");
  }

  @Test
  void helpNamesEveryCommandAndEveryPreset() {
    Invocation help = Invocation.of();
    assertThat(help.exitCode()).isEqualTo(ExitCode.FINE);
    assertThat(help.out())
        .contains(
            "pipeline",
            "train",
            "compress",
            "export",
            "run",
            "inspect",
            "verify",
            "data",
            "doctor");
    assertThat(Invocation.of("pipeline", "--help").out()).contains("lenet-300-100,", "lenet-5");
  }

  @Test
  void doctorSaysWhatItFound() {
    Invocation doctor = Invocation.of("doctor");
    assertThat(doctor.exitCode()).isEqualTo(ExitCode.FINE);
    assertThat(doctor.out()).contains("java", "processors", "vector API", "runtime kernels");
    assertThat(Invocation.of("doctor", "--json").out()).startsWith("{").contains("\"advice\"");
  }
}

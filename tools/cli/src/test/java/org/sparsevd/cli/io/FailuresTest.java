package org.sparsevd.cli.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.sparsevd.cli.Invocation;
import org.sparsevd.trainer.DivergedException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

class FailuresTest {
  @Command
  private static final class Failing implements Callable<Integer> {
    private final Throwable problem;

    @Option(names = "--stacktrace")
    private boolean stackTrace;

    private Failing(Throwable problem) {
      this.problem = problem;
    }

    @Override
    public Integer call() throws Exception {
      if (problem instanceof Error error) {
        throw error;
      }
      throw (Exception) problem;
    }
  }

  private static Invocation fail(Throwable problem, String... arguments) {
    StringWriter err = new StringWriter();
    int exitCode =
        new CommandLine(new Failing(problem))
            .setExecutionStrategy(new Failures())
            .setExecutionExceptionHandler(new Failures())
            .setErr(new PrintWriter(err))
            .execute(arguments);
    return new Invocation(exitCode, "", err.toString());
  }

  @Test
  void aBugIsOneLineWithTheWayToSeeMore() {
    Invocation bug = fail(new IllegalStateException("oh"));
    assertThat(bug.exitCode()).isEqualTo(ExitCode.FAILURE);
    assertThat(bug.err().lines()).singleElement().asString().contains("oh", "--stacktrace");
    assertThat(fail(new IllegalStateException("oh"), "--stacktrace").err()).contains("\tat ");
  }

  @Test
  void whatAUserCanChangeIsToldWithoutClassNames() {
    Exception[] problems = {
      new NoSuchFileException("x.ckpt"),
      new AccessDeniedException("x.ckpt"),
      new FileSystemException("x.ckpt", null, "No space left on device"),
      new IOException("x.ckpt: damaged"),
      new DivergedException("step 7, x.ckpt"),
      CliException.failure("x.ckpt")
    };
    for (Exception problem : problems) {
      Invocation failure = fail(problem);
      assertThat(failure.exitCode()).isEqualTo(ExitCode.FAILURE);
      assertThat(failure.err().lines()).singleElement().asString().contains("x.ckpt");
      assertThat(failure.err()).doesNotContain("Exception");
    }
  }

  @Test
  void onlyALibraryThatIsNotThereIsCalledSo() {
    assertThat(fail(new UnsatisfiedLinkError("no x")).err()).contains("library", "no x");
    assertThat(fail(new NoClassDefFoundError("x")).err()).contains("library");
    assertThat(fail(new NoSuchMethodError("x.y()")).err())
        .contains("x.y()", "bug", "--stacktrace")
        .doesNotContain("library");
  }

  @Test
  void severalLinesBecomeOne() {
    assertThat(fail(new IOException("a\n  b\r\nc")).err().strip()).isEqualTo("sparsevd: a b c");
  }

  @Test
  void errorsOfTheJvmAreOneLineThatSaysWhatHelps() {
    Map<Error, String> errors =
        Map.of(
            new OutOfMemoryError("Java heap space"), "out of memory (Java heap space); SPARSEVD",
            new StackOverflowError(), "-Xss16m",
            new UnsatisfiedLinkError("/tmp/x.so: failed to map"), "/tmp/x.so: failed to map",
            new NoClassDefFoundError("org/Missing"), "org/Missing",
            new ExceptionInInitializerError(new NoSuchFileException("/tmp/no")), "/tmp/no",
            new AssertionError("7"), "this is a bug, run again with --stacktrace");
    errors.forEach(
        (error, text) -> {
          Invocation failure = fail(error);
          assertThat(failure.exitCode()).isEqualTo(ExitCode.FAILURE);
          assertThat(failure.err().lines()).singleElement().asString().contains(text);
          assertThat(fail(error, "--stacktrace").err()).contains("\tat ");
        });
  }

  @Test
  void whatOtherThreadsThrowIsToldAsIfHere() {
    assertThat(fail(new UncheckedIOException(new IOException("x.onnx: damaged"))).err().strip())
        .isEqualTo("sparsevd: x.onnx: damaged");
    assertThat(fail(new ExecutionException(new OutOfMemoryError("heap"))).err())
        .contains("out of memory (heap)");
  }

  @Test
  void aListOfProblemsFitsAScreen() {
    String problems =
        IntStream.range(0, 50).mapToObj(i -> "\n  node " + i).collect(Collectors.joining());
    List<String> lines =
        fail(new IOException("x.onnx: 57 problems" + problems + "\n  and 7 more"))
            .err()
            .lines()
            .toList();
    assertThat(lines).hasSizeLessThan(24);
    assertThat(lines.get(0)).isEqualTo("sparsevd: x.onnx: 57 problems");
    assertThat(lines.get(1)).isEqualTo("  node 0");
    assertThat(lines.get(lines.size() - 1)).isEqualTo("  and " + (57 - lines.size() + 2) + " more");
  }

  @Test
  void namesThatTheLocaleSpoiltAreExplained() {
    assertThat(LocaleHint.about("??ml.onnx", "/home", "ANSI_X3.4-1968")).contains("LC_ALL=C.UTF-8");
    assertThat(LocaleHint.about("net.onnx", "/gr\ufffd", "ANSI_X3.4-1968")).contains("LC_ALL");
    assertThat(LocaleHint.about("net.onnx", "/home", "ANSI_X3.4-1968")).isEmpty();
    assertThat(LocaleHint.about("größe.onnx", "/home", "UTF-8")).isEmpty();
    assertThat(LocaleHint.output("ANSI_X3.4-1968")).isEqualTo(StandardCharsets.UTF_8);
    assertThat(LocaleHint.output("ISO-8859-1")).isEqualTo(StandardCharsets.ISO_8859_1);
  }
}

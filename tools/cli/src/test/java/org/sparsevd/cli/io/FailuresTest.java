package org.sparsevd.cli.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.sparsevd.cli.Invocation;
import org.sparsevd.trainer.DivergedException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

class FailuresTest {
  @Command
  private static final class Failing implements Callable<Integer> {
    private final Exception problem;

    @Option(names = "--stacktrace")
    private boolean stackTrace;

    private Failing(Exception problem) {
      this.problem = problem;
    }

    @Override
    public Integer call() throws Exception {
      throw problem;
    }
  }

  private static Invocation fail(Exception problem, String... arguments) {
    StringWriter err = new StringWriter();
    int exitCode =
        new CommandLine(new Failing(problem))
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
  void severalLinesBecomeOne() {
    assertThat(fail(new IOException("a\n  b\r\nc")).err().strip()).isEqualTo("sparsevd: a b c");
  }
}

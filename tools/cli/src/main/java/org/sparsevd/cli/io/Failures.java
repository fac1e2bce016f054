package org.sparsevd.cli.io;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.sparsevd.trainer.DivergedException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Turns what went wrong into one line on stderr and an exit code. */
public final class Failures implements IExecutionExceptionHandler, IParameterExceptionHandler {
  private static final String STACK_TRACE = "--stacktrace";

  @Override
  public int handleParseException(ParameterException problem, String[] arguments) {
    CommandLine command = problem.getCommandLine();
    String name = command.getCommandSpec().qualifiedName();
    line(command.getErr(), problem.getMessage() + " (see: " + name + " --help)");
    return ExitCode.USAGE;
  }

  @Override
  public int handleExecutionException(
      Exception problem, CommandLine command, ParseResult parseResult) {
    PrintWriter err = command.getErr();
    boolean stackTrace = parseResult.hasMatchedOption(STACK_TRACE);
    String message = message(problem);
    if (message != null) {
      if (!message.isEmpty()) {
        line(err, message);
      }
    } else {
      line(
          err,
          "unexpected "
              + problem
              + (stackTrace ? "" : "; this is a bug, run again with " + STACK_TRACE));
    }
    if (stackTrace) {
      problem.printStackTrace(err);
      err.flush();
    }
    return problem instanceof CliException known ? known.exitCode() : ExitCode.FAILURE;
  }

  /** The line for a problem that the user can do something about, null for any other. */
  private static String message(Exception problem) {
    if (problem instanceof CliException || problem instanceof DivergedException) {
      return problem.getMessage();
    }
    if (problem instanceof NoSuchFileException || problem instanceof FileNotFoundException) {
      return "no such file: " + problem.getMessage();
    }
    if (problem instanceof AccessDeniedException) {
      return "no permission: " + problem.getMessage();
    }
    if (problem instanceof FileSystemException file) {
      String reason = file.getReason() == null ? file.getClass().getSimpleName() : file.getReason();
      return file.getFile() + ": " + reason;
    }
    return problem instanceof IOException ? problem.getMessage() : null;
  }

  private static void line(PrintWriter err, String message) {
    err.println("sparsevd: " + String.valueOf(message).replaceAll("\\s*\\R\\s*", " "));
    err.flush();
  }
}

package org.sparsevd.cli.io;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sparsevd.onnx.OnnxSizeException;
import org.sparsevd.runtime.kernel.KernelLookup;
import org.sparsevd.trainer.DivergedException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IExecutionStrategy;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;

/**
 * Turns what went wrong into one line on stderr and an exit code. A list of problems, which a
 * message has in lines of its own, stays a list: its first lines, and how many more there are.
 */
public final class Failures
    implements IExecutionStrategy, IExecutionExceptionHandler, IParameterExceptionHandler {
  private static final String STACK_TRACE = "--stacktrace";
  private static final String PROGRAM = "sparsevd: ";

  /** With the line in front and the one behind them, a screen of 24. */
  private static final int MOST_LINES = 20;

  private static final int LONGEST_LINE = 400;

  /** In front of each line of a list. */
  private static final String INDENT = "  ";

  private static final Pattern MORE = Pattern.compile(" *and ([0-9]{1,9}) more");

  /**
   * Runs the command, unless kernels are asked for that are not there. An error of the JVM, which
   * picocli lets through, is told like any other.
   */
  @Override
  public int execute(ParseResult parsed) {
    String kernels = System.getProperty(KernelLookup.PROPERTY);
    try {
      if (kernels != null) {
        KernelLookup.find(kernels);
      }
    } catch (IllegalArgumentException | IllegalStateException problem) {
      print(last(parsed).commandSpec().commandLine().getErr(), lines(problem.getMessage()));
      return ExitCode.USAGE;
    }
    try {
      return new RunLast().execute(parsed);
    } catch (Error problem) {
      return tell(problem, last(parsed).commandSpec().commandLine(), parsed);
    }
  }

  /** What was parsed for the command that runs: options stand there, not with the program. */
  private static ParseResult last(ParseResult parsed) {
    return parsed.hasSubcommand() ? last(parsed.subcommand()) : parsed;
  }

  @Override
  public int handleParseException(ParameterException problem, String[] arguments) {
    CommandLine command = problem.getCommandLine();
    String name = command.getCommandSpec().qualifiedName();
    print(command.getErr(), List.of(oneLine(problem.getMessage() + " (see: " + name + " --help)")));
    return ExitCode.USAGE;
  }

  @Override
  public int handleExecutionException(
      Exception problem, CommandLine command, ParseResult parseResult) {
    return tell(problem, command, parseResult);
  }

  private static int tell(Throwable thrown, CommandLine command, ParseResult parsed) {
    PrintWriter err = command.getErr();
    boolean stackTrace = last(parsed).hasMatchedOption(STACK_TRACE);
    Throwable problem = inner(thrown);
    String message = message(problem);
    if (message == null) {
      String more = stackTrace ? "" : "; this is a bug, run again with " + STACK_TRACE;
      print(err, List.of(oneLine("unexpected " + problem + more)));
    } else if (!message.isEmpty()) {
      print(err, lines(message));
    }
    if (stackTrace) {
      thrown.printStackTrace(err);
      err.flush();
    }
    return problem instanceof CliException known ? known.exitCode() : ExitCode.FAILURE;
  }

  /** What other threads and methods without checked exceptions had to wrap. */
  private static Throwable inner(Throwable problem) {
    boolean wrapper =
        problem instanceof UncheckedIOException || problem instanceof ExecutionException;
    return wrapper && problem.getCause() != null ? inner(problem.getCause()) : problem;
  }

  /** The line for a problem that the user can do something about, null for any other. */
  private static String message(Throwable problem) {
    if (problem instanceof CliException
        || problem instanceof DivergedException
        || problem instanceof OnnxSizeException) {
      return problem.getMessage();
    }
    if (problem instanceof IOException file) {
      return message(file);
    }
    if (problem instanceof InvalidPathException path) {
      return LocaleHint.notAPath(path);
    }
    if (problem instanceof OutOfMemoryError) {
      return "out of memory ("
          + problem.getMessage()
          + "); SPARSEVD_JAVA_OPTS=-Xmx4g gives the launcher's Java more";
    }
    if (problem instanceof StackOverflowError) {
      return "the stack of a thread is full; SPARSEVD_JAVA_OPTS=-Xss16m gives the launcher's Java"
          + " more";
    }
    return problem instanceof LinkageError library && isMissing(library)
        ? "a library cannot be loaded: " + reason(library) + "; sparsevd doctor says which work"
        : null;
  }

  /** Whether a library is not there or does not start; any other one is a bug of ours. */
  private static boolean isMissing(LinkageError problem) {
    return problem instanceof UnsatisfiedLinkError
        || problem instanceof NoClassDefFoundError
        || problem instanceof ExceptionInInitializerError;
  }

  private static String message(IOException problem) {
    if (problem instanceof NoSuchFileException || problem instanceof FileNotFoundException) {
      return "no such file: " + problem.getMessage() + LocaleHint.about(problem.getMessage());
    }
    if (problem instanceof AccessDeniedException) {
      return "no permission: " + problem.getMessage();
    }
    if (problem instanceof FileSystemException file) {
      String reason = file.getReason() == null ? file.getClass().getSimpleName() : file.getReason();
      return file.getFile() + ": " + reason;
    }
    return String.valueOf(problem.getMessage());
  }

  /** Why a library is not there: the text of what was thrown first. */
  static String reason(LinkageError problem) {
    Throwable root = rootOf(problem);
    return root instanceof IOException file ? message(file) : String.valueOf(root.getMessage());
  }

  private static Throwable rootOf(Throwable problem) {
    Throwable root = problem;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }

  /**
   * A message in lines for the screen: one, unless all but the first are indented, which makes them
   * a list.
   */
  public static List<String> lines(String message) {
    List<String> parts = message.strip().lines().toList();
    List<String> items = new ArrayList<>(parts.subList(Math.min(1, parts.size()), parts.size()));
    if (items.isEmpty() || !items.stream().allMatch(item -> item.startsWith(INDENT))) {
      return List.of(oneLine(message));
    }
    int left = 0;
    Matcher more = MORE.matcher(items.get(items.size() - 1));
    if (more.matches()) {
      left = Integer.parseInt(more.group(1));
      items.remove(items.size() - 1);
    }
    left += Math.max(0, items.size() - MOST_LINES);
    List<String> lines = new ArrayList<>();
    lines.add(parts.get(0));
    items.stream().limit(MOST_LINES).map(Failures::cut).forEach(lines::add);
    if (left > 0) {
      lines.add(INDENT + "and " + left + " more");
    }
    return lines;
  }

  private static String oneLine(String message) {
    return String.valueOf(message).replaceAll("\\s*\\R\\s*", " ");
  }

  private static String cut(String line) {
    return line.length() <= LONGEST_LINE ? line : line.substring(0, LONGEST_LINE) + " ...";
  }

  private static void print(PrintWriter err, List<String> lines) {
    err.println(PROGRAM + lines.get(0));
    lines.subList(1, lines.size()).forEach(err::println);
    err.flush();
  }
}

package org.sparsevd.cli.options;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.sparsevd.cli.io.CliException;
import org.sparsevd.nets.DrawnInputs;
import org.sparsevd.nets.DrawnRange;
import picocli.CommandLine.Option;

/** Inputs that a command draws for a net. */
public final class DrawingOptions {
  @Option(
      names = "--symbols",
      paramLabel = "NAME=N,...",
      split = ",",
      description = {
        "what dimensions are that the file leaves free, such as batch=2,sequence=37; the first",
        "dimension of an input is 2 where nothing is said"
      })
  private List<String> symbols = List.of();

  @Option(
      names = "--range",
      paramLabel = "NAME=LOW..HIGH",
      description = {
        "numbers that an input is drawn from; otherwise floats are normal, bytes 0 to 255, whole",
        "numbers the indices of the table that they are looked up in, or else 0 and 1"
      })
  private List<String> ranges = List.of();

  @Option(
      names = "--calls",
      paramLabel = "N",
      defaultValue = "3",
      description = "calls, each with other numbers (default: ${DEFAULT-VALUE})")
  private int calls;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "1",
      description = "of the first call; each next one has the next (default: ${DEFAULT-VALUE})")
  private long seed;

  /** Whether anything is said of inputs. */
  public boolean given() {
    return !symbols.isEmpty() || !ranges.isEmpty();
  }

  /** What is said of inputs. */
  public DrawnInputs inputs() throws CliException {
    return new DrawnInputs(
        each("--symbols", symbols, DrawingOptions::extent),
        each("--range", ranges, DrawnRange::parse));
  }

  public int calls() throws CliException {
    if (calls < 1 || calls > 10_000) {
      throw CliException.usage("--calls must be 1 to 10000, found " + calls);
    }
    return calls;
  }

  public long seed() {
    return seed;
  }

  private static int extent(String text) {
    if (!text.matches("[1-9][0-9]{0,8}")) {
      throw new IllegalArgumentException("expected a whole number from 1 on, found '" + text + "'");
    }
    return Integer.parseInt(text);
  }

  private static <T> Map<String, T> each(
      String option, List<String> arguments, Function<String, T> reader) throws CliException {
    Map<String, T> all = new LinkedHashMap<>();
    for (String argument : arguments) {
      int equals = argument.lastIndexOf('=');
      if (equals < 1) {
        throw CliException.usage(option + ": expected NAME=..., found '" + argument + "'");
      }
      String name = argument.substring(0, equals);
      try {
        if (all.put(name, reader.apply(argument.substring(equals + 1))) != null) {
          throw CliException.usage(option + ": '" + name + "' is given twice");
        }
      } catch (IllegalArgumentException e) {
        throw CliException.usage(option + " " + name + ": " + e.getMessage());
      }
    }
    return all;
  }
}

package org.sparsevd.cli.run;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sparsevd.cli.io.CliException;

/**
 * A file for an input or output of a net, as in {@code FILE} or {@code name=FILE}.
 *
 * @param name of the input or output, where it is given
 */
public record NamedFile(Optional<String> name, Path file) {

  /** Reads an argument; a file of just this name goes first. */
  static NamedFile of(String argument) {
    int equals = argument.indexOf('=');
    return equals < 1 || Files.exists(Path.of(argument))
        ? new NamedFile(Optional.empty(), Path.of(argument))
        : new NamedFile(
            Optional.of(argument.substring(0, equals)), Path.of(argument.substring(equals + 1)));
  }

  /**
   * The file for the only input of a net.
   *
   * @param input its name
   * @param net for messages
   * @throws CliException if there are several files, or the name is not the input's
   */
  public static Path only(List<String> arguments, String input, Path net) throws CliException {
    return only("--input", "input", arguments, input, net);
  }

  /** The file for the only output of a net; see {@link #only(List, String, Path)}. */
  public static Path onlyOutput(List<String> arguments, String output, Path net)
      throws CliException {
    return only("--output", "output", arguments, output, net);
  }

  private static Path only(
      String option, String what, List<String> arguments, String known, Path net)
      throws CliException {
    if (arguments.size() > 1) {
      throw CliException.usage(
          String.format(
              "%s: %s has one %s, '%s', found %d files",
              option, net, what, known, arguments.size()));
    }
    return all(option, what, arguments, List.of(known), net).get(known);
  }

  /**
   * The files for some inputs or outputs of a net, by name. Without a name a file is for the only
   * one that there is.
   *
   * @param option for messages
   * @param what is named: {@code input} or {@code output}
   * @throws CliException if a name is not one of those, is missing or given twice
   */
  public static Map<String, Path> all(
      String option, String what, List<String> arguments, List<String> names, Path net)
      throws CliException {
    Map<String, Path> files = new LinkedHashMap<>();
    for (String argument : arguments) {
      NamedFile given = of(argument);
      if (given.name.isEmpty() && names.size() > 1) {
        throw CliException.usage(
            String.format(
                "%s %s: %s has the %ss %s: %s NAME=FILE says which one",
                option, argument, net, what, String.join(", ", names), option));
      }
      String name = given.name.orElse(names.get(0));
      if (!names.contains(name)) {
        throw CliException.usage(
            String.format(
                "%s %s: %s has no %s '%s', expected '%s'",
                option, argument, net, what, name, String.join("', '", names)));
      }
      if (files.put(name, given.file) != null) {
        throw CliException.usage(
            String.format("%s: two files for the %s '%s'", option, what, name));
      }
    }
    return files;
  }
}

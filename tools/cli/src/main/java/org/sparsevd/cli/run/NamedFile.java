package org.sparsevd.cli.run;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.sparsevd.cli.io.CliException;

/**
 * A file for an input of a net, as in {@code FILE} or {@code name=FILE}.
 *
 * @param name of the input, where it is given
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
    if (arguments.size() > 1) {
      throw CliException.usage(
          "--input: "
              + net
              + " has one input, '"
              + input
              + "', found "
              + arguments.size()
              + " files");
    }
    NamedFile named = of(arguments.get(0));
    if (named.name.isPresent() && !named.name.get().equals(input)) {
      throw CliException.usage(
          "--input "
              + arguments.get(0)
              + ": "
              + net
              + " has no input '"
              + named.name.get()
              + "', expected '"
              + input
              + "'");
    }
    return named.file;
  }
}

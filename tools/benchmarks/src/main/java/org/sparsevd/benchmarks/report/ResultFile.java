package org.sparsevd.benchmarks.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where a command writes all that it found, for machines. */
public final class ResultFile {
  /** Of the folder that {@code tools/benchmarks/run} chooses. */
  private static final String FOLDER = "sparsevd.results";

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "where everything goes for machines (default: the command's .json in target)",
      showDefaultValue = picocli.CommandLine.Help.Visibility.NEVER)
  private Path file;

  private final String name;

  /**
   * The file of a command.
   *
   * @param name of the file where none is given
   */
  public ResultFile(String name) {
    this.name = name;
  }

  /** Writes records, maps and lists as indented JSON; makes the folder where there is none. */
  public void write(Object content) throws IOException {
    Path target = file == null ? Path.of(System.getProperty(FOLDER, "."), name) : file;
    Files.createDirectories(target.toAbsolutePath().getParent());
    new ObjectMapper()
        .enable(SerializationFeature.INDENT_OUTPUT)
        .writeValue(target.toFile(), content);
    System.err.println("wrote " + target);
  }
}

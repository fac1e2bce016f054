package org.sparsevd.cli.options;

import java.io.IOException;
import java.nio.file.Path;
import org.sparsevd.cli.io.CliException;
import org.sparsevd.cli.io.InputFile;
import org.sparsevd.trainer.Teacher;
import org.sparsevd.trainer.recipe.Distillation;
import picocli.CommandLine.Option;

/** What {@code train} and {@code pipeline} are told about a net to learn from. */
final class TeacherOptions {
  private static final double WEIGHT = 0.5;
  private static final double TEMPERATURE = 2;

  @Option(
      names = "--teacher",
      paramLabel = "FILE.ckpt",
      description = "learn from this net's scores too, not from the labels alone (distillation)")
  private Path file;

  @Option(
      names = "--teacher-weight",
      paramLabel = "W",
      description = "of the teacher against the labels, up to 1 (default: " + WEIGHT + ")")
  private Double weight;

  @Option(
      names = "--temperature",
      paramLabel = "T",
      description = "what scores are divided by before they are compared (default: 2)")
  private Double temperature;

  private Teacher teacher;

  boolean given() {
    return file != null;
  }

  /** The teacher, or null. */
  Teacher teacher() throws IOException, CliException {
    if (file != null && teacher == null) {
      InputFile.of(file, InputFile.Kind.CHECKPOINT);
      teacher = Teacher.read(file);
    }
    return teacher;
  }

  /**
   * How to learn from it, or null.
   *
   * @throws CliException if a number makes no sense, or there is no teacher
   */
  Distillation distillation() throws IOException, CliException {
    if (file == null) {
      if (weight != null || temperature != null) {
        throw CliException.usage("--teacher-weight and --temperature go with --teacher FILE.ckpt");
      }
      return null;
    }
    try {
      return new Distillation(
          weight == null ? WEIGHT : weight,
          temperature == null ? TEMPERATURE : temperature,
          teacher().sha256());
    } catch (IllegalArgumentException e) {
      throw CliException.usage("--teacher: " + e.getMessage());
    }
  }
}

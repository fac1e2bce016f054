package org.sparsevd.cli.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Consumer;
import org.sparsevd.format.FormatException;
import org.sparsevd.format.SpvdFile;
import org.sparsevd.format.UncertainModel;
import org.sparsevd.model.Model;
import org.sparsevd.onnx.ImportOptions;
import org.sparsevd.onnx.read.OnnxImporter;

/** A model file that a command reads, told by its extension. */
public record InputFile(Path path, Kind kind) {
  public enum Kind {
    CHECKPOINT(".ckpt"),
    SPVD(".spvd"),
    ONNX(".onnx");

    private final String extension;

    Kind(String extension) {
      this.extension = extension;
    }

    /** Whether the path ends in this kind's extension. */
    public boolean isNameOf(Path path) {
      Path name = path.getFileName();
      return name != null && name.toString().toLowerCase(Locale.ROOT).endsWith(extension);
    }
  }

  /**
   * The file at this path.
   *
   * @throws CliException if there is none, it is a directory, or its kind is not told by its name
   */
  public static InputFile of(Path path) throws CliException {
    exists(path);
    for (Kind kind : Kind.values()) {
      if (kind.isNameOf(path)) {
        return new InputFile(path, kind);
      }
    }
    throw CliException.failure(path + ": expected a .ckpt, .spvd or .onnx file");
  }

  /** The path of a file of one kind; see {@link #of}. */
  public static Path of(Path path, Kind kind) throws CliException {
    exists(path);
    if (of(path).kind() != kind) {
      throw CliException.failure(path + ": expected a " + kind.extension + " file");
    }
    return path;
  }

  /**
   * The net in a compact file.
   *
   * @throws IOException if it is damaged; the message names the file
   */
  public static Model readSpvd(Path path) throws IOException, CliException {
    try {
      return SpvdFile.read(of(path, Kind.SPVD));
    } catch (FormatException e) {
      throw new IOException(path + ": " + e.getMessage(), e);
    }
  }

  /**
   * The net in a compact file with the deviations of its weights, of which there may be none.
   *
   * @throws IOException if it is damaged; the message names the file
   */
  public static UncertainModel readUncertain(Path path) throws IOException, CliException {
    try {
      return SpvdFile.decodeUncertain(Files.readAllBytes(of(path, Kind.SPVD)));
    } catch (FormatException e) {
      throw new IOException(path + ": " + e.getMessage(), e);
    }
  }

  /**
   * The net in an ONNX file; what it does not hold of the file is told to {@code notices}.
   *
   * @throws IOException if it is damaged or holds what a net here cannot; the message names the
   *     file
   */
  public static Model readOnnx(Path path, Consumer<String> notices)
      throws IOException, CliException {
    return readOnnx(path, ImportOptions.NONE, notices);
  }

  /** The same with what a user says of it. */
  public static Model readOnnx(Path path, ImportOptions options, Consumer<String> notices)
      throws IOException, CliException {
    return OnnxImporter.read(
        of(path, Kind.ONNX), options, notice -> notices.accept(path + ": " + notice));
  }

  /** Checks that there is a file that can be read. */
  public static void exists(Path path) throws CliException {
    if (Files.isDirectory(path)) {
      throw CliException.failure(path + " is a directory, expected a file");
    }
    if (!Files.exists(path)) {
      throw CliException.failure("no such file: " + path + LocaleHint.about(path.toString()));
    }
    if (!Files.isRegularFile(path)) {
      throw CliException.failure(path + " is no regular file");
    }
    if (!Files.isReadable(path)) {
      throw CliException.failure("no permission to read " + path);
    }
  }
}

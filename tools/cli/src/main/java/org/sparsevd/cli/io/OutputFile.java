package org.sparsevd.cli.io;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.sparsevd.file.AtomicFile;

/** Files that a command writes: checked before the work begins, whole or not there after it. */
public final class OutputFile {
  private OutputFile() {}

  /**
   * Checks that this file can be written, before anything is spent on its content.
   *
   * @throws CliException if it is a directory, exists without {@code force}, or its folder does not
   *     exist or cannot be written to
   */
  public static void check(Path file, boolean force) throws CliException {
    if (Files.isDirectory(file)) {
      throw CliException.failure(file + " is a directory, expected the name of a file to write");
    }
    if (Files.exists(file) && !force) {
      throw CliException.failure(file + " exists; --force overwrites it");
    }
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw CliException.failure(file + " is no regular file");
    }
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw CliException.failure(
          "cannot write "
              + file
              + ": there is no folder "
              + folder
              + LocaleHint.about(String.valueOf(folder)));
    }
    checkFolder(folder);
  }

  /**
   * The same for a file that is made of another one, which it must not replace.
   *
   * @param ending that the name of a file of another kind would have
   */
  public static void check(Path file, boolean force, Path input, String ending)
      throws CliException {
    check(file, force);
    try {
      if (Files.exists(file) && Files.isSameFile(file, input)) {
        throw CliException.usage(file + " is the input; --out must name another file");
      }
    } catch (IOException e) {
      throw CliException.failure("cannot read " + input + ": " + reason(e));
    }
    if (file.toString().endsWith(ending)) {
      throw CliException.usage(
          "--out " + file + ": what is written here is no " + ending + " file; name it otherwise");
    }
  }

  /** Makes a folder where it is missing, and checks that files can be made there. */
  public static void makeFolder(Path folder) throws CliException {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw CliException.failure("cannot make folder " + folder + ": " + reason(e));
    }
    checkFolder(folder);
  }

  /** Checks by trial that files can be made in this folder. */
  public static void checkFolder(Path folder) throws CliException {
    try {
      Path probe = Files.createTempFile(folder, ".sparsevd-", ".tmp");
      try {
        Files.write(probe, new byte[4096]);
      } finally {
        Files.delete(probe);
      }
    } catch (IOException e) {
      throw CliException.failure("cannot write to folder " + folder + ": " + reason(e));
    }
  }

  /** Writes a file: whole, or not at all. */
  public static void write(Path file, byte[] content) throws CliException {
    try {
      AtomicFile.write(file, content);
    } catch (IOException e) {
      throw CliException.failure("cannot write " + file + ": " + reason(e));
    }
  }

  /** Why a file or folder could not be written, without its name. */
  public static String reason(IOException problem) {
    if (problem instanceof AccessDeniedException) {
      return "no permission";
    }
    if (problem instanceof FileAlreadyExistsException) {
      return "a file is in the way";
    }
    if (problem instanceof FileSystemException file && file.getReason() != null) {
      return file.getReason();
    }
    return problem.getMessage();
  }
}

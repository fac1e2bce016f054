package org.sparsevd.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Files that appear whole or not at all. The content goes into a temporary file beside the target,
 * is forced to the disk, and takes the target's name in one step.
 *
 * <p>Whatever fails, the file that stood there stays. The temporary file is removed. Where the
 * process is killed it is left behind, and the next write of the same target removes it.
 */
public final class AtomicFile {
  /** Behind the target's name: process and thread, so that two writers never share a file. */
  private static final Pattern ENDING = Pattern.compile("\\.([0-9]{1,18})-[0-9]{1,18}\\.tmp");

  private AtomicFile() {}

  /** Puts bytes into a file that does not exist yet. What fails here fails on a disk. */
  public interface Disk {
    void store(byte[] content, Path newFile) throws IOException;
  }

  /**
   * Writes a file.
   *
   * @throws IOException if it cannot be written, or is a directory
   */
  public static void write(Path file, byte[] content) throws IOException {
    write(file, content, AtomicFile::store);
  }

  /** The same on another disk, such as one that is full. */
  public static void write(Path file, byte[] content, Disk disk) throws IOException {
    Path target = file.toAbsolutePath();
    if (Files.isDirectory(target)) {
      throw new FileSystemException(file.toString(), null, "is a directory, expected a file");
    }
    removeLeftovers(target);
    Path temporary = target.resolveSibling(name(target, ProcessHandle.current().pid()));
    Files.deleteIfExists(temporary);
    try {
      disk.store(content, temporary);
      move(temporary, target);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  /**
   * Gives a file that is written already its name, in the same folder. What has that name is
   * replaced.
   */
  public static void move(Path written, Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(written, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    try {
      Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(written, file, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** Not by way of Files.createTempFile, whose files only their owner may read. */
  private static void store(byte[] content, Path newFile) throws IOException {
    Files.write(newFile, content, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  }

  /** The name of a temporary file of the current thread, if it were of this process. */
  static String name(Path target, long process) {
    return "."
        + target.getFileName()
        + "."
        + process
        + "-"
        + Thread.currentThread().getId()
        + ".tmp";
  }

  /** Removes what killed processes have left of the same target. */
  private static void removeLeftovers(Path target) throws IOException {
    String start = "." + target.getFileName();
    try (DirectoryStream<Path> siblings = Files.newDirectoryStream(target.getParent())) {
      for (Path sibling : siblings) {
        String name = sibling.getFileName().toString();
        if (name.startsWith(start) && isOfDead(name.substring(start.length()))) {
          Files.deleteIfExists(sibling);
        }
      }
    }
  }

  private static boolean isOfDead(String ending) {
    Matcher matcher = ENDING.matcher(ending);
    return matcher.matches() && ProcessHandle.of(Long.parseLong(matcher.group(1))).isEmpty();
  }
}

package org.sparsevd.spark.sweep;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.IOUtils;
import org.sparsevd.cli.sweep.Cluster;

/**
 * A folder on any file system that Hadoop knows. It needs no renaming, which object stores lack: a
 * checkpoint has a name of its own, and one that was cut short is told by its checksum.
 */
final class SharedFolder implements Cluster.Folder {
  /** The name of a run's training state: epochs it has had, of so many, and who wrote it. */
  private static final Pattern CHECKPOINT =
      Pattern.compile("epoch-([0-9]{1,9})-of-([0-9]{1,9})-[0-9]{1,18}\\.ckpt");

  private static final int BUFFER = 1 << 16;

  private final FileSystem files;
  private final Path path;

  /**
   * A folder, which need not exist.
   *
   * @param name a URI, or a path of this machine
   * @throws IOException if there is no file system of that kind, or it does not answer
   */
  SharedFolder(String name, Configuration configuration) throws IOException {
    this(new Path(uri(name)), configuration);
  }

  private SharedFolder(Path path, Configuration configuration) throws IOException {
    this.files = path.getFileSystem(configuration);
    this.path = path;
  }

  /** A name without a scheme is of this machine, whatever Hadoop's default is. */
  static String uri(String name) {
    boolean scheme = name.matches("[A-Za-z][A-Za-z0-9+.-]+:/.*");
    return scheme
        ? name
        : java.nio.file.Path.of(name).toAbsolutePath().normalize().toUri().toString();
  }

  SharedFolder below(String name) throws IOException {
    return new SharedFolder(new Path(path, name), files.getConf());
  }

  @Override
  public byte[] read(String name) throws IOException {
    try (InputStream in = files.open(new Path(path, name))) {
      return in.readAllBytes();
    } catch (FileNotFoundException e) {
      return null;
    }
  }

  @Override
  public void write(String name, byte[] content) throws IOException {
    try (OutputStream out = files.create(new Path(path, name), true)) {
      out.write(content);
    }
  }

  /** Copies a file of this machine here. */
  void put(java.nio.file.Path file, String name) throws IOException {
    try (InputStream in = Files.newInputStream(file);
        OutputStream out = files.create(new Path(path, name), true)) {
      IOUtils.copyBytes(in, out, BUFFER);
    }
  }

  /** Copies a file, or a folder with all below it, to this machine. */
  void fetch(java.nio.file.Path to) throws IOException {
    fetch(path, to);
  }

  private void fetch(Path from, java.nio.file.Path to) throws IOException {
    if (files.getFileStatus(from).isDirectory()) {
      Files.createDirectories(to);
      for (FileStatus one : files.listStatus(from)) {
        fetch(one.getPath(), to.resolve(one.getPath().getName()));
      }
      return;
    }
    try (InputStream in = files.open(from)) {
      Files.copy(in, to);
    }
  }

  /** Files of a folder; the file itself if it is one. */
  List<String> names(String ending) throws IOException {
    List<String> names = new ArrayList<>();
    for (FileStatus one : files.listStatus(path)) {
      if (one.isFile() && one.getPath().getName().endsWith(ending)) {
        names.add(one.getPath().toString());
      }
    }
    return names;
  }

  /**
   * Training states of a run that were kept here, the newest first.
   *
   * @param path where it lies
   */
  record Kept(int epoch, int epochs, Path path) {}

  /** See {@link Kept}; none where there is no folder yet. */
  List<Kept> checkpoints() throws IOException {
    List<Kept> kept = new ArrayList<>();
    if (!files.exists(path)) {
      return kept;
    }
    for (FileStatus one : files.listStatus(path)) {
      Matcher name = CHECKPOINT.matcher(one.getPath().getName());
      if (name.matches()) {
        int epoch = Integer.parseInt(name.group(1));
        kept.add(new Kept(epoch, Integer.parseInt(name.group(2)), one.getPath()));
      }
    }
    kept.sort(Comparator.comparingInt(Kept::epoch).reversed());
    return kept;
  }

  /**
   * Keeps a training state, and removes those before it.
   *
   * @param attempt by which two executors that run the same never share a file
   */
  void keep(java.nio.file.Path checkpoint, int epoch, int epochs, long attempt) throws IOException {
    put(checkpoint, "epoch-" + epoch + "-of-" + epochs + "-" + attempt + ".ckpt");
    removeCheckpoints(epoch);
  }

  /** Removes the training states of fewer epochs than these. */
  void removeCheckpoints(int below) throws IOException {
    for (Kept one : checkpoints()) {
      if (one.epoch() < below) {
        files.delete(one.path(), false);
      }
    }
  }

  /** Copies a training state to this machine. */
  void fetch(Kept kept, java.nio.file.Path to) throws IOException {
    Files.deleteIfExists(to);
    fetch(kept.path(), to);
  }
}

package org.sparsevd.cli.sweep;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.sparsevd.file.AtomicFile;

/** A folder of this machine. */
public record LocalFolder(Path path) implements Cluster.Folder {
  @Override
  public byte[] read(String name) throws IOException {
    Path file = path.resolve(name);
    return Files.isRegularFile(file) ? Files.readAllBytes(file) : null;
  }

  @Override
  public void write(String name, byte[] content) throws IOException {
    AtomicFile.write(path.resolve(name), content);
  }
}

package org.sparsevd.array;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * A {@code .npz} file: a zip of {@code .npy} files, stored or deflated. An array is unpacked when
 * it is asked for, and memory grows with what has really been unpacked.
 */
public final class NpzFile implements AutoCloseable {
  private static final String ENDING = ".npy";

  /** No deflate stream expands further. */
  private static final long LARGEST_RATIO = 1032;

  private final Path file;
  private final ZipFile zip;
  private final Map<String, ZipEntry> entries;

  private NpzFile(Path file, ZipFile zip, Map<String, ZipEntry> entries) {
    this.file = file;
    this.zip = zip;
    this.entries = entries;
  }

  /**
   * Opens a file.
   *
   * @throws ArrayFileException if it is no zip, or has no arrays
   */
  public static NpzFile open(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new ArrayFileException(
          file + ": expected a .npz file, found " + (Files.exists(file) ? "no file" : "nothing"));
    }
    ZipFile zip;
    try {
      zip = new ZipFile(file.toFile());
    } catch (ZipException | EOFException e) {
      throw new ArrayFileException(
          file + ": no .npz file: not a zip, or a damaged one: " + e.getMessage(), e);
    }
    try {
      return new NpzFile(file, zip, entries(file, zip));
    } catch (ArrayFileException | RuntimeException e) {
      zip.close();
      throw e;
    }
  }

  private static Map<String, ZipEntry> entries(Path file, ZipFile zip) throws ArrayFileException {
    Map<String, ZipEntry> entries = new TreeMap<>();
    for (ZipEntry entry : Collections.list(zip.entries())) {
      String name = entry.getName();
      if (name.endsWith(ENDING)) {
        String array = name.substring(0, name.length() - ENDING.length());
        if (entries.put(array, entry) != null) {
          throw new ArrayFileException(file + ": two arrays are named '" + array + "'");
        }
      }
    }
    if (entries.isEmpty()) {
      throw new ArrayFileException(
          file + ": expected a zip of .npy files, found " + zip.size() + " others");
    }
    return entries;
  }

  /** Names of the arrays, sorted. */
  public Set<String> names() {
    return Collections.unmodifiableSet(entries.keySet());
  }

  /**
   * Unpacks an array.
   *
   * @throws ArrayFileException if there is none of this name, or it is damaged
   */
  public NumberArray read(String name) throws IOException {
    ZipEntry entry = entries.get(name);
    if (entry == null) {
      throw new ArrayFileException(
          file + ": expected an array '" + name + "', found " + String.join(", ", names()));
    }
    String full = file + " (" + name + ")";
    try (InputStream in = new BufferedInputStream(zip.getInputStream(entry), 1 << 16)) {
      long packed = Math.min(Math.max(0, entry.getCompressedSize()), Files.size(file));
      return NpyFile.read(full, in, LARGEST_RATIO * packed);
    } catch (ZipException | EOFException e) {
      throw new ArrayFileException(full + ": damaged: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}

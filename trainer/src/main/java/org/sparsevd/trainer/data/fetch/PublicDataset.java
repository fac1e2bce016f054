package org.sparsevd.trainer.data.fetch;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.sparsevd.trainer.data.DatasetException;

/**
 * A data set that can be fetched.
 *
 * @param archive where its authors publish it, a {@code .tar.gz} file
 * @param archiveBytes size of that file
 * @param sha256 of that file, lower-case hex
 * @param files the archive's files that are read, with their sizes
 */
public record PublicDataset(
    String name, URI archive, long archiveBytes, String sha256, Map<String, Long> files) {
  private static final long CIFAR_10_BATCH = 10_000L * (1 + 3072);
  private static final long CIFAR_100_IMAGE = 2 + 3072;

  public PublicDataset {
    files = Map.copyOf(files);
  }

  /** Names of the data sets, in the order of the help text. */
  public static List<String> names() {
    return all().stream().map(PublicDataset::name).toList();
  }

  /**
   * The data set of this name.
   *
   * @throws IllegalArgumentException if there is none; the message lists all
   */
  public static PublicDataset named(String name) {
    for (PublicDataset known : all()) {
      if (known.name.equals(name)) {
        return known;
      }
    }
    throw new IllegalArgumentException(
        "unknown data set '" + name + "', expected one of " + String.join(", ", names()));
  }

  /** The binary versions of CIFAR (A. Krizhevsky, 2009). */
  private static List<PublicDataset> all() {
    Map<String, Long> batches = new TreeMap<>();
    for (int i = 1; i <= 5; i++) {
      batches.put("data_batch_" + i + ".bin", CIFAR_10_BATCH);
    }
    batches.put("test_batch.bin", CIFAR_10_BATCH);
    URI site = URI.create("https://www.cs.toronto.edu/~kriz/");
    return List.of(
        new PublicDataset(
            "cifar10",
            site.resolve("cifar-10-binary.tar.gz"),
            170_052_171,
            "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd",
            batches),
        new PublicDataset(
            "cifar100",
            site.resolve("cifar-100-binary.tar.gz"),
            168_513_733,
            "58a81ae192c23a4be8b1804d68e518ed807d710a4eb253b1f2a199162a40d8ec",
            Map.of("train.bin", 50_000 * CIFAR_100_IMAGE, "test.bin", 10_000 * CIFAR_100_IMAGE)));
  }

  /** Name of the archive's file. */
  public String archiveName() {
    String path = archive.getPath();
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /**
   * Whether a folder holds the unpacked files.
   *
   * @throws DatasetException if it holds a file of such a name with another size
   */
  public boolean isIn(Path folder) throws DatasetException {
    int found = 0;
    for (Map.Entry<String, Long> entry : new TreeMap<>(files).entrySet()) {
      Path file = folder.resolve(entry.getKey());
      if (Files.exists(file)) {
        long size = sizeOf(file);
        if (size != entry.getValue()) {
          throw new DatasetException(
              file + " exists: expected " + entry.getValue() + " bytes, found " + size);
        }
        found++;
      }
    }
    return found == files.size();
  }

  /**
   * Downloads, checks and unpacks the data set. What has arrived of the archive stays in the folder
   * when something fails, and the next call goes on from there. An archive that is there already,
   * under its own name, is used and kept.
   *
   * @param folder made where it is missing; files of the same names are overwritten
   * @throws DatasetException if that fails; one line that says what to do
   */
  public void fetch(Path folder, FetchProgress progress) throws DatasetException {
    new Fetch(this, folder, progress).run();
  }

  static long sizeOf(Path file) throws DatasetException {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new DatasetException(file + ": cannot be read: " + e, e);
    }
  }
}

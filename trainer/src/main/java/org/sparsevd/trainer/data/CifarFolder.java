package org.sparsevd.trainer.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import org.sparsevd.tensor.Shape;

/**
 * A folder of the binary version of CIFAR-10 ({@code data_batch_1.bin} to {@code data_batch_5.bin},
 * {@code test_batch.bin}) or CIFAR-100 ({@code train.bin}, {@code test.bin}).
 *
 * <p>A file is a row of records: one label byte (CIFAR-100: coarse, then fine; the fine one counts)
 * and 3,072 pixels {@code [3, 32, 32]}, planes red, green, blue. (A. Krizhevsky, "Learning multiple
 * layers of features from tiny images", 2009.)
 */
enum CifarFolder {
  CIFAR_10(
      1,
      10,
      List.of(
          "data_batch_1.bin",
          "data_batch_2.bin",
          "data_batch_3.bin",
          "data_batch_4.bin",
          "data_batch_5.bin"),
      "test_batch.bin"),
  CIFAR_100(2, 100, List.of("train.bin"), "test.bin");

  private static final Shape SHAPE = Shape.of(3, 32, 32);

  private final int labelBytes;
  private final int labels;
  private final List<String> training;
  private final String test;

  CifarFolder(int labelBytes, int labels, List<String> training, String test) {
    this.labelBytes = labelBytes;
    this.labels = labels;
    this.training = training;
    this.test = test;
  }

  /** Whether the folder has this kind's first training file. */
  boolean isIn(Path folder) {
    return Files.exists(folder.resolve(training.get(0)));
  }

  /** Reads all files; the data set's SHA-256 is over their content, training first. */
  Dataset read(String name, Path folder) throws DatasetException {
    MessageDigest digest = Sha256.begin();
    Images train = images(folder, training, digest);
    Images tests = images(folder, List.of(test), digest);
    return Dataset.checked(name, train, tests, Sha256.text(digest));
  }

  private Images images(Path folder, List<String> names, MessageDigest digest)
      throws DatasetException {
    int recordBytes = labelBytes + SHAPE.size();
    List<Integer> counts = new ArrayList<>();
    long total = 0;
    for (String name : names) {
      long size = size(folder.resolve(name));
      if (size == 0 || size % recordBytes != 0 || size > Integer.MAX_VALUE) {
        throw new DatasetException(
            folder.resolve(name)
                + ": expected records of "
                + recordBytes
                + " bytes, 2 GiB at most, found "
                + size
                + " bytes");
      }
      counts.add((int) (size / recordBytes));
      total += size;
    }
    if (total > Integer.MAX_VALUE - 16) {
      throw new DatasetException(folder + ": training files exceed 2 GiB together");
    }
    byte[] pixels = new byte[(int) (total / recordBytes) * SHAPE.size()];
    byte[] imageLabels = new byte[(int) (total / recordBytes)];
    int first = 0;
    for (int i = 0; i < names.size(); i++) {
      readFile(folder.resolve(names.get(i)), counts.get(i), first, pixels, imageLabels, digest);
      first += counts.get(i);
    }
    return new Images(SHAPE, pixels, imageLabels);
  }

  private static long size(Path file) throws DatasetException {
    if (!Files.isRegularFile(file)) {
      throw new DatasetException(file + ": expected a file, found none");
    }
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new DatasetException(file + ": cannot be read: " + e, e);
    }
  }

  private void readFile(
      Path file, int count, int first, byte[] pixels, byte[] imageLabels, MessageDigest digest)
      throws DatasetException {
    int recordBytes = labelBytes + SHAPE.size();
    byte[] content;
    try (InputStream in = Files.newInputStream(file)) {
      content = in.readNBytes(count * recordBytes);
    } catch (IOException e) {
      throw new DatasetException(file + ": cannot be read: " + e, e);
    }
    if (content.length != count * recordBytes) {
      throw new DatasetException(
          file + ": expected " + count * recordBytes + " bytes, found " + content.length);
    }
    digest.update(content);
    for (int i = 0; i < count; i++) {
      int at = i * recordBytes;
      byte label = content[at + labelBytes - 1];
      if ((label & 0xff) >= labels) {
        throw new DatasetException(
            file
                + ": byte offset "
                + (at + labelBytes - 1)
                + ": expected a label below "
                + labels
                + ", found "
                + (label & 0xff));
      }
      imageLabels[first + i] = label;
      System.arraycopy(content, at + labelBytes, pixels, (first + i) * SHAPE.size(), SHAPE.size());
    }
  }
}

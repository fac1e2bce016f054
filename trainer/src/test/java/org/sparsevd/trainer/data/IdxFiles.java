package org.sparsevd.trainer.data;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/** IDX files made by hand. */
final class IdxFiles {
  private IdxFiles() {}

  /** A file whose header says {@code dims}, whatever follows it. */
  static byte[] idx(int[] dims, int... values) {
    ByteBuffer file = ByteBuffer.allocate(4 + 4 * dims.length + values.length);
    file.put(new byte[] {0, 0, 8, (byte) dims.length});
    for (int dim : dims) {
      file.putInt(dim);
    }
    for (int value : values) {
      file.put((byte) value);
    }
    return file.array();
  }

  static byte[] gzip(byte[] content) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(content);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return packed.toByteArray();
  }

  /** Three training and two test images of 1 x 2 pixels, classes 0 to 2. */
  static void writeSmallSet(Path folder) throws IOException {
    Files.write(
        folder.resolve("train-images-idx3-ubyte"),
        idx(new int[] {3, 1, 2}, 0, 255, 10, 20, 30, 41));
    Files.write(folder.resolve("train-labels-idx1-ubyte"), idx(new int[] {3}, 2, 0, 1));
    Files.write(folder.resolve("t10k-images-idx3-ubyte"), idx(new int[] {2, 1, 2}, 7, 8, 128, 200));
    Files.write(folder.resolve("t10k-labels-idx1-ubyte"), idx(new int[] {2}, 1, 2));
  }
}

package org.sparsevd.onnx.read;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.sparsevd.onnx.OnnxException;

/**
 * The bytes of a file. Large files are mapped: weights are copied out of them one by one, so that
 * they are on the heap once and not twice.
 */
final class FileBytes {
  private static final int SMALL = 1 << 20;

  private FileBytes() {}

  /**
   * The bytes.
   *
   * @throws OnnxException if there are more than an ONNX file has
   */
  static ByteString of(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      throw new FileSystemException(path.toString(), null, "is a directory, expected an ONNX file");
    }
    long size = Files.size(path);
    if (size > Integer.MAX_VALUE - 8) {
      throw new OnnxException(path + ": larger than 2 GiB, at which ONNX files end");
    }
    if (size < SMALL || !Files.isRegularFile(path)) {
      return UnsafeByteOperations.unsafeWrap(Files.readAllBytes(path));
    }
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      return UnsafeByteOperations.unsafeWrap(channel.map(MapMode.READ_ONLY, 0, size));
    }
  }
}

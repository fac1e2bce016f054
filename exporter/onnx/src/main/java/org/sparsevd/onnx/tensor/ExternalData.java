package org.sparsevd.onnx.tensor;

import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.sparsevd.onnx.OnnxException;

/**
 * Tensors whose bytes lie in files beside the model's. Such a file must lie in the model's folder
 * or below it, links resolved; nothing else of the machine is ever opened.
 */
public final class ExternalData {
  /** For models that do not come from a folder. */
  public static final ExternalData NONE = new ExternalData(null);

  private final Path folder;
  private final Set<Path> counted = new HashSet<>();

  private ExternalData(Path folder) {
    this.folder = folder;
  }

  /** Files in the folder of this model. */
  public static ExternalData beside(Path model) {
    return new ExternalData(model.toAbsolutePath().getParent());
  }

  /** The bytes of a tensor, as many as its file has for it; adds the file's size to the budget. */
  ByteBuffer read(TensorProto tensor, ImportLimit budget) throws OnnxException {
    if (folder == null) {
      throw refuse(tensor, "lies in another file, but the model was read without a folder");
    }
    Map<String, String> entries = new HashMap<>();
    for (StringStringEntryProto entry : tensor.getExternalDataList()) {
      entries.put(entry.getKey(), entry.getValue());
    }
    try {
      Path file = locate(tensor, entries.getOrDefault("location", ""));
      long size = Files.size(file);
      long offset = number(tensor, "offset", entries.getOrDefault("offset", "0"));
      long rest = Math.max(0, size - offset);
      String stated = entries.getOrDefault("length", Long.toString(rest));
      long length = number(tensor, "length", stated);
      if (offset > size || length > rest || length > Integer.MAX_VALUE - 8) {
        throw refuse(
            tensor,
            "takes " + length + " bytes from " + offset + " on, '" + file + "' has " + size);
      }
      if (counted.add(file)) {
        budget.add(size);
      }
      budget.take(length / Float.BYTES);
      return read(tensor, file, offset, (int) length);
    } catch (OnnxException e) {
      throw e;
    } catch (IOException e) {
      throw new OnnxException(
          "tensor '" + tensor.getName() + "': cannot read " + e.getMessage(), e);
    }
  }

  private Path locate(TensorProto tensor, String location) throws IOException {
    Path file;
    try {
      Path relative = Path.of(location);
      if (location.isEmpty() || relative.isAbsolute()) {
        throw refuse(tensor, "lies in '" + location + "', expected a relative path");
      }
      file = folder.resolve(relative).normalize();
    } catch (InvalidPathException e) {
      throw refuse(tensor, "lies in '" + location + "', which is no path");
    }
    // Before links are resolved, too: whether a file outside exists is none of the model's
    // business.
    if (!file.startsWith(folder.normalize())) {
      throw refuse(tensor, "lies in '" + location + "', outside the model's folder");
    }
    if (!file.toRealPath().startsWith(folder.toRealPath())) {
      throw refuse(
          tensor,
          "lies in '"
              + location
              + "', a link to "
              + file.toRealPath()
              + " outside the model's folder: only files in that folder are opened; copy the files"
              + " instead of linking them, as 'cp -L' does, and read the copy");
    }
    if (!Files.isRegularFile(file)) {
      throw refuse(tensor, "lies in '" + location + "', which is no regular file");
    }
    return file.toRealPath();
  }

  private static long number(TensorProto tensor, String name, String value) throws OnnxException {
    try {
      long number = Long.parseLong(value);
      if (number >= 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Refused below, like a negative number.
    }
    throw refuse(tensor, "has the " + name + " '" + value + "' in its file");
  }

  private static ByteBuffer read(TensorProto tensor, Path file, long offset, int length)
      throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      while (bytes.hasRemaining()) {
        if (channel.read(bytes, offset + bytes.position()) < 0) {
          throw refuse(tensor, "ends before its " + length + " bytes in '" + file + "'");
        }
      }
    }
    return bytes.flip();
  }

  private static OnnxException refuse(TensorProto tensor, String message) {
    return new OnnxException("tensor '" + tensor.getName() + "' " + message);
  }
}

package org.sparsevd.trainer.data;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Arrays as NumPy writes them. */
final class NpyFixture {
  private NpyFixture() {}

  /** Of uint8. */
  static byte[] bytes(byte[] values, int... shape) {
    return array("|u1", values, shape);
  }

  /** Of int64. */
  static byte[] longs(long... values) {
    ByteBuffer content = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    content.asLongBuffer().put(values);
    return array("<i8", content.array(), values.length);
  }

  static byte[] array(String descr, byte[] content, int... shape) {
    StringBuilder extents = new StringBuilder();
    for (int extent : shape) {
      extents.append(extent).append(", ");
    }
    String header =
        "{'descr': '" + descr + "', 'fortran_order': False, 'shape': (" + extents + "), }\n";
    ByteBuffer file = ByteBuffer.allocate(10 + header.length() + content.length);
    file.order(ByteOrder.LITTLE_ENDIAN);
    file.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
    file.putShort((short) header.length());
    file.put(header.getBytes(StandardCharsets.US_ASCII)).put(content);
    return file.array();
  }

  static Path npz(Path file, Map<String, byte[]> arrays) throws IOException {
    try (OutputStream out = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Map.Entry<String, byte[]> array : arrays.entrySet()) {
        zip.putNextEntry(new ZipEntry(array.getKey() + ".npy"));
        zip.write(array.getValue());
      }
    }
    return file;
  }
}

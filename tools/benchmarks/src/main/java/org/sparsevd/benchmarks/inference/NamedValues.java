package org.sparsevd.benchmarks.inference;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.sparsevd.runtime.Value;
import org.sparsevd.tensor.ElementType;

/**
 * What a net is asked by name, in a file for JVMs that have one runtime and nothing else. So what
 * is read knows no type of any runtime.
 *
 * @param elements {@code long[]} or {@code float[]}, row-major
 */
public record NamedValues(String name, int[] extents, Object elements) {
  /** The argument that tells such a file from raw pixels. */
  static final String NAMED = "named";

  /**
   * Writes values.
   *
   * @throws IllegalArgumentException if one has elements other than floats and 64-bit numbers
   */
  public static void write(Map<String, Value> values, Path file) throws IOException {
    try (DataOutputStream out =
        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
      out.writeInt(values.size());
      for (Map.Entry<String, Value> each : values.entrySet()) {
        Value value = each.getValue();
        boolean whole = value.type() == ElementType.INT64;
        if (!whole && value.type() != ElementType.FLOAT) {
          throw new IllegalArgumentException(
              "cold starts give floats and 64-bit numbers, input " + each.getKey() + ": " + value);
        }
        byte[] name = each.getKey().getBytes(StandardCharsets.UTF_8);
        out.writeInt(name.length);
        out.write(name);
        out.writeInt(whole ? 1 : 0);
        out.writeInt(value.shape().rank());
        for (int extent : value.shape().toArray()) {
          out.writeInt(extent);
        }
        if (whole) {
          for (long element : value.longs()) {
            out.writeLong(element);
          }
        } else {
          for (float element : value.floats()) {
            out.writeFloat(element);
          }
        }
      }
    }
  }

  /**
   * The values of such a file. A JVM that just started has no time for one number after another.
   */
  static List<NamedValues> read(Path file) throws IOException {
    ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(file));
    List<NamedValues> values = new ArrayList<>();
    for (int left = in.getInt(); left > 0; left--) {
      byte[] name = new byte[in.getInt()];
      in.get(name);
      boolean whole = in.getInt() == 1;
      int[] extents = new int[in.getInt()];
      int size = 1;
      for (int axis = 0; axis < extents.length; axis++) {
        extents[axis] = in.getInt();
        size *= extents[axis];
      }
      long[] longs = new long[whole ? size : 0];
      float[] floats = new float[whole ? 0 : size];
      in.asLongBuffer().get(longs);
      in.asFloatBuffer().get(floats);
      in.position(in.position() + Long.BYTES * longs.length + Float.BYTES * floats.length);
      String text = new String(name, StandardCharsets.UTF_8);
      values.add(new NamedValues(text, extents, whole ? longs : floats));
    }
    return values;
  }
}

package org.sparsevd.onnx.suite;

import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.sparsevd.tensor.ElementType;

/**
 * An input or output of a test, of any element type but text.
 *
 * @param name of the value; may be empty
 * @param type of the elements
 * @param dims the whole shape, none for a scalar
 * @param bytes the elements as {@code raw_data} holds them: row-major, little endian
 */
record SuiteTensor(String name, DataType type, List<Long> dims, byte[] bytes) {
  SuiteTensor {
    long count = dims.stream().reduce(1L, Math::multiplyExact);
    if (bytes.length != count * width(type)) {
      throw new IllegalArgumentException(
          String.format(
              "tensor '%s', %s%s: expected %d bytes, found %d",
              name, type, dims, count * width(type), bytes.length));
    }
  }

  /** Float32 values. */
  static SuiteTensor of(String name, List<Long> dims, float[] values) {
    ByteBuffer bytes = buffer(4 * values.length);
    bytes.asFloatBuffer().put(values);
    return new SuiteTensor(name, DataType.FLOAT, dims, bytes.array());
  }

  /** Values of one of the model's types. */
  static SuiteTensor of(String name, ElementType type, List<Long> dims, float[] values) {
    if (type == ElementType.FLOAT) {
      return of(name, dims, values);
    }
    DataType file = DataType.valueOf(type.name());
    List<Long> wholes = new ArrayList<>();
    for (float value : values) {
      wholes.add((long) value);
    }
    return new SuiteTensor(name, file, dims, lowBytes(wholes, width(file)));
  }

  /**
   * The tensor in this file.
   *
   * @throws IOException if it cannot be read or holds none, or text
   */
  static SuiteTensor read(Path file) throws IOException {
    try {
      return of(TensorProto.parseFrom(Files.readAllBytes(file)));
    } catch (IOException | IllegalArgumentException | ArithmeticException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
  }

  static SuiteTensor of(TensorProto file) {
    DataType type = DataType.forNumber(file.getDataType());
    byte[] bytes = file.hasRawData() ? file.getRawData().toByteArray() : listed(file, type);
    return new SuiteTensor(file.getName(), type, List.copyOf(file.getDimsList()), bytes);
  }

  /** Elements that stand one by one in the fields of their type. */
  private static byte[] listed(TensorProto file, DataType type) {
    int width = width(type);
    return switch (type) {
      case FLOAT -> {
        ByteBuffer bytes = buffer(width * file.getFloatDataCount());
        file.getFloatDataList().forEach(bytes::putFloat);
        yield bytes.array();
      }
      case DOUBLE -> {
        ByteBuffer bytes = buffer(width * file.getDoubleDataCount());
        file.getDoubleDataList().forEach(bytes::putDouble);
        yield bytes.array();
      }
      case INT64 -> lowBytes(file.getInt64DataList(), width);
      case UINT32, UINT64 -> lowBytes(file.getUint64DataList(), width);
      default -> lowBytes(file.getInt32DataList(), width);
    };
  }

  private static byte[] lowBytes(List<? extends Number> values, int width) {
    ByteBuffer bytes = buffer(width * values.size());
    for (Number value : values) {
      byte[] all = buffer(Long.BYTES).putLong(value.longValue()).array();
      bytes.put(all, 0, width);
    }
    return bytes.array();
  }

  private static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Bytes of an element. */
  private static int width(DataType type) {
    return switch (type) {
      case BOOL, INT8, UINT8 -> 1;
      case INT16, UINT16, FLOAT16, BFLOAT16 -> 2;
      case FLOAT, INT32, UINT32 -> 4;
      case DOUBLE, INT64, UINT64 -> 8;
      default -> throw new IllegalArgumentException("elements of type " + type);
    };
  }

  boolean isFloating() {
    return switch (type) {
      case FLOAT, DOUBLE, FLOAT16, BFLOAT16 -> true;
      default -> false;
    };
  }

  int size() {
    return bytes.length / width(type);
  }

  /** Element {@code i}, exactly for all types but integers of 64 bits beyond 2^53. */
  double value(int i) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    return switch (type) {
      case FLOAT -> buffer.getFloat(4 * i);
      case DOUBLE -> buffer.getDouble(8 * i);
      case FLOAT16 -> half(buffer.getShort(2 * i));
      case BFLOAT16 -> Float.intBitsToFloat(buffer.getShort(2 * i) << 16);
      case INT64, UINT64 -> buffer.getLong(8 * i);
      case INT32 -> buffer.getInt(4 * i);
      case UINT32 -> Integer.toUnsignedLong(buffer.getInt(4 * i));
      case INT16 -> buffer.getShort(2 * i);
      case UINT16 -> Short.toUnsignedInt(buffer.getShort(2 * i));
      case INT8 -> bytes[i];
      default -> Byte.toUnsignedInt(bytes[i]);
    };
  }

  float[] floats() {
    float[] values = new float[size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) value(i);
    }
    return values;
  }

  private static double half(short bits) {
    int exponent = bits >> 10 & 31;
    int fraction = bits & 1023;
    double magnitude =
        switch (exponent) {
          case 0 -> Math.scalb((double) fraction, -24);
          case 31 -> fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
          default -> Math.scalb(1024.0 + fraction, exponent - 25);
        };
    return bits < 0 ? -magnitude : magnitude;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SuiteTensor that
        && name.equals(that.name)
        && type == that.type
        && dims.equals(that.dims)
        && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return type + dims.toString();
  }
}

package org.sparsevd.onnx.suite;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Random;

/** Values for graphs that are drawn, and which values such a graph may have. */
final class RandomTensors {
  private static final int MOST_VALUES = 3000;

  /** Small enough that cancellation does not show at the tolerance. */
  private static final double LARGEST = 60;

  private RandomTensors() {}

  static SuiteTensor draw(Random random, String name, DataType type, List<Long> dims) {
    int count = Math.toIntExact(dims.stream().reduce(1L, Math::multiplyExact));
    return switch (type) {
      case FLOAT -> {
        // On a grid ties are common, as are sums without rounding.
        boolean grid = random.nextBoolean();
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
          values[i] = grid ? random.nextInt(17) / 4f - 2 : (float) random.nextGaussian();
        }
        yield SuiteTensor.of(name, dims, values);
      }
      case BOOL -> {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++) {
          bytes[i] = (byte) random.nextInt(2);
        }
        yield new SuiteTensor(name, type, dims, bytes);
      }
      case INT64 -> {
        long[] values = random.longs(count, -3, 4).toArray();
        yield new SuiteTensor(name, type, dims, integers(values, dims).bytes());
      }
      default -> throw new IllegalArgumentException("elements of type " + type);
    };
  }

  static SuiteTensor integers(long[] values, List<Long> dims) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Long.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asLongBuffer().put(values);
    return new SuiteTensor("", DataType.INT64, dims, bytes.array());
  }

  /** Neither huge nor empty, and nothing but numbers. */
  static boolean isTame(SuiteTensor tensor) {
    if (tensor.size() == 0 || tensor.size() > MOST_VALUES || tensor.dims().size() > 6) {
      return false;
    }
    for (int i = 0; i < tensor.size(); i++) {
      if (!(Math.abs(tensor.value(i)) <= LARGEST)) {
        return false;
      }
    }
    return true;
  }
}

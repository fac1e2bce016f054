package org.sparsevd.nets;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.platform.Fp16Conversions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import org.sparsevd.runtime.Value;

/** Values of our runtime as tensors of ONNX Runtime and back. */
final class TensorValues {
  private TensorValues() {}

  /**
   * A tensor of the type that the file wants. Floats of other widths stand for the same numbers.
   *
   * @throws IOException if no value of ours stands for that type
   */
  static OnnxTensor tensor(OrtEnvironment environment, Value value, OnnxJavaType type)
      throws IOException, OrtException {
    int size = value.shape().size();
    ByteBuffer bytes = ByteBuffer.allocateDirect(size * type.size).order(ByteOrder.nativeOrder());
    switch (type) {
      case FLOAT -> bytes.asFloatBuffer().put(value.floats());
      case DOUBLE -> {
        for (float number : value.floats()) {
          bytes.putDouble(number);
        }
      }
      case FLOAT16 -> {
        for (float number : value.floats()) {
          bytes.putShort(Fp16Conversions.floatToFp16(number));
        }
      }
      case INT64 -> bytes.asLongBuffer().put(value.longs());
      case INT32 -> bytes.asIntBuffer().put(value.ints());
      case UINT8 -> bytes.put(value.bytes());
      case BOOL -> {
        for (boolean truth : value.booleans()) {
          bytes.put((byte) (truth ? 1 : 0));
        }
      }
      default -> throw new IOException("elements of type " + type + " are not known here");
    }
    bytes.clear();
    return OnnxTensor.createTensor(environment, bytes, longs(value.shape().toArray()), type);
  }

  /**
   * A value with the numbers of an output. Those of 16 and 64 bits become float32.
   *
   * @param name of the output, for messages
   * @throws IOException if it is no tensor, or of a type that no value of ours has
   */
  static Value value(String name, OnnxValue output) throws IOException {
    if (!(output instanceof OnnxTensor tensor)) {
      throw new IOException("output '" + name + "': expected a tensor, found " + output.getType());
    }
    int[] dims = ints(tensor.getInfo().getShape());
    OnnxJavaType type = tensor.getInfo().type;
    return switch (type) {
      case FLOAT, FLOAT16, BFLOAT16 -> Value.of(array(tensor.getFloatBuffer()), dims);
      case DOUBLE -> {
        double[] doubles = new double[tensor.getDoubleBuffer().remaining()];
        tensor.getDoubleBuffer().get(doubles);
        float[] floats = new float[doubles.length];
        for (int i = 0; i < floats.length; i++) {
          floats[i] = (float) doubles[i];
        }
        yield Value.of(floats, dims);
      }
      case INT64 -> {
        long[] longs = new long[tensor.getLongBuffer().remaining()];
        tensor.getLongBuffer().get(longs);
        yield Value.of(longs, dims);
      }
      case INT32 -> {
        int[] ints = new int[tensor.getIntBuffer().remaining()];
        tensor.getIntBuffer().get(ints);
        yield Value.of(ints, dims);
      }
      case UINT8 -> Value.of(bytes(tensor), dims);
      case BOOL -> {
        byte[] bytes = bytes(tensor);
        boolean[] truths = new boolean[bytes.length];
        for (int i = 0; i < truths.length; i++) {
          truths[i] = bytes[i] != 0;
        }
        yield Value.of(truths, dims);
      }
      default -> throw new IOException("output '" + name + "': type " + type + " is not known");
    };
  }

  private static float[] array(FloatBuffer buffer) {
    float[] array = new float[buffer.remaining()];
    buffer.get(array);
    return array;
  }

  private static byte[] bytes(OnnxTensor tensor) {
    byte[] bytes = new byte[tensor.getByteBuffer().remaining()];
    tensor.getByteBuffer().get(bytes);
    return bytes;
  }

  private static long[] longs(int[] dims) {
    long[] longs = new long[dims.length];
    for (int i = 0; i < dims.length; i++) {
      longs[i] = dims[i];
    }
    return longs;
  }

  private static int[] ints(long[] dims) {
    int[] ints = new int[dims.length];
    for (int i = 0; i < dims.length; i++) {
      ints[i] = Math.toIntExact(dims[i]);
    }
    return ints;
  }
}

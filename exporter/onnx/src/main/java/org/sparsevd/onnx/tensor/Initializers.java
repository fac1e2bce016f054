package org.sparsevd.onnx.tensor;

import ai.onnx.proto.OnnxMl.SparseTensorProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Constants of a graph in the two ways ONNX stores them. */
public final class Initializers {
  /** Upper bound of what types, extents and lengths take beyond what dense storage has too. */
  private static final int SPARSE_OVERHEAD = 48;

  private Initializers() {}

  /** All values, as little-endian bytes. */
  public static TensorProto dense(String name, float[] values, int... dims) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder().setName(name).setDataType(DataType.FLOAT.getNumber());
    for (int dim : dims) {
      tensor.addDims(dim);
    }
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return tensor.setRawData(ByteString.copyFrom(bytes)).build();
  }

  /** Bytes, signed or not; no dims for a scalar. */
  public static TensorProto bytes(String name, DataType type, byte[] values, int... dims) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder().setName(name).setDataType(type.getNumber());
    for (int dim : dims) {
      tensor.addDims(dim);
    }
    return tensor.setRawData(ByteString.copyFrom(values)).build();
  }

  public static TensorProto bytes(String name, DataType type, byte value) {
    return bytes(name, type, new byte[] {value});
  }

  /** A vector of INT32. */
  public static TensorProto integers(String name, int[] values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asIntBuffer().put(values);
    return TensorProto.newBuilder()
        .setName(name)
        .setDataType(DataType.INT32.getNumber())
        .addDims(values.length)
        .setRawData(ByteString.copyFrom(bytes))
        .build();
  }

  /** Whole numbers or truth values. */
  public static TensorProto typed(String name, DataType type, float[] values, int... dims) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder().setName(name).setDataType(type.getNumber());
    for (int dim : dims) {
      tensor.addDims(dim);
    }
    for (float value : values) {
      if (type == DataType.INT64) {
        tensor.addInt64Data((long) value);
      } else {
        tensor.addInt32Data((int) value);
      }
    }
    return tensor.build();
  }

  /** Whether {@link #sparse(String, byte[], int...)} takes fewer bytes than dense storage. */
  public static boolean isSmallerSparse(byte[] values) {
    long bytes = SPARSE_OVERHEAD;
    for (int i = 0; i < values.length; i++) {
      if (values[i] != 0) {
        bytes += 1 + CodedOutputStream.computeUInt32SizeNoTag(i);
      }
    }
    return bytes < values.length;
  }

  /** Whether {@link #sparse} takes fewer bytes of these values than {@link #dense}. */
  public static boolean isSmallerSparse(float[] values) {
    long bytes = SPARSE_OVERHEAD;
    for (int i = 0; i < values.length; i++) {
      if (isStored(values[i])) {
        bytes += Float.BYTES + CodedOutputStream.computeUInt32SizeNoTag(i);
      }
    }
    return bytes < (long) Float.BYTES * values.length;
  }

  private static boolean isStored(float value) {
    return Float.floatToRawIntBits(value) != 0;
  }

  /**
   * The values that are not zero with their ascending indices into the flattened tensor. Indices
   * lie in {@code int64_data}, one varint each: 1 to 3 bytes where raw data takes 8. The name of
   * the values is the initializer's name.
   *
   * <p>Negative zero is kept as a value, so that nothing is lost. Without any value a zero is
   * stored, because some readers stumble over empty tensors.
   */
  public static SparseTensorProto sparse(String name, float[] values, int... dims) {
    TensorProto.Builder indices = TensorProto.newBuilder();
    float[] kept = new float[values.length];
    int count = 0;
    for (int i = 0; i < values.length; i++) {
      if (isStored(values[i])) {
        indices.addInt64Data(i);
        kept[count++] = values[i];
      }
    }
    count = Math.max(count, 1);
    return sparse(indices, dense(name, Arrays.copyOf(kept, count), count), dims);
  }

  /** The same of INT8 values. */
  public static SparseTensorProto sparse(String name, byte[] values, int... dims) {
    TensorProto.Builder indices = TensorProto.newBuilder();
    byte[] kept = new byte[values.length];
    int count = 0;
    for (int i = 0; i < values.length; i++) {
      if (values[i] != 0) {
        indices.addInt64Data(i);
        kept[count++] = values[i];
      }
    }
    count = Math.max(count, 1);
    return sparse(indices, bytes(name, DataType.INT8, Arrays.copyOf(kept, count), count), dims);
  }

  private static SparseTensorProto sparse(
      TensorProto.Builder indices, TensorProto values, int... dims) {
    if (indices.getInt64DataCount() == 0) {
      indices.addInt64Data(0);
    }
    indices.setDataType(DataType.INT64.getNumber()).addDims(indices.getInt64DataCount());
    SparseTensorProto.Builder sparse =
        SparseTensorProto.newBuilder().setValues(values).setIndices(indices);
    for (int dim : dims) {
      sparse.addDims(dim);
    }
    return sparse.build();
  }
}

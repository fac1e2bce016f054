package org.sparsevd.onnx;

import ai.onnx.proto.OnnxMl.SparseTensorProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Constants of a graph in the two ways ONNX stores them. */
final class Initializers {
  /** Upper bound of what types, extents and lengths take beyond what dense storage has too. */
  private static final int SPARSE_OVERHEAD = 48;

  private Initializers() {}

  /** All values, as little-endian bytes. */
  static TensorProto dense(String name, float[] values, int... dims) {
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

  /** Whether {@link #sparse} takes fewer bytes of these values than {@link #dense}. */
  static boolean isSmallerSparse(float[] values) {
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
  static SparseTensorProto sparse(String name, float[] values, int... dims) {
    TensorProto.Builder indices = TensorProto.newBuilder().setDataType(DataType.INT64.getNumber());
    float[] kept = new float[values.length];
    int count = 0;
    for (int i = 0; i < values.length; i++) {
      if (isStored(values[i])) {
        indices.addInt64Data(i);
        kept[count++] = values[i];
      }
    }
    if (count == 0) {
      indices.addInt64Data(0);
      count = 1;
    }
    SparseTensorProto.Builder sparse =
        SparseTensorProto.newBuilder()
            .setValues(dense(name, Arrays.copyOf(kept, count), count))
            .setIndices(indices.addDims(count));
    for (int dim : dims) {
      sparse.addDims(dim);
    }
    return sparse.build();
  }
}

package org.sparsevd.onnx.tensor;

import ai.onnx.proto.OnnxMl.SparseTensorProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataLocation;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.sparsevd.onnx.OnnxException;

/** Reads the tensors of a file: raw or typed, dense or sparse, of any float or integer type. */
public final class TensorReader {
  private final ImportLimit budget;
  private final ExternalData external;

  public TensorReader(ImportLimit budget, ExternalData external) {
    this.budget = budget;
    this.external = external;
  }

  /** A tensor of float16, bfloat16, float32 or float64 values. */
  public Constant floats(TensorProto tensor) throws OnnxException {
    int[] dims = dims(tensor);
    int count = (int) product(dims, tensor.getName());
    DataType type = type(tensor);
    ByteBuffer raw = raw(tensor);
    boolean isRaw = raw.hasRemaining();
    switch (type) {
      case FLOAT -> expect(tensor, count, raw, tensor.getFloatDataCount(), 4);
      case DOUBLE -> expect(tensor, count, raw, tensor.getDoubleDataCount(), 8);
      case FLOAT16, BFLOAT16 -> expect(tensor, count, raw, tensor.getInt32DataCount(), 2);
      default ->
          throw new OnnxException(
              "tensor '" + tensor.getName() + "' holds " + type + ", expected a float type");
    }
    budget.take(count);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] =
          switch (type) {
            case FLOAT -> isRaw ? raw.getFloat() : tensor.getFloatData(i);
            case DOUBLE -> (float) (isRaw ? raw.getDouble() : tensor.getDoubleData(i));
            case FLOAT16 ->
                Float16.toFloat(isRaw ? raw.getShort() : (short) tensor.getInt32Data(i));
            default ->
                Float.intBitsToFloat((isRaw ? raw.getShort() : tensor.getInt32Data(i)) << 16);
          };
    }
    return Constant.dense(dims, values);
  }

  /** Whether a tensor is one of floats. */
  public static boolean holdsFloats(TensorProto tensor) throws OnnxException {
    return switch (type(tensor)) {
      case FLOAT, DOUBLE, FLOAT16, BFLOAT16 -> true;
      default -> false;
    };
  }

  /** Integers of up to 32 bits as floats, in a fourth of the memory; else the same. */
  public Constant numbers(TensorProto tensor) throws OnnxException {
    DataType type = type(tensor);
    if (type == DataType.INT4 || type == DataType.UINT4) {
      return halves(tensor, type == DataType.INT4);
    }
    int bytes = width(type);
    if (bytes == 0 || bytes > Integer.BYTES) {
      return floats(tensor);
    }
    int[] dims = dims(tensor);
    int count = (int) product(dims, tensor.getName());
    ByteBuffer raw = raw(tensor);
    boolean isRaw = raw.hasRemaining();
    expect(tensor, count, raw, tensor.getInt32DataCount(), bytes);
    budget.take(count);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = isRaw ? integer(raw, type) : tensor.getInt32Data(i);
    }
    return Constant.dense(dims, values);
  }

  /** Integers of 4 bits, two in a byte, the first of them in the lower half. */
  private Constant halves(TensorProto tensor, boolean signed) throws OnnxException {
    int[] dims = dims(tensor);
    int count = (int) product(dims, tensor.getName());
    ByteBuffer raw = raw(tensor);
    boolean isRaw = raw.hasRemaining();
    int bytes = (count + 1) / 2;
    expect(tensor, bytes, raw, tensor.getInt32DataCount(), 1);
    budget.take(count);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      int pair = isRaw ? raw.get(raw.position() + i / 2) : tensor.getInt32Data(i / 2);
      int half = pair >> 4 * (i % 2) & 15;
      values[i] = signed && half > 7 ? half - 16 : half;
    }
    return Constant.dense(dims, values);
  }

  /** A tensor of integers or booleans, flattened: a shape, axes, indices or a switch. */
  public long[] integers(TensorProto tensor) throws OnnxException {
    int count = (int) product(dims(tensor), tensor.getName());
    DataType type = type(tensor);
    int bytes = width(type);
    if (bytes == 0) {
      throw new OnnxException(
          "tensor '" + tensor.getName() + "' holds " + type + ", expected integers");
    }
    ByteBuffer raw = raw(tensor);
    boolean isRaw = raw.hasRemaining();
    boolean isLong = type == DataType.INT64;
    int typed = isLong ? tensor.getInt64DataCount() : tensor.getInt32DataCount();
    expect(tensor, count, raw, typed, bytes);
    budget.take(2L * count);
    long[] values = new long[count];
    for (int i = 0; i < count; i++) {
      values[i] =
          isRaw ? integer(raw, type) : isLong ? tensor.getInt64Data(i) : tensor.getInt32Data(i);
    }
    return values;
  }

  /** Bytes of one raw integer; 0 for what is none that is read here. */
  private static int width(DataType type) {
    return switch (type) {
      case INT8, UINT8, BOOL -> 1;
      case INT16, UINT16 -> 2;
      case INT32 -> 4;
      case INT64 -> 8;
      default -> 0;
    };
  }

  private static long integer(ByteBuffer raw, DataType type) {
    return switch (type) {
      case INT64 -> raw.getLong();
      case INT32 -> raw.getInt();
      case INT16 -> raw.getShort();
      case UINT16 -> raw.getShort() & 0xffff;
      case UINT8 -> raw.get() & 0xff;
      default -> raw.get();
    };
  }

  /**
   * A sparse tensor with indices of either kind: linear {@code [count]} or by coordinates {@code
   * [count, rank]}. Stored zeros are dropped.
   */
  public Constant floats(SparseTensorProto sparse) throws OnnxException {
    String name = sparse.getValues().getName();
    int[] dims = dims(sparse.getDimsList(), name);
    long size = product(dims, name);
    budget.expand(name, size);
    Constant stored = numbers(sparse.getValues());
    int count = stored.values().length;
    long[] positions = integers(sparse.getIndices());
    boolean linear = sparse.getIndices().getDimsCount() == 1;
    if (stored.rank() != 1 || positions.length != (linear ? count : (long) count * dims.length)) {
      throw new OnnxException(
          "sparse tensor '" + name + "': indices do not fit its " + count + " values");
    }
    int[] indices = new int[count];
    float[] values = new float[count];
    int kept = 0;
    long previous = -1;
    for (int i = 0; i < count; i++) {
      long index = linear ? positions[i] : linear(positions, i, dims);
      if (index <= previous || index >= size) {
        throw new OnnxException(
            "sparse tensor '"
                + name
                + "': index "
                + index
                + " after "
                + previous
                + ", expected ascending below "
                + size);
      }
      previous = index;
      if (Float.floatToRawIntBits(stored.values()[i]) != 0) {
        indices[kept] = (int) index;
        values[kept++] = stored.values()[i];
      }
    }
    return new Constant(dims, Arrays.copyOf(indices, kept), Arrays.copyOf(values, kept));
  }

  /** -1 where a coordinate lies outside. */
  private static long linear(long[] coordinates, int entry, int[] dims) {
    long index = 0;
    for (int axis = 0; axis < dims.length; axis++) {
      long coordinate = coordinates[entry * dims.length + axis];
      if (coordinate < 0 || coordinate >= dims[axis]) {
        return -1;
      }
      index = index * dims[axis] + coordinate;
    }
    return index;
  }

  private static DataType type(TensorProto tensor) throws OnnxException {
    DataType type = DataType.forNumber(tensor.getDataType());
    if (type == null) {
      throw new OnnxException(
          "tensor '" + tensor.getName() + "' holds data of unknown type " + tensor.getDataType());
    }
    return type;
  }

  private ByteBuffer raw(TensorProto tensor) throws OnnxException {
    if (tensor.getDataLocation() == DataLocation.EXTERNAL || tensor.getExternalDataCount() > 0) {
      return external.read(tensor, budget).order(ByteOrder.LITTLE_ENDIAN);
    }
    if (tensor.hasSegment()) {
      throw new OnnxException(
          "tensor '" + tensor.getName() + "' is stored in segments, which is not supported");
    }
    return tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Refuses data that are not as many raw bytes, or else typed values, as the shape needs. */
  private static void expect(TensorProto tensor, int count, ByteBuffer raw, int typed, int bytes)
      throws OnnxException {
    boolean isRaw = raw.hasRemaining();
    long needed = isRaw ? (long) count * bytes : count;
    long found = isRaw ? raw.remaining() : typed;
    if (found != needed) {
      throw new OnnxException(
          "tensor '"
              + tensor.getName()
              + "' of shape "
              + tensor.getDimsList()
              + " needs "
              + needed
              + (isRaw ? " bytes" : " values")
              + ", found "
              + found);
    }
  }

  /** The dimensions that a tensor claims. */
  public static int[] dims(TensorProto tensor) throws OnnxException {
    return dims(tensor.getDimsList(), tensor.getName());
  }

  private static int[] dims(List<Long> dims, String name) throws OnnxException {
    int[] result = new int[dims.size()];
    for (int i = 0; i < result.length; i++) {
      long dim = dims.get(i);
      if (dim < 0 || dim > Integer.MAX_VALUE) {
        throw new OnnxException(
            "tensor '" + name + "' has shape " + dims + ", expected 0 to 2^31-1 in each dimension");
      }
      result[i] = (int) dim;
    }
    return result;
  }

  private static long product(int[] dims, String name) throws OnnxException {
    long product = 1;
    for (int dim : dims) {
      // No factor can lift it past 2^62, because it is checked at each step.
      product *= dim;
      if (product > Integer.MAX_VALUE) {
        throw new OnnxException(
            "tensor '"
                + name
                + "' has shape "
                + Arrays.toString(dims)
                + ": more than 2^31-1 elements");
      }
    }
    return product;
  }
}

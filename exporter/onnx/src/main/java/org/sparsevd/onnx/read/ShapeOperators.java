package org.sparsevd.onnx.read;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.onnx.OnnxException;
import org.sparsevd.onnx.tensor.Integers;
import org.sparsevd.tensor.Shape;

/** Operators that compute nothing: they give values another shape, name or origin. */
final class ShapeOperators {
  private ShapeOperators() {}

  static void register(Map<String, OperatorReader> all) {
    all.put("Flatten", OperatorReader.of(ShapeOperators::flatten, "axis"));
    all.put("Reshape", OperatorReader.of(ShapeOperators::reshape, "allowzero"));
    all.put("Squeeze", OperatorReader.of(ShapeOperators::squeeze, "axes"));
    all.put("Unsqueeze", OperatorReader.of(ShapeOperators::unsqueeze, "axes"));
    all.put("Transpose", OperatorReader.of(ShapeOperators::transpose, "perm"));
    all.put("Identity", OperatorReader.of(node -> node.input(0)));
    all.put("Dropout", OperatorReader.of(ShapeOperators::dropout, "ratio", "seed"));
    all.put("Cast", OperatorReader.of(ShapeOperators::cast, "to", "saturate", "round_mode"));
    all.put(
        "Constant",
        OperatorReader.of(
            ShapeOperators::constant,
            "value",
            "sparse_value",
            "value_float",
            "value_floats",
            "value_int",
            "value_ints"));
  }

  private static Value flatten(NodeView node) throws OnnxException {
    Value.Activation in = node.activation(0);
    long axis = node.integer("axis", 1);
    if (axis != 1 && axis != -in.shape().rank()) {
      throw new OnnxException("attribute 'axis' is " + axis + ", only 1 is supported");
    }
    return reshaped(node, in, List.of((long) in.shape().size()));
  }

  private static Value reshape(NodeView node) throws OnnxException {
    Value.Activation in = node.activation(0);
    long[] target = node.extents(1);
    boolean copyZero = node.integer("allowzero", 0) == 0;
    long[] dims = target.clone();
    int size = in.shape().size();
    long known = 1;
    int inferred = -1;
    for (int i = 0; i < dims.length; i++) {
      if (dims[i] == 0 && copyZero && i > 0 && i <= in.shape().rank()) {
        dims[i] = in.shape().dim(i - 1);
      }
      if (i > 0 && dims[i] == -1 && inferred < 0) {
        inferred = i;
      } else if (i > 0) {
        boolean fits = dims[i] >= 1 && dims[i] <= size && known <= size;
        known = fits ? known * dims[i] : 0;
      }
    }
    boolean keepsBatch =
        dims.length > 0
            && (target[0] == Integers.BATCH
                || target[0] == 0 && copyZero
                || target[0] == -1 && inferred < 0
                || target[0] > 0 && target[0] == node.batch());
    if (inferred > 0 && known > 0 && size % known == 0) {
      dims[inferred] = size / known;
      known = size;
    }
    if (!keepsBatch || known != size) {
      throw new OnnxException(
          "shape " + Integers.text(target) + " does not keep the batch in front of " + in.shape());
    }
    return reshaped(node, in, Arrays.stream(dims, 1, dims.length).boxed().toList());
  }

  private static Value squeeze(NodeView node) throws OnnxException {
    Value.Activation in = node.activation(0);
    int rank = in.shape().rank() + 1;
    long[] given = node.has(1) ? node.integers(1) : node.integers("axes");
    long[] axes = given == null ? ones(node, in.shape()) : normalised(given, rank);
    List<Long> dims = new ArrayList<>();
    for (int axis = 1; axis < rank; axis++) {
      long dim = in.shape().dim(axis - 1);
      if (Arrays.binarySearch(axes, axis) < 0) {
        dims.add(dim);
      } else if (dim != 1) {
        throw new OnnxException("axis " + axis + " has extent " + dim + ", expected 1");
      }
    }
    return reshaped(node, in, dims);
  }

  /** Every dimension of extent 1 behind a batch that is none. */
  private static long[] ones(NodeView node, Shape shape) throws OnnxException {
    if (node.batch() == 1) {
      throw new OnnxException("without axes it takes away the batch too, which the file says is 1");
    }
    return IntStream.rangeClosed(1, shape.rank())
        .filter(axis -> shape.dim(axis - 1) == 1)
        .asLongStream()
        .toArray();
  }

  /** The value without this dimension, whose extent is 1. */
  static Value without(NodeView node, Value.Activation in, int axis) throws OnnxException {
    List<Long> dims = new ArrayList<>();
    for (int i = 1; i <= in.shape().rank(); i++) {
      if (i != axis) {
        dims.add((long) in.shape().dim(i - 1));
      }
    }
    return reshaped(node, in, dims);
  }

  private static Value unsqueeze(NodeView node) throws OnnxException {
    boolean single = node.input(0) instanceof Value.Single;
    Value.Activation in = node.activation(0);
    long[] given = node.has(1) ? node.integers(1) : node.integers("axes");
    if (given == null) {
      throw new OnnxException("needs its axes");
    }
    int rank = (single ? 0 : in.shape().rank()) + 1 + given.length;
    long[] axes = normalised(given, rank);
    List<Long> dims = new ArrayList<>();
    int next = 0;
    for (int axis = 1; axis < rank; axis++) {
      dims.add(Arrays.binarySearch(axes, axis) >= 0 ? 1L : in.shape().dim(next++));
    }
    return reshaped(node, in, dims);
  }

  /** Ascending, each from 1 to rank - 1. */
  private static long[] normalised(long[] given, int rank) throws OnnxException {
    long[] axes = given.clone();
    for (int i = 0; i < axes.length; i++) {
      axes[i] += axes[i] < 0 ? rank : 0;
    }
    Arrays.sort(axes);
    for (int i = 0; i < axes.length; i++) {
      if (axes[i] < 1 || axes[i] >= rank || i > 0 && axes[i] == axes[i - 1]) {
        throw new OnnxException(
            "axes "
                + Arrays.toString(given)
                + " of "
                + rank
                + " dimensions: expected different ones, and not the batch");
      }
    }
    return axes;
  }

  /** The same values in another shape, or in none; reshapes in a row become one. */
  static Value reshaped(NodeView node, Value.Activation in, List<Long> dims) throws OnnxException {
    if (dims.isEmpty() && in.shape().size() == 1) {
      Value list = reshaped(node, in, List.of(1L));
      return new Value.Single(((Value.Activation) list).name());
    }
    if (dims.isEmpty() || dims.size() >= GraphReader.MOST_DIMENSIONS) {
      throw new OnnxException(
          "from [batch] + " + in.shape() + " to " + dims.size() + " dimensions behind the batch");
    }
    Shape shape = Shape.of(dims.stream().mapToInt(Long::intValue).toArray());
    Value.Activation from = in;
    Node source = node.source(from);
    while (source != null && isReshape(source.op())) {
      from = node.activation(source.inputs().get(0));
      source = node.source(from);
    }
    if (shape.equals(from.shape())) {
      return from;
    }
    return node.emit(shape.rank() == 1 ? new Op.Flatten() : new Op.Reshape(shape), from);
  }

  private static boolean isReshape(Op op) {
    return op instanceof Op.Flatten || op instanceof Op.Reshape;
  }

  private static Value transpose(NodeView node) throws OnnxException {
    Value.Activation in = node.activation(0);
    long[] order = node.integers("perm");
    if (order == null || order.length != in.shape().rank() + 1 || order[0] != 0) {
      throw new OnnxException(
          "attribute 'perm' is "
              + Arrays.toString(order)
              + " for [batch] + "
              + in.shape()
              + ": expected the batch in front");
    }
    List<Integer> behind =
        Arrays.stream(order, 1, order.length).mapToObj(axis -> (int) axis - 1).toList();
    return Permutation.apply(node, in, behind);
  }

  static Value dropout(NodeView node) throws OnnxException {
    if (node.has(2) && Arrays.stream(node.integers(2)).anyMatch(training -> training != 0)) {
      throw OnnxException.unsupported(
          "'training_mode' is not supported: the result would be random");
    }
    return node.input(0);
  }

  /** Everything is computed in float32, so that a cast between float types does nothing. */
  private static Value cast(NodeView node) throws OnnxException {
    DataType to = DataType.forNumber((int) node.integer("to", 0));
    if (!isFloat(to)) {
      throw OnnxException.unsupported(
          "attribute 'to' is " + to + ", only float types are supported");
    }
    if (node.input(0) instanceof Value.Pixels pixels) {
      return pixels.asFloats();
    }
    return node.activation(0);
  }

  static boolean isFloat(DataType type) {
    return type == DataType.FLOAT
        || type == DataType.DOUBLE
        || type == DataType.FLOAT16
        || type == DataType.BFLOAT16;
  }

  private static Value constant(NodeView node) throws OnnxException {
    if (node.has("value")) {
      return new Value.Stored(node.attribute("value", AttributeType.TENSOR).getT());
    }
    if (node.has("sparse_value")) {
      AttributeProto sparse = node.attribute("sparse_value", AttributeType.SPARSE_TENSOR);
      return new Value.StoredSparse(sparse.getSparseTensor());
    }
    TensorProto.Builder tensor = TensorProto.newBuilder();
    if (node.has("value_float")) {
      tensor.setDataType(DataType.FLOAT.getNumber()).addFloatData(node.real("value_float", 0));
    } else if (node.has("value_int")) {
      tensor.setDataType(DataType.INT64.getNumber()).addInt64Data(node.integer("value_int", 0));
    } else if (node.has("value_floats")) {
      AttributeProto floats = node.attribute("value_floats", AttributeType.FLOATS);
      tensor
          .setDataType(DataType.FLOAT.getNumber())
          .addDims(floats.getFloatsCount())
          .addAllFloatData(floats.getFloatsList());
    } else if (node.has("value_ints")) {
      AttributeProto ints = node.attribute("value_ints", AttributeType.INTS);
      tensor
          .setDataType(DataType.INT64.getNumber())
          .addDims(ints.getIntsCount())
          .addAllInt64Data(ints.getIntsList());
    } else {
      throw new OnnxException("has no value");
    }
    return new Value.Stored(tensor.build());
  }
}

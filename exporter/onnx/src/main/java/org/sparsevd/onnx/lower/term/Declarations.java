package org.sparsevd.onnx.lower.term;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.List;
import org.sparsevd.model.Model;
import org.sparsevd.onnx.OnnxException;
import org.sparsevd.tensor.Dim;
import org.sparsevd.tensor.ElementType;
import org.sparsevd.tensor.Shape;

/** What a graph says of its inputs. */
public final class Declarations {
  private static final int MOST_RANK = 8;

  private Declarations() {}

  /** An input; extents without number or name get a symbol of their own. */
  public static Model.Input input(ValueInfoProto info) throws OnnxException {
    String name = info.getName();
    if (!info.getType().hasTensorType()) {
      throw new OnnxException("input '" + name + "' is no tensor");
    }
    TypeProto.Tensor tensor = info.getType().getTensorType();
    ElementType type = type("input '" + name + "'", tensor.getElemType());
    DataType stated = DataType.forNumber(tensor.getElemType());
    if (stated == DataType.INT8 || stated == DataType.INT16 || stated == DataType.UINT16) {
      throw new OnnxException(
          "input '" + name + "' has element type " + stated + ", which is not supported");
    }
    if (!tensor.hasShape()) {
      throw new OnnxException("input '" + name + "' has no shape; --input-shape gives it one");
    }
    List<Dimension> declared = tensor.getShape().getDimList();
    if (declared.size() > MOST_RANK) {
      throw new OnnxException(
          "input '" + name + "' has " + declared.size() + " dimensions, at most " + MOST_RANK);
    }
    Dim[] dims = new Dim[declared.size()];
    for (int axis = 0; axis < dims.length; axis++) {
      if (declared.get(axis).getDimValue() < 0) {
        throw new OnnxException(
            "input '"
                + name
                + "': dimension "
                + axis
                + " is "
                + declared.get(axis).getDimValue()
                + ", expected a number from 1 on, or a name");
      }
      dims[axis] = dim(name, axis, declared.get(axis));
    }
    try {
      return new Model.Input(name, type, Shape.of(dims));
    } catch (IllegalArgumentException e) {
      throw new OnnxException("input '" + name + "': " + e.getMessage(), e);
    }
  }

  private static Dim dim(String input, int axis, Dimension declared) {
    if (declared.hasDimValue() && declared.getDimValue() > 0) {
      return Dim.of(declared.getDimValue());
    }
    String wanted = declared.getDimParam().replaceAll("[^A-Za-z0-9_]+", "_");
    if (wanted.isEmpty() || wanted.equals("_")) {
      wanted = axis == 0 ? "batch" : input.replaceAll("[^A-Za-z0-9_]+", "_") + "_" + axis;
    }
    String name =
        Character.isDigit(wanted.charAt(0)) || Dim.isFunction(wanted) ? "_" + wanted : wanted;
    return Dim.symbol(name.substring(0, Math.min(64, name.length())));
  }

  /** What elements of a file's type are here. */
  public static ElementType type(String what, int number) throws OnnxException {
    DataType type = DataType.forNumber(number);
    if (type == null) {
      throw new OnnxException(what + " has the unknown element type " + number);
    }
    return switch (type) {
      case FLOAT, DOUBLE, FLOAT16, BFLOAT16 -> ElementType.FLOAT;
      case INT64 -> ElementType.INT64;
      case INT32, INT16, UINT16, INT8 -> ElementType.INT32;
      case UINT8 -> ElementType.UINT8;
      case BOOL -> ElementType.BOOL;
      default ->
          throw new OnnxException(what + " has element type " + type + ", which is not supported");
    };
  }
}

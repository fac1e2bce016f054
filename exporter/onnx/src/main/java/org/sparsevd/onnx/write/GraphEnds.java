package org.sparsevd.onnx.write;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import org.sparsevd.model.Model;
import org.sparsevd.tensor.Dim;
import org.sparsevd.tensor.ElementType;
import org.sparsevd.tensor.Shape;

/** How inputs and outputs of a model are declared in a graph. */
final class GraphEnds {
  private final Model model;
  private final boolean pixels;
  private final String batch;

  /**
   * Those of a model.
   *
   * @param pixels whether its only input, of floats, comes as unsigned bytes
   */
  GraphEnds(Model model, boolean pixels) {
    this.model = model;
    this.pixels = pixels;
    String free = OnnxExporter.BATCH_DIMENSION;
    while (model.symbols().contains(free)) {
      free += "_";
    }
    this.batch = free;
    if (pixels && !takesPixels()) {
      throw new IllegalArgumentException(
          "unsigned bytes as input need a model of one input of floats, found " + model.inputs());
    }
  }

  private boolean takesPixels() {
    return model.inputs().size() == 1 && model.onlyInput().type() == ElementType.FLOAT;
  }

  ValueInfoProto input(Model.Input input, String name) {
    for (Dim dim : input.shape().extents()) {
      if (!dim.isNumber() && !isSymbol(dim)) {
        throw new IllegalArgumentException(
            "input '"
                + input.name()
                + "' has shape "
                + input.shape()
                + ": ONNX files name dimensions of inputs, and compute none such as '"
                + dim
                + "'");
      }
    }
    return info(name, input.shape(), pixels ? DataType.UINT8 : type(input.type()));
  }

  ValueInfoProto output(Model.Output output, String name) {
    return info(name, model.shape(output.value()), type(model.type(output.value())));
  }

  static boolean isSymbol(Dim dim) {
    return dim.symbols().contains(dim.toString());
  }

  static DataType type(ElementType type) {
    return switch (type) {
      case FLOAT -> DataType.FLOAT;
      case INT64 -> DataType.INT64;
      case INT32 -> DataType.INT32;
      case UINT8 -> DataType.UINT8;
      case BOOL -> DataType.BOOL;
    };
  }

  /** Dimensions that are computed stay without number and name. */
  private ValueInfoProto info(String name, Shape shape, DataType elements) {
    TensorShapeProto.Builder dims = TensorShapeProto.newBuilder();
    if (model.batched()) {
      dims.addDimBuilder().setDimParam(batch);
    }
    for (Dim dim : shape.extents()) {
      TensorShapeProto.Dimension.Builder stated = dims.addDimBuilder();
      if (dim.isNumber()) {
        stated.setDimValue(dim.number());
      } else if (isSymbol(dim)) {
        stated.setDimParam(dim.toString());
      }
    }
    TypeProto.Tensor type =
        TypeProto.Tensor.newBuilder().setElemType(elements.getNumber()).setShape(dims).build();
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(type))
        .build();
  }
}

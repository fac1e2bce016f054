package org.sparsevd.format;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.sparsevd.model.Model;
import org.sparsevd.tensor.Dim;
import org.sparsevd.tensor.ElementType;
import org.sparsevd.tensor.Shape;

/**
 * What files of version 4 say of inputs and outputs where there is more to say than the shape of
 * one input. Their nodes state the shapes of tensors, so that no reader has to infer any.
 */
final class GeneralHeader {
  /** In the place of the rank: shapes leave a batch out. */
  static final int BATCHED = 1 << CompactWriter.RANK_SHIFT;

  private GeneralHeader() {}

  static void writeInputs(Model model, ByteOutput out) {
    out.varint(model.inputs().size());
    for (Model.Input input : model.inputs()) {
      out.string(input.name());
      out.varint(input.type().ordinal());
      Extents.write(List.of(input.shape().extents()), out);
    }
  }

  /**
   * Writes the outputs.
   *
   * @param values numbers of the values by name
   */
  static void writeOutputs(Model model, Map<String, Integer> values, ByteOutput out) {
    out.varint(model.outputs().size());
    for (Model.Output output : model.outputs()) {
      out.string(output.name().equals(output.value()) ? "" : output.name());
      out.varint(values.get(output.value()));
    }
  }

  static List<Model.Input> readInputs(ByteInput in) throws FormatException {
    int count = in.varint("number of inputs", 0, Limits.ENDS);
    List<Model.Input> inputs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String name = in.string("input name", 1, Limits.NAME_BYTES);
      int type = in.varint("element type", 0, ElementType.values().length - 1);
      inputs.add(new Model.Input(name, ElementType.values()[type], shape(in)));
    }
    return inputs;
  }

  /**
   * Reads the outputs.
   *
   * @param values names by number
   */
  static List<Model.Output> readOutputs(ByteInput in, List<String> values) throws FormatException {
    int count = in.varint("number of outputs", 1, Limits.ENDS);
    List<Model.Output> outputs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String name = in.string("output name", 0, Limits.NAME_BYTES);
      String value = values.get(in.varint("output", 0, values.size() - 1));
      outputs.add(new Model.Output(name.isEmpty() ? value : name, value));
    }
    return outputs;
  }

  /** Reads a shape. */
  static Shape shape(ByteInput in) throws FormatException {
    int start = in.offset();
    try {
      return Shape.of(Extents.read(in).toArray(new Dim[0]));
    } catch (IllegalArgumentException e) {
      throw in.refuse(start, e.getMessage());
    }
  }
}

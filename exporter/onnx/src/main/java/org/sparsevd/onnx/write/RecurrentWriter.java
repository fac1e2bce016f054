package org.sparsevd.onnx.write;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.model.loop.Activation;
import org.sparsevd.model.loop.Cell;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.Dim;
import org.sparsevd.tensor.Shape;
import org.sparsevd.tensor.Tensor;

/**
 * Writes one direction of a recurrent layer. Inputs of a batched model, each of which has a batch
 * of sequences itself, become one larger batch.
 */
record RecurrentWriter(NodeParts parts, Op.Recurrent layer) {
  private Cell cell() {
    return layer.kind().cell();
  }

  private int hidden() {
    return layer.vectors().columns();
  }

  private String name(String what) {
    return parts.node().name() + "." + what;
  }

  private String list(String what, Dim... dims) {
    return parts.graph().extents().list(name(what), List.of(dims));
  }

  Void write() {
    checkCells();
    boolean cells = layer.cells();
    String all = parts.graph().intermediate(name("all"));
    List<String> outputs = new ArrayList<>(List.of(all));
    String last = parts.graph().intermediate(name("last"));
    if (cells) {
      outputs.addAll(List.of("", last));
    }
    String opType = cell().name();
    parts.graph().node(opType, name(opType), inputs(), outputs, attributes());
    boolean each = parts.lead() == 1;
    List<String> hidden = List.of(all, parts.axes(1, 1));
    if (!cells && !each) {
      return parts.end("Squeeze", hidden);
    }
    String states = parts.step("hidden", "Squeeze", hidden);
    if (cells) {
      String shape = parts.step("shape", "Shape", List.of(states));
      String spread = parts.step("cells", "Expand", List.of(last, shape));
      List<String> both = List.of(states, spread);
      AttributeProto behind = Attributes.integer("axis", 2);
      if (!each) {
        return parts.end("Concat", both, behind);
      }
      states = parts.step("both", "Concat", both, behind);
    }
    Shape out = parts.out();
    String target = list("each", Dim.of(0), Dim.of(-1), out.extent(1), out.extent(2));
    String split = parts.step("split", "Reshape", List.of(states, target));
    return parts.end("Transpose", List.of(split), Attributes.integers("perm", 1, 0, 2, 3));
  }

  private List<String> inputs() {
    List<String> inputs = new ArrayList<>();
    inputs.add(sequence());
    inputs.add(weight("weight", layer.weight()));
    inputs.add(weight("recurrent", layer.recurrent()));
    float[] vectors = layer.vectors().toArray();
    int biases = 2 * cell().gates() * hidden();
    inputs.add(parts.graph().constant(name("bias"), Arrays.copyOf(vectors, biases), 1, biases));
    inputs.add("");
    for (int state = 1; state < parts.inputs(); state++) {
      inputs.add(state(state));
    }
    if (vectors.length > biases) {
      inputs.addAll(List.of("", "").subList(parts.inputs() - 1, 2));
      float[] peepholes = Arrays.copyOfRange(vectors, biases, vectors.length);
      inputs.add(parts.graph().constant(name("peepholes"), peepholes, 1, peepholes.length));
    }
    while (inputs.get(inputs.size() - 1).isEmpty()) {
      inputs.remove(inputs.size() - 1);
    }
    return inputs;
  }

  private String sequence() {
    if (parts.lead() == 0) {
      return parts.read(0);
    }
    AttributeProto steps = Attributes.integers("perm", 1, 0, 2, 3);
    String first = parts.step("steps", "Transpose", List.of(parts.each(0)), steps);
    String target = list("sequences", Dim.of(0), Dim.of(-1), parts.shape(0).extent(2));
    return parts.step("sequence", "Reshape", List.of(first, target));
  }

  private String state(int input) {
    if (parts.lead() == 0) {
      return parts.step("state", "Unsqueeze", List.of(parts.read(input), parts.axes(0, 1)));
    }
    String target = list("states", Dim.of(1), Dim.of(-1), Dim.of(hidden()));
    return parts.step("state", "Reshape", List.of(parts.each(input), target));
  }

  /** The weight of one direction. */
  private String weight(String what, Tensor weight) {
    Shape shape = Shape.of(1, weight.rows(), weight.columns());
    return parts.graph().weight(name(what), new DenseTensor(shape, weight.toArray()));
  }

  private List<AttributeProto> attributes() {
    List<AttributeProto> attributes = new ArrayList<>();
    attributes.add(Attributes.integer("hidden_size", hidden()));
    attributes.add(Attributes.text("direction", layer.backwards() ? "reverse" : "forward"));
    attributes.add(activations());
    if (Float.isFinite(layer.clip())) {
      attributes.add(Attributes.real("clip", layer.clip()));
    }
    if (layer.variant()) {
      attributes.add(
          Attributes.integer(cell() == Cell.GRU ? "linear_before_reset" : "input_forget", 1));
    }
    return attributes;
  }

  private AttributeProto activations() {
    List<Activation> all =
        switch (cell()) {
          case RNN -> List.of(layer.f());
          case GRU -> List.of(layer.f(), layer.g());
          case LSTM -> List.of(layer.f(), layer.g(), layer.h());
        };
    AttributeProto.Builder names =
        AttributeProto.newBuilder().setName("activations").setType(AttributeType.STRINGS);
    all.forEach(activation -> names.addStrings(ByteString.copyFromUtf8(activation.title())));
    return names.build();
  }

  /** ONNX gives the state of cells after the last step alone, so nothing may read any other. */
  private void checkCells() {
    String name = parts.node().name();
    boolean given = parts.model().outputs().stream().anyMatch(out -> out.value().equals(name));
    if (layer.cells() && (given || !parts.model().nodes().stream().allMatch(this::isFine))) {
      throw parts.refusal(
          "ONNX has the state of cells after the last step alone, but others are read");
    }
  }

  private boolean isFine(Node reader) {
    if (!reader.inputs().contains(parts.node().name())) {
      return true;
    }
    if (!(reader.op() instanceof Op.Slice slice)) {
      return parts.out().is(0, 1);
    }
    Dim last = layer.backwards() ? Dim.of(0) : parts.out().extent(0).plus(-1);
    boolean end = slice.starts().get(0).equals(last) && slice.sizes().get(0).equals(Dim.of(1));
    Dim columns = slice.starts().get(2).plus(slice.sizes().get(2));
    boolean hidden =
        columns.isNumber() && columns.number() <= hidden() && slice.steps().get(2) == 1;
    return end || hidden || parts.out().is(0, 1);
  }
}

package org.sparsevd.onnx.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.model.Window;
import org.sparsevd.model.loop.Activation;
import org.sparsevd.onnx.OnnxProfile;
import org.sparsevd.onnx.write.OnnxExporter;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.Dim;
import org.sparsevd.tensor.ElementType;
import org.sparsevd.tensor.Shape;

/** Files of models with symbolic dimensions, several inputs and outputs, and other types. */
class ExportedShapesTest {
  private static final long SEED = 29;
  private static final Dim N = Dim.symbol("batch");
  private static final Dim S = Dim.symbol("sequence");
  private static final List<Map<String, Integer>> SIZES =
      List.of(
          Map.of("batch", 1, "sequence", 5),
          Map.of("batch", 3, "sequence", 2),
          Map.of("batch", 4, "sequence", 7));

  private final Random random = new Random(SEED);
  private final List<Model.Input> inputs = new ArrayList<>();
  private final List<Node> nodes = new ArrayList<>();

  private String input(String name, ElementType type, Dim... dims) {
    inputs.add(new Model.Input(name, type, Shape.of(dims)));
    return name;
  }

  private String node(String name, Op op, String... reads) {
    nodes.add(new Node(name, op, List.of(reads)));
    return name;
  }

  private Model model(String... outputs) {
    List<Model.Output> all = new ArrayList<>();
    for (String output : outputs) {
      all.add(new Model.Output("out" + all.size(), output));
    }
    return new Model("shapes", inputs, nodes, all, false, Map.of());
  }

  private void agrees(Model model) throws Exception {
    for (Map<String, Integer> sizes : SIZES) {
      String what = "seed " + SEED + ", sizes " + sizes;
      new ExportedModel(model, random).agrees(what, sizes);
      new ExportedModel(model, random).isReadBack(what, sizes);
    }
  }

  private DenseTensor tensor(int... dims) {
    float[] values = new float[Shape.of(dims).size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian() / 3;
    }
    return new DenseTensor(Shape.of(dims), values);
  }

  private static Op reshape(Dim... dims) {
    return new Op.Reshape(Shape.of(dims));
  }

  @Test
  void targetsOfReshapesAreCopiedFoundOutOrComputed() throws Exception {
    input("x", ElementType.FLOAT, N, S, Dim.of(12));
    node("heads", reshape(N, S, Dim.of(3), Dim.of(4)), "x");
    node("flat", reshape(N.times(S), Dim.of(12)), "heads");
    node("swapped", reshape(S, N, Dim.of(12)), "flat");
    node("long", reshape(S.times(2), N.times(6)), "swapped");
    node("both", reshape(N.times(S).times(3), Dim.of(2), Dim.of(2)), "long");
    Model model = model("heads", "flat", "swapped", "long", "both");
    agrees(model);
    ModelProto file = ModelProto.parseFrom(OnnxExporter.export(model, OnnxProfile.DENSE));
    assertThat(dims(file.getGraph().getInput(0))).containsExactly("batch", "sequence", "12");
    assertThat(dims(file.getGraph().getOutput(0))).containsExactly("batch", "sequence", "3", "4");
    assertThat(dims(file.getGraph().getOutput(1))).containsExactly("", "12");
  }

  private static List<String> dims(ValueInfoProto value) {
    List<String> dims = new ArrayList<>();
    for (TensorShapeProto.Dimension dim : value.getType().getTensorType().getShape().getDimList()) {
      dims.add(dim.hasDimValue() ? Long.toString(dim.getDimValue()) : dim.getDimParam());
    }
    return dims;
  }

  @Test
  void partsMayDependOnSymbols() throws Exception {
    input("x", ElementType.FLOAT, N, S);
    Dim half = S.plus(1).dividedBy(2);
    node("even", slice(half, 0, 2), "x");
    node("last", slice(Dim.of(1), S.plus(-1), 1), "x");
    node("reversed", slice(S, S.plus(-1), -1), "x");
    node("padded", new Op.Pad(zeros(), List.of(Dim.of(0), S), Op.Border.CONSTANT, 2), "x");
    node("column", new Op.Reduce(Op.Fold.MEAN, List.of(1)), "x");
    node("spread", new Op.Expand(Shape.of(Dim.of(2), N, S)), "column");
    agrees(model("even", "last", "reversed", "padded", "spread"));
  }

  private static List<Dim> zeros() {
    return List.of(Dim.of(0), Dim.of(0));
  }

  private static Op slice(Dim size, Object start, int step) {
    Dim from = start instanceof Dim dim ? dim : Dim.of((int) start);
    return new Op.Slice(List.of(Dim.of(0), from), List.of(N, size), List.of(1, step));
  }

  /** Embeddings, a layer's norm and attention with a mask, as sentence encoders have them. */
  @Test
  void anEncoderOfSentencesIsTheSame() throws Exception {
    input("ids", ElementType.INT64, N, S);
    input("mask", ElementType.INT64, N, S);
    node("table", new Op.Constant(ElementType.FLOAT, tensor(4, 12)));
    node("words", new Op.Gather(0), "table", "ids");
    node("normed", new Op.Normalise(2, true, 1e-5f), "words");
    node("scales", new Op.Constant(ElementType.FLOAT, tensor(12)));
    node("scaled", new Op.Binary(Op.BinaryFunction.TIMES), "normed", "scales");
    for (String each : List.of("q", "k", "v")) {
      node(each + "_all", new Op.Dense(tensor(12, 12), tensor(12).values()), "scaled");
      node(each + "_split", reshape(N, S, Dim.of(3), Dim.of(4)), each + "_all");
      List<Integer> order = each.equals("k") ? List.of(0, 2, 3, 1) : List.of(0, 2, 1, 3);
      node(each, new Op.MoveAxes(order), each + "_split");
    }
    node("scores", new Op.MatMul(), "q", "k");
    node("one", new Op.Constant(ElementType.INT64, new DenseTensor(Shape.of(1), new float[] {1})));
    node("seen", new Op.Binary(Op.BinaryFunction.EQUAL, true), "mask", "one");
    node("seen_by_all", reshape(N, Dim.of(1), Dim.of(1), S), "seen");
    node(
        "far",
        new Op.Constant(ElementType.FLOAT, new DenseTensor(Shape.of(1), new float[] {-1e4f})));
    node("masked", new Op.Where(), "seen_by_all", "scores", "far");
    node("weights", new Op.Along(Op.Line.SOFTMAX, 3), "masked");
    node("mixed", new Op.MatMul(), "weights", "v");
    node("moved", new Op.MoveAxes(List.of(0, 2, 1, 3)), "mixed");
    node("joined", reshape(N, S, Dim.of(12)), "moved");
    node("mask_floats", new Op.Cast(ElementType.FLOAT), "mask");
    node("mask_last", reshape(N, S, Dim.of(1)), "mask_floats");
    node("kept", new Op.Binary(Op.BinaryFunction.TIMES), "joined", "mask_last");
    node("sentence", new Op.Reduce(Op.Fold.SUM, List.of(1)), "kept");
    agrees(model("sentence", "weights"));
  }

  @Test
  void outputsMayBeInputsConstantsAndTheSameValue() throws Exception {
    input("x", ElementType.UINT8, N);
    input("y", ElementType.BOOL, N);
    node("not", new Op.Binary(Op.BinaryFunction.XOR), "y", "y");
    DenseTensor two = new DenseTensor(Shape.of(2, 1), new float[] {5, 6});
    node("constant", new Op.Constant(ElementType.INT32, two));
    agrees(model("x", "not", "not", "constant", "y"));
    Model batched =
        new Model(
            "batched",
            List.of(new Model.Input("x", ElementType.FLOAT, Shape.of(2, 3))),
            List.of(
                nodes.get(1),
                new Node("sum", new Op.Reduce(Op.Fold.SUM, List.of(0)), List.of("x"))),
            List.of(new Model.Output("x", "sum"), new Model.Output("c", "constant")),
            true,
            Map.of());
    new ExportedModel(batched, random).agrees("batched", Map.of());
    new ExportedModel(batched, random).isReadBack("batched", Map.of());
  }

  /** Layers that knew images and vectors of a batch alone take dimensions in front of them. */
  @Test
  void layersTakeAnyDimensionsInFront() throws Exception {
    input("x", ElementType.FLOAT, N, Dim.of(2), Dim.of(3), S, Dim.of(6));
    input("image", ElementType.FLOAT, Dim.of(2), S, Dim.of(6));
    Window window = new Window(2, 3, 1, 2, 1, 1, 1, 0, 0, 1);
    Window dilated = new Window(1, 3, 1, 1, 1, 2, 0, 0, 0, 0);
    node("dense", new Op.Dense(tensor(5, 6), tensor(5).values()), "x");
    node("pooled", new Op.GlobalAvgPool2d(), "x");
    node("alone", new Op.MaxPool2d(window), "image");
    node("many", new Op.Conv2d(tensor(4, 3, 2, 3), tensor(4).values(), window, 1), "x");
    node("one", new Op.Conv2d(tensor(4, 2, 1, 3), tensor(4).values(), dilated, 1), "image");
    float[] two = {1, 2};
    node("normed", new Op.BatchNorm(two, two, two, two, 0.1f), "image");
    agrees(model("dense", "pooled", "alone", "many", "one", "normed"));
  }

  @Test
  void aDimensionThatIsComputedIsRefusedOfAnInput() {
    input("x", ElementType.FLOAT, N.times(2), Dim.of(3));
    node("y", new Op.Relu(), "x");
    Model model = model("y");
    assertThatThrownBy(() -> OnnxExporter.export(model, OnnxProfile.DENSE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "input 'x' has shape [2*batch, 3]: ONNX files name dimensions of inputs, and compute"
                + " none such as '2*batch'");
  }

  @Test
  void cellsAreReadAfterTheLastStepAlone() throws Exception {
    for (boolean backwards : new boolean[] {false, true}) {
      inputs.clear();
      nodes.clear();
      input("x", ElementType.FLOAT, S, N, Dim.of(2));
      node(
          "states",
          new Op.Recurrent(
              Op.RecurrentKind.LSTM,
              backwards,
              false,
              true,
              Activation.SIGMOID,
              Activation.TANH,
              Activation.TANH,
              Float.POSITIVE_INFINITY,
              tensor(12, 2),
              tensor(12, 3),
              tensor(8, 3)),
          "x");
      Dim last = backwards ? Dim.of(0) : S.plus(-1);
      node("hidden", states(Dim.of(0), S, 0), "states");
      node("cells", states(last, Dim.of(1), 3), "states");
      agrees(model("hidden", "cells"));
      node("other", states(backwards ? S.plus(-1) : Dim.of(0), Dim.of(1), 3), "states");
      Model model = model("other");
      assertThatThrownBy(() -> OnnxExporter.export(model, OnnxProfile.DENSE))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "node 'states' (Lstm): ONNX has the state of cells after the last step alone, but"
                  + " others are read");
    }
  }

  private static Op states(Dim start, Dim size, int from) {
    return new Op.Slice(
        List.of(start, Dim.of(0), Dim.of(from)), List.of(size, N, Dim.of(3)), List.of(1, 1, 1));
  }
}

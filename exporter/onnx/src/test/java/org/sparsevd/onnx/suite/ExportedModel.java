package org.sparsevd.onnx.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.sparsevd.model.Interpreter;
import org.sparsevd.model.Model;
import org.sparsevd.onnx.OnnxProfile;
import org.sparsevd.onnx.write.OnnxExporter;
import org.sparsevd.tensor.ElementType;
import org.sparsevd.tensor.Shape;

/** Compares a model's file, in ONNX Runtime and read back, with the model's own definitions. */
final class ExportedModel {
  private static final int BATCH = 3;

  private final Model model;
  private final Random random;

  ExportedModel(Model model, Random random) {
    this.model = model;
    this.random = random;
  }

  /** A question to the model, and its own answer. */
  private Question question(Map<String, Integer> symbols) {
    Model bound = model.bind(symbols);
    int batch = model.batched() ? BATCH : 1;
    List<SuiteTensor> inputs = new ArrayList<>();
    Map<String, float[]> given = new HashMap<>();
    for (Model.Input input : bound.inputs()) {
      float[] values = values(input, batch);
      given.put(input.name(), values);
      inputs.add(SuiteTensor.of(input.name(), input.type(), dims(input.shape()), values));
    }
    return new Question(inputs, expected(bound, batch, given));
  }

  /**
   * ONNX Runtime computes what the model does.
   *
   * @param symbols extents in place of symbols
   */
  void agrees(String what, Map<String, Integer> symbols) throws IOException {
    check(what, new OnnxRuntimeEngine(), question(symbols));
  }

  /** The model that is read from the file computes what this one does; see {@link #agrees}. */
  void isReadBack(String what, Map<String, Integer> symbols) throws IOException {
    check(what, new ImportedEngine(), question(symbols));
  }

  private void check(String what, Engine engine, Question question) throws IOException {
    try (Engine.Net net = engine.load(OnnxExporter.export(model, OnnxProfile.DENSE))) {
      for (Map.Entry<String, List<SuiteTensor>> found : net.answers(question.inputs()).entrySet()) {
        assertThat(Judge.difference(found.getValue(), question.outputs()))
            .as("%s, by the %s", what, found.getKey())
            .isEmpty();
      }
    }
  }

  private List<Long> dims(Shape shape) {
    List<Long> dims = new ArrayList<>();
    if (model.batched()) {
      dims.add((long) BATCH);
    }
    for (int dim : shape.toArray()) {
      dims.add((long) dim);
    }
    return dims;
  }

  private float[] values(Model.Input input, int batch) {
    float[] values = new float[batch * input.shape().size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = value(random, input.type());
    }
    return values;
  }

  /** Numbers from 1 on are whole: they index, divide, and are raised to powers. */
  static float value(Random random, ElementType type) {
    return switch (type) {
      case FLOAT -> (float) random.nextGaussian();
      case BOOL -> random.nextInt(2);
      default -> 1 + random.nextInt(3);
    };
  }

  private List<SuiteTensor> expected(Model bound, int batch, Map<String, float[]> given) {
    Map<String, float[]> all = new HashMap<>();
    for (int i = 0; i < batch; i++) {
      Map<String, float[]> one = new HashMap<>();
      for (Model.Input input : bound.inputs()) {
        int size = input.shape().size();
        float[] values = given.get(input.name());
        one.put(input.name(), Arrays.copyOfRange(values, i * size, (i + 1) * size));
      }
      Map<String, float[]> values = new Interpreter(bound).values(one);
      for (Model.Output output : bound.outputs()) {
        float[] made = values.get(output.value());
        float[] gathered =
            all.computeIfAbsent(output.name(), name -> new float[batch * made.length]);
        System.arraycopy(made, 0, gathered, i * made.length, made.length);
      }
    }
    List<SuiteTensor> expected = new ArrayList<>();
    for (Model.Output output : bound.outputs()) {
      ElementType type = bound.type(output.value());
      List<Long> dims = dims(bound.shape(output.value()));
      expected.add(SuiteTensor.of(output.name(), type, dims, all.get(output.name())));
    }
    return expected;
  }
}

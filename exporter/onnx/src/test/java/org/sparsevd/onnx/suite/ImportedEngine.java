package org.sparsevd.onnx.suite;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sparsevd.format.SpvdFile;
import org.sparsevd.model.Interpreter;
import org.sparsevd.model.Model;
import org.sparsevd.onnx.OnnxException;
import org.sparsevd.onnx.read.OnnxImporter;
import org.sparsevd.runtime.SparseModel;

/**
 * What this project makes of a file: the answer of the runtime, after the model was a {@code .spvd}
 * file, and that of the definitions.
 */
final class ImportedEngine implements Engine {
  @Override
  public Net load(byte[] file) throws Refusal {
    try {
      Model model = OnnxImporter.read(file);
      return inputs -> answers(model, inputs);
    } catch (OnnxException e) {
      throw new Refusal(e);
    }
  }

  private static Map<String, List<SuiteTensor>> answers(Model model, List<SuiteTensor> inputs)
      throws Refusal {
    if (!model.batched()) {
      return whole(model, inputs);
    }
    if (inputs.size() != 1) {
      throw new Refusal("expected one input, found " + inputs);
    }
    SuiteTensor input = inputs.get(0);
    int batch = Math.toIntExact(input.dims().get(0));
    List<Long> dims = new ArrayList<>(List.of((long) batch));
    for (int dim : model.outputShape().toArray()) {
      dims.add((long) dim);
    }
    Map<String, List<SuiteTensor>> answers = new LinkedHashMap<>();
    answers.put("runtime", List.of(SuiteTensor.of("", dims, run(model, input.floats(), batch))));
    answers.put(
        "definition", List.of(SuiteTensor.of("", dims, define(model, input.floats(), batch))));
    return answers;
  }

  private static Map<String, List<SuiteTensor>> whole(Model open, List<SuiteTensor> inputs) {
    Map<String, Integer> symbols = new HashMap<>();
    Map<String, float[]> values = new HashMap<>();
    for (int i = 0; i < inputs.size(); i++) {
      Model.Input input = open.inputs().get(i);
      for (int axis = 0; axis < input.shape().rank(); axis++) {
        String dim = input.shape().extent(axis).toString();
        if (open.symbols().contains(dim)) {
          symbols.put(dim, inputs.get(i).dims().get(axis).intValue());
        }
      }
      values.put(input.name(), inputs.get(i).floats());
    }
    Model model = open.bind(symbols);
    Map<String, float[]> all = new Interpreter(model).values(values);
    List<SuiteTensor> results = new ArrayList<>();
    for (Model.Output output : model.outputs()) {
      List<Long> dims = new ArrayList<>();
      for (int dim : model.shape(output.value()).toArray()) {
        dims.add((long) dim);
      }
      results.add(
          SuiteTensor.of(
              output.name(), model.type(output.value()), dims, all.get(output.value())));
    }
    return Map.of("definition", results);
  }

  private static float[] run(Model model, float[] inputs, int batch) {
    float[] outputs = new float[batch * model.outputShape().size()];
    SparseModel.of(stored(model)).newSession(batch).run(inputs, batch, outputs);
    return outputs;
  }

  private static Model stored(Model model) {
    try {
      return SpvdFile.decode(SpvdFile.encode(model));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static float[] define(Model model, float[] inputs, int batch) {
    int in = model.inputShape().size();
    int out = model.outputShape().size();
    float[] outputs = new float[batch * out];
    Interpreter interpreter = new Interpreter(model);
    for (int i = 0; i < batch; i++) {
      float[] one = interpreter.run(Arrays.copyOfRange(inputs, i * in, (i + 1) * in));
      System.arraycopy(one, 0, outputs, i * out, out);
    }
    return outputs;
  }
}

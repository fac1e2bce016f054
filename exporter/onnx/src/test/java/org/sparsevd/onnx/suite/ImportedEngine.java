package org.sparsevd.onnx.suite;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import com.google.protobuf.InvalidProtocolBufferException;
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
import org.sparsevd.model.Work;
import org.sparsevd.onnx.OnnxException;
import org.sparsevd.onnx.read.OnnxImporter;
import org.sparsevd.runtime.SparseModel;
import org.sparsevd.runtime.Value;
import org.sparsevd.tensor.ElementType;

/**
 * What this project makes of a file: the answer of the runtime, after the model was a {@code .spvd}
 * file, and that of the definitions.
 */
final class ImportedEngine implements Engine {
  /** Products that the definitions are asked for; of more the runtime is judged alone. */
  private static final long MOST_DEFINED = 200_000_000;

  @Override
  public Net load(byte[] file) throws Refusal {
    try {
      Model model = OnnxImporter.read(file);
      int declared = outputRank(file);
      return inputs -> answers(model, inputs, declared);
    } catch (OnnxException e) {
      throw new Refusal(e);
    }
  }

  /** How many dimensions the file says its first output has; -1 where it does not. */
  private static int outputRank(byte[] file) {
    try {
      TypeProto type = ModelProto.parseFrom(file).getGraph().getOutput(0).getType();
      return type.getTensorType().hasShape() ? type.getTensorType().getShape().getDimCount() : -1;
    } catch (InvalidProtocolBufferException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, List<SuiteTensor>> answers(
      Model model, List<SuiteTensor> inputs, int declared) throws Refusal {
    checkNarrow(inputs);
    if (!model.batched()) {
      return whole(model, inputs);
    }
    if (inputs.size() != 1) {
      throw new Refusal("expected one input, found " + inputs);
    }
    SuiteTensor input = inputs.get(0);
    int batch = Math.toIntExact(input.dims().get(0));
    List<Long> dims = new ArrayList<>(List.of((long) batch));
    // One number for each input of a batch is a list of one here.
    boolean single = declared == 1 && model.outputShape().size() == 1;
    for (int dim : single ? new int[0] : model.outputShape().toArray()) {
      dims.add((long) dim);
    }
    Map<String, List<SuiteTensor>> answers = new LinkedHashMap<>();
    answers.put("runtime", List.of(SuiteTensor.of("", dims, run(model, input.floats(), batch))));
    if (Work.of(model).dense() <= MOST_DEFINED) {
      answers.put(
          "definition", List.of(SuiteTensor.of("", dims, define(model, input.floats(), batch))));
    }
    return answers;
  }

  /** Callers give floats of 32 bits, which some of 64 have no place in. */
  private static void checkNarrow(List<SuiteTensor> inputs) throws Refusal {
    for (SuiteTensor input : inputs) {
      for (int i = 0; i < input.size(); i++) {
        double value = input.value(i);
        if (Double.isFinite(value) && Float.isInfinite((float) value)) {
          throw new Refusal("input " + input + " holds " + value + ", which is no float32");
        }
      }
    }
  }

  private static Map<String, List<SuiteTensor>> whole(Model open, List<SuiteTensor> inputs)
      throws Refusal {
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
    Model model = bound(open, symbols);
    Map<String, float[]> all = new Interpreter(model).values(values);
    Map<String, Value> given = new HashMap<>();
    for (Model.Input input : model.inputs()) {
      given.put(input.name(), value(input, values.get(input.name())));
    }
    Map<String, Value> found = SparseModel.of(open).newSession().run(given);
    List<SuiteTensor> defined = new ArrayList<>();
    List<SuiteTensor> run = new ArrayList<>();
    for (Model.Output output : model.outputs()) {
      List<Long> dims = new ArrayList<>();
      for (int dim : model.shape(output.value()).toArray()) {
        dims.add((long) dim);
      }
      ElementType type = model.type(output.value());
      defined.add(SuiteTensor.of(output.name(), type, dims, all.get(output.value())));
      run.add(SuiteTensor.of(output.name(), type, dims, floats(found.get(output.name()))));
    }
    Map<String, List<SuiteTensor>> answers = new LinkedHashMap<>();
    answers.put("runtime", run);
    answers.put("definition", defined);
    return answers;
  }

  /** Numbers for which bounds do not lie inside a value are refused, and not run. */
  private static Model bound(Model open, Map<String, Integer> symbols) throws Refusal {
    try {
      return open.bind(symbols);
    } catch (IllegalArgumentException e) {
      throw new Refusal(e.getMessage());
    }
  }

  private static Value value(Model.Input input, float[] values) {
    int[] dims = input.shape().toArray();
    if (input.type() == ElementType.FLOAT) {
      return Value.of(values, dims);
    }
    long[] wholes = new long[values.length];
    int[] ints = new int[values.length];
    byte[] bytes = new byte[values.length];
    boolean[] truths = new boolean[values.length];
    for (int i = 0; i < values.length; i++) {
      wholes[i] = (long) values[i];
      ints[i] = (int) values[i];
      bytes[i] = (byte) ints[i];
      truths[i] = values[i] != 0;
    }
    return switch (input.type()) {
      case INT32 -> Value.of(ints, dims);
      case UINT8 -> Value.of(bytes, dims);
      case BOOL -> Value.of(truths, dims);
      default -> Value.of(wholes, dims);
    };
  }

  private static float[] floats(Value value) {
    if (value.type() == ElementType.FLOAT) {
      return value.floats();
    }
    if (value.type() == ElementType.BOOL) {
      boolean[] truths = value.booleans();
      float[] floats = new float[truths.length];
      for (int i = 0; i < floats.length; i++) {
        floats[i] = truths[i] ? 1 : 0;
      }
      return floats;
    }
    long[] wholes = value.longs();
    float[] floats = new float[wholes.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = wholes[i];
    }
    return floats;
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

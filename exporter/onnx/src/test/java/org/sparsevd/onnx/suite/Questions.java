package org.sparsevd.onnx.suite;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Questions for tests that come without data: random inputs, whose answer is ONNX Runtime's, and
 * ONNX's own ramp from 0 to 1 where its answer lies beside the file.
 *
 * @param seed of the random inputs
 */
record Questions(long seed) {
  /** Of one element of an input, by its place among all. */
  private interface Element {
    double at(int index, int count);
  }

  List<Question> about(SuiteCase test, byte[] file) throws IOException {
    Random random = new Random(seed);
    List<SuiteTensor> inputs = inputs(file, (i, count) -> random.nextGaussian());
    List<Question> questions = new ArrayList<>();
    try (Engine.Net net = new OnnxRuntimeEngine().load(file)) {
      questions.add(new Question(inputs, net.answers(inputs).values().iterator().next()));
    }
    String name = test.model().getFileName().toString();
    Path answer = test.model().resolveSibling(name.replace(".onnx", "_output_0.pb"));
    if (Files.exists(answer)) {
      List<SuiteTensor> ramp = inputs(file, (i, count) -> (float) i / (float) count);
      questions.add(new Question(ramp, List.of(SuiteTensor.read(answer))));
    }
    return questions;
  }

  private static List<SuiteTensor> inputs(byte[] file, Element element) throws IOException {
    List<SuiteTensor> inputs = new ArrayList<>();
    for (ValueInfoProto input : SuiteCase.inputs(file)) {
      DataType type = DataType.forNumber(input.getType().getTensorType().getElemType());
      if (type != DataType.FLOAT) {
        throw new Engine.Refusal("no question for input '" + input.getName() + "' of " + type);
      }
      List<Long> dims = new ArrayList<>();
      for (TensorShapeProto.Dimension dim :
          input.getType().getTensorType().getShape().getDimList()) {
        dims.add(Math.max(dim.getDimValue(), 1));
      }
      float[] values = new float[Math.toIntExact(dims.stream().reduce(1L, Math::multiplyExact))];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) element.at(i, values.length);
      }
      inputs.add(SuiteTensor.of(input.getName(), dims, values));
    }
    return inputs;
  }
}

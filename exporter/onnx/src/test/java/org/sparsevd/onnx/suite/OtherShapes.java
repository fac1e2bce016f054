package org.sparsevd.onnx.suite;

import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Inputs of other sizes, where a file leaves them open. */
final class OtherShapes {
  private OtherShapes() {}

  /**
   * Inputs in which each symbolic dimension has another size; a size of 1 stays, as it broadcasts.
   *
   * @throws Engine.Refusal if all dimensions are fixed
   */
  static List<SuiteTensor> of(Random random, byte[] file, List<SuiteTensor> inputs)
      throws IOException {
    Map<String, Long> sizes = new HashMap<>();
    List<SuiteTensor> others = new ArrayList<>();
    List<ValueInfoProto> declared = SuiteCase.inputs(file);
    for (int i = 0; i < inputs.size(); i++) {
      SuiteTensor input = inputs.get(i);
      List<Long> dims = new ArrayList<>(input.dims());
      TensorShapeProto shape = declared.get(i).getType().getTensorType().getShape();
      for (int d = 0; d < dims.size(); d++) {
        String symbol = shape.getDim(d).getDimParam();
        if (!symbol.isEmpty()) {
          long size = dims.get(d);
          dims.set(
              d, sizes.computeIfAbsent(symbol, s -> size == 1 ? 1 : size + 1 + random.nextInt(2)));
        }
      }
      others.add(RandomTensors.draw(random, input.name(), input.type(), dims));
    }
    if (sizes.isEmpty()) {
      throw new Engine.Refusal("all dimensions are fixed");
    }
    return others;
  }
}

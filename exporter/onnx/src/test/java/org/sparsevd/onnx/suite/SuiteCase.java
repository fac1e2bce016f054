package org.sparsevd.onnx.suite;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One of ONNX's tests.
 *
 * @param name its path below the suite
 * @param model its ONNX file
 * @param data folders with {@code input_N.pb} and {@code output_N.pb}; none where the answer must
 *     come from elsewhere
 */
record SuiteCase(String name, Path model, List<Path> data) {
  byte[] file() throws IOException {
    return Files.readAllBytes(model);
  }

  /** The inputs that a caller gives, which old files mix with their initializers. */
  static List<ValueInfoProto> inputs(byte[] file) throws IOException {
    GraphProto graph = ModelProto.parseFrom(file).getGraph();
    Set<String> stored =
        graph.getInitializerList().stream().map(TensorProto::getName).collect(Collectors.toSet());
    return graph.getInputList().stream().filter(i -> !stored.contains(i.getName())).toList();
  }

  /**
   * The inputs in one folder, in the order of the file's.
   *
   * @throws IOException if one cannot be read or is no tensor
   */
  static List<SuiteTensor> inputs(byte[] file, Path folder) throws IOException {
    List<SuiteTensor> stored = tensors(folder, "input_");
    List<SuiteTensor> ordered = new ArrayList<>();
    for (ValueInfoProto input : inputs(file)) {
      int place = ordered.size();
      stored.stream()
          .filter(tensor -> tensor.name().equals(input.getName()))
          .findFirst()
          .or(() -> stored.stream().skip(place).findFirst())
          .ifPresent(ordered::add);
    }
    return ordered;
  }

  /** The outputs in one folder, in the order of the file's. */
  static List<SuiteTensor> outputs(Path folder) throws IOException {
    return tensors(folder, "output_");
  }

  private static List<SuiteTensor> tensors(Path folder, String prefix) throws IOException {
    List<SuiteTensor> tensors = new ArrayList<>();
    Path next = folder.resolve(prefix + "0.pb");
    while (Files.exists(next)) {
      tensors.add(SuiteTensor.read(next));
      next = folder.resolve(prefix + tensors.size() + ".pb");
    }
    return tensors;
  }
}

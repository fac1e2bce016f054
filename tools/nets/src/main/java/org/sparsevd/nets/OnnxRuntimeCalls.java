package org.sparsevd.nets;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sparsevd.runtime.Value;

/**
 * An ONNX file in ONNX Runtime, of any inputs and outputs, called with values by name, which are
 * copied on the way; {@link OnnxRuntimeNet} does not copy.
 */
public final class OnnxRuntimeCalls implements AutoCloseable {
  private final Path file;
  private final OrtEnvironment environment;
  private final OrtSession session;
  private final List<OnnxPort> inputs = new ArrayList<>();

  private OnnxRuntimeCalls(Path file, boolean optimised) throws IOException {
    this.file = file;
    environment = NativeLibrary.environment();
    try (SessionOptions options = new SessionOptions()) {
      // Optimised, 1.29 merges a Pad of zeros into the MaxPool behind it, which pads otherwise.
      options.setOptimizationLevel(
          optimised ? SessionOptions.OptLevel.ALL_OPT : SessionOptions.OptLevel.NO_OPT);
      if (optimised) {
        options.setIntraOpNumThreads(1);
        options.setInterOpNumThreads(1);
      }
      session = environment.createSession(file.toString(), options);
      for (NodeInfo node : session.getInputInfo().values()) {
        inputs.add(OnnxPort.of(node));
      }
    } catch (OrtException e) {
      throw new IOException(file + ": ONNX Runtime refuses it: " + e.getMessage(), e);
    }
  }

  /**
   * Loads a file.
   *
   * @throws RuntimeMissingException if ONNX Runtime cannot be loaded on this system
   * @throws IOException if ONNX Runtime refuses it, or an input is no tensor
   */
  public static OnnxRuntimeCalls load(Path file) throws IOException {
    return new OnnxRuntimeCalls(file, false);
  }

  /** The same as fast as it gets on one thread; {@link #load} is for what is right. */
  public static OnnxRuntimeCalls optimised(Path file) throws IOException {
    return new OnnxRuntimeCalls(file, true);
  }

  /** In the file's order. */
  public List<OnnxPort> inputs() {
    return List.copyOf(inputs);
  }

  /**
   * All outputs, in the file's order.
   *
   * @param values of all inputs, by name; the type of each may be another width of the file's
   * @throws IOException if ONNX Runtime fails, or an output is no tensor of a known type
   */
  public Map<String, Value> run(Map<String, Value> values) throws IOException {
    Map<String, OnnxTensor> tensors = new LinkedHashMap<>();
    try {
      for (OnnxPort input : inputs) {
        Value value = values.get(input.name());
        tensors.put(input.name(), TensorValues.tensor(environment, value, input.type()));
      }
      try (OrtSession.Result result = session.run(tensors)) {
        Map<String, Value> outputs = new LinkedHashMap<>();
        for (Map.Entry<String, OnnxValue> each : result) {
          outputs.put(each.getKey(), TensorValues.value(each.getKey(), each.getValue()));
        }
        return outputs;
      }
    } catch (OrtException e) {
      throw new IOException(file + ": ONNX Runtime: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    } finally {
      tensors.values().forEach(OnnxTensor::close);
    }
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException(file + ": " + e.getMessage(), e);
    }
  }
}

package org.sparsevd.benchmarks.inference;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.TensorInfo;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Map;

/**
 * An ONNX file in ONNX Runtime, used as well as its Java interface allows: one thread, all graph
 * optimisations, the batch size known to it, input and output tensors made once over memory outside
 * the heap.
 */
final class OnnxContender implements Contender {
  private final OrtSession session;
  private final float[] staging;
  private final FloatBuffer input;
  private final FloatBuffer output;
  private final OnnxTensor inputTensor;
  private final OnnxTensor outputTensor;
  private final Map<String, OnnxTensor> inputs;
  private final Map<String, OnnxTensor> outputs;

  OnnxContender(byte[] file, int batch) throws IOException {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (SessionOptions options = new SessionOptions()) {
      environment.setTelemetry(false);
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      options.setExecutionMode(SessionOptions.ExecutionMode.SEQUENTIAL);
      options.setOptimizationLevel(SessionOptions.OptLevel.ALL_OPT);
      options.setSymbolicDimensionValue("N", batch);
      session = environment.createSession(file, options);
      var in = session.getInputInfo().values().iterator().next();
      var out = session.getOutputInfo().values().iterator().next();
      long[] inputShape = ((TensorInfo) in.getInfo()).getShape();
      long[] outputShape = ((TensorInfo) out.getInfo()).getShape();
      inputShape[0] = batch;
      outputShape[0] = batch;
      input = direct(inputShape);
      output = direct(outputShape);
      staging = new float[input.capacity()];
      inputTensor = OnnxTensor.createTensor(environment, input, inputShape);
      outputTensor = OnnxTensor.createTensor(environment, output, outputShape);
      inputs = Map.of(in.getName(), inputTensor);
      outputs = Map.of(out.getName(), outputTensor);
    } catch (OrtException e) {
      throw new IOException("ONNX Runtime refuses the model: " + e.getMessage(), e);
    }
  }

  private static FloatBuffer direct(long[] shape) {
    long size = 1;
    for (long extent : shape) {
      size *= extent;
    }
    return ByteBuffer.allocateDirect(Math.toIntExact(size * Float.BYTES))
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }

  @Override
  public void answer(byte[] pixels, float[] scores) {
    PixelConversion.toFloats(pixels, staging);
    input.put(0, staging);
    try {
      session.run(inputs, outputs).close();
      output.get(0, scores, 0, output.capacity());
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    try {
      inputTensor.close();
      outputTensor.close();
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime: " + e.getMessage(), e);
    }
  }
}

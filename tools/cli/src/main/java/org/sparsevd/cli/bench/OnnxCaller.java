package org.sparsevd.cli.bench;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.TensorInfo;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Map;

/**
 * An ONNX file in ONNX Runtime, used as well as its Java interface allows: one thread, all graph
 * optimisations, the batch size known to it, tensors made once over memory outside the heap.
 */
final class OnnxCaller implements Caller {
  private final OrtSession session;
  private final boolean bytes;
  private final ByteBuffer input;
  private final float[] staged;
  private final FloatBuffer output;
  private final int inputSize;
  private final int outputSize;
  private final Map<String, OnnxTensor> inputs;
  private final Map<String, OnnxTensor> outputs;

  /**
   * Loads a file.
   *
   * @throws IOException if ONNX Runtime refuses it
   */
  OnnxCaller(Path file, int batch) throws IOException {
    OrtEnvironment environment =
        OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, "sparsevd");
    try (SessionOptions options = new SessionOptions()) {
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      options.setOptimizationLevel(SessionOptions.OptLevel.ALL_OPT);
      session = environment.createSession(file.toString(), options);
      var in = session.getInputInfo().values().iterator().next();
      var out = session.getOutputInfo().values().iterator().next();
      long[] inputShape = shape(in.getInfo(), batch);
      long[] outputShape = shape(out.getInfo(), batch);
      inputSize = size(inputShape) / batch;
      outputSize = size(outputShape) / batch;
      OnnxJavaType type = ((TensorInfo) in.getInfo()).type;
      bytes = type == OnnxJavaType.UINT8;
      input = direct(batch * inputSize * (bytes ? 1 : Float.BYTES));
      staged = new float[bytes ? 0 : batch * inputSize];
      output = direct(batch * outputSize * Float.BYTES).asFloatBuffer();
      inputs = Map.of(in.getName(), OnnxTensor.createTensor(environment, input, inputShape, type));
      outputs = Map.of(out.getName(), OnnxTensor.createTensor(environment, output, outputShape));
    } catch (OrtException e) {
      throw new IOException(file + ": ONNX Runtime refuses it: " + e.getMessage(), e);
    }
  }

  private static long[] shape(Object info, int batch) {
    long[] shape = ((TensorInfo) info).getShape();
    shape[0] = batch;
    return shape;
  }

  private static int size(long[] shape) {
    long size = 1;
    for (long extent : shape) {
      size *= extent;
    }
    return Math.toIntExact(size);
  }

  private static ByteBuffer direct(int length) {
    return ByteBuffer.allocateDirect(length).order(ByteOrder.nativeOrder());
  }

  @Override
  public int inputSize() {
    return inputSize;
  }

  @Override
  public int outputSize() {
    return outputSize;
  }

  @Override
  public void answer(byte[] pixels, float[] scores) throws IOException {
    if (bytes) {
      input.put(0, pixels);
    } else {
      for (int i = 0; i < staged.length; i++) {
        staged[i] = pixels[i] & 0xff;
      }
      input.asFloatBuffer().put(staged);
    }
    try {
      session.run(inputs, outputs).close();
    } catch (OrtException e) {
      throw new IOException("ONNX Runtime: " + e.getMessage(), e);
    }
    output.get(0, scores);
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime: " + e.getMessage(), e);
    }
  }
}

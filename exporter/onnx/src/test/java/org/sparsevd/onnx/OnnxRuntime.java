package org.sparsevd.onnx;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.Map;

/** A file loaded by ONNX Runtime. */
public final class OnnxRuntime implements AutoCloseable {
  private static final OrtEnvironment ENVIRONMENT =
      OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, "test");

  private final OrtSession session;

  public OnnxRuntime(byte[] file) throws OrtException {
    OrtSession.SessionOptions options = new OrtSession.SessionOptions();
    options.setIntraOpNumThreads(1);
    options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
    // Optimised, 1.29 merges a Pad of zeros into the MaxPool behind it, which pads with -infinity.
    options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.NO_OPT);
    session = ENVIRONMENT.createSession(file, options);
  }

  /** The values of the only output for the only input, {@code [batch, ...dims]}. */
  public float[] run(float[] values, int batch, int... dims) throws OrtException {
    long[] shape = new long[dims.length + 1];
    shape[0] = batch;
    for (int i = 0; i < dims.length; i++) {
      shape[i + 1] = dims[i];
    }
    String input = session.getInputNames().iterator().next();
    try (OnnxTensor tensor = OnnxTensor.createTensor(ENVIRONMENT, FloatBuffer.wrap(values), shape);
        OrtSession.Result result = session.run(Map.of(input, tensor))) {
      FloatBuffer output = ((OnnxTensor) result.get(0)).getFloatBuffer();
      float[] copy = new float[output.remaining()];
      output.get(copy);
      return copy;
    }
  }

  /** The values of the only output for one input of unsigned bytes. */
  public float[] run(byte[] pixels, int... dims) throws OrtException {
    long[] shape = new long[dims.length + 1];
    shape[0] = 1;
    for (int i = 0; i < dims.length; i++) {
      shape[i + 1] = dims[i];
    }
    ByteBuffer buffer = ByteBuffer.allocateDirect(pixels.length).put(pixels).flip();
    String input = session.getInputNames().iterator().next();
    try (OnnxTensor tensor =
            OnnxTensor.createTensor(ENVIRONMENT, buffer, shape, OnnxJavaType.UINT8);
        OrtSession.Result result = session.run(Map.of(input, tensor))) {
      FloatBuffer output = ((OnnxTensor) result.get(0)).getFloatBuffer();
      float[] copy = new float[output.remaining()];
      output.get(copy);
      return copy;
    }
  }

  /** The session itself, for files of several inputs, outputs or element types. */
  public OrtSession session() {
    return session;
  }

  @Override
  public void close() throws OrtException {
    session.close();
  }
}

package org.sparsevd.cli.score;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Map;

/**
 * An ONNX file in ONNX Runtime: one input, float32 or bytes, and one float32 output, batch first.
 */
public final class OnnxForward implements Forward {
  private final Path file;
  private final OrtEnvironment environment;
  private final OrtSession session;
  private final String inputName;
  private final boolean bytes;
  private final long[] inputShape;
  private final int inputSize;
  private final int outputSize;

  /**
   * Loads a file.
   *
   * @throws IOException if ONNX Runtime refuses it, or it has other than one input and output
   */
  public OnnxForward(Path file) throws IOException {
    this.file = file;
    try {
      environment =
          OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, "sparsevd");
      environment.setTelemetry(false);
      session = environment.createSession(file.toString());
    } catch (OrtException e) {
      throw new IOException(file + ": ONNX Runtime refuses it: " + e.getMessage(), e);
    }
    try {
      if (session.getInputInfo().size() != 1 || session.getOutputInfo().size() != 1) {
        throw new IOException(
            file
                + ": expected one input and one output, found "
                + session.getInputNames()
                + " and "
                + session.getOutputNames());
      }
      var input = session.getInputInfo().values().iterator().next();
      var output = session.getOutputInfo().values().iterator().next();
      inputName = input.getName();
      bytes = input.getInfo() instanceof TensorInfo tensor && tensor.type == OnnxJavaType.UINT8;
      inputShape = shape(input.getInfo(), bytes ? OnnxJavaType.UINT8 : OnnxJavaType.FLOAT);
      inputSize = sizeOf(inputShape);
      outputSize = sizeOf(shape(output.getInfo(), OnnxJavaType.FLOAT));
    } catch (OrtException e) {
      close();
      throw new IOException(file + ": " + e.getMessage(), e);
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  private long[] shape(Object info, OnnxJavaType type) throws IOException {
    if (!(info instanceof TensorInfo tensor)
        || tensor.type != type
        || tensor.getShape().length < 2) {
      throw new IOException(
          file
              + ": expected float32 tensors, or bytes as input, with a batch dimension, found "
              + info);
    }
    return tensor.getShape();
  }

  private int sizeOf(long[] shape) throws IOException {
    long size = 1;
    for (int axis = 1; axis < shape.length; axis++) {
      size *= shape[axis];
      if (shape[axis] < 1 || size > Integer.MAX_VALUE) {
        throw new IOException(file + ": dimension " + axis + " of a value is not fixed");
      }
    }
    return (int) size;
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
  public float[] run(float[] pixels, int batch) throws IOException {
    long[] shape = inputShape.clone();
    shape[0] = batch;
    float[] scores = new float[batch * outputSize];
    try (OnnxTensor input = tensor(pixels, batch * inputSize, shape);
        OrtSession.Result result = session.run(Map.of(inputName, input))) {
      ((OnnxTensor) result.get(0)).getFloatBuffer().get(scores);
    } catch (OrtException e) {
      throw new IOException(file + ": ONNX Runtime: " + e.getMessage(), e);
    }
    return scores;
  }

  private OnnxTensor tensor(float[] pixels, int count, long[] shape) throws OrtException {
    if (!bytes) {
      return OnnxTensor.createTensor(environment, FloatBuffer.wrap(pixels, 0, count), shape);
    }
    ByteBuffer buffer = ByteBuffer.allocateDirect(count);
    for (int i = 0; i < count; i++) {
      buffer.put((byte) Math.round(pixels[i]));
    }
    return OnnxTensor.createTensor(environment, buffer.flip(), shape, OnnxJavaType.UINT8);
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

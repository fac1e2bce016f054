package org.sparsevd.nets;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Map;

/**
 * Input and output of an ONNX Runtime session for one batch size, made once over memory outside the
 * heap: calls neither allocate nor copy more than they must.
 */
final class BoundTensors implements AutoCloseable {
  private final PixelConversion conversion;
  private final ByteBuffer pixels;
  private final FloatBuffer numbers;
  private final float[] staged;
  private final FloatBuffer answers;
  private final OnnxTensor input;
  private final OnnxTensor output;
  private final Map<String, OnnxTensor> inputs;
  private final Map<String, OnnxTensor> outputs;

  /** Tensors for this batch, whose extent stands in front of all shapes. */
  BoundTensors(OrtEnvironment environment, TensorPort from, TensorPort to, int batch)
      throws OrtException {
    boolean bytes = from.type() == OnnxJavaType.UINT8;
    conversion = PixelConversion.find();
    pixels = direct((long) batch * from.size() * (bytes ? 1 : Float.BYTES));
    numbers = pixels.asFloatBuffer();
    staged = bytes ? null : new float[batch * from.size()];
    ByteBuffer results = direct((long) batch * to.size() * Float.BYTES);
    answers = results.asFloatBuffer();
    input = OnnxTensor.createTensor(environment, pixels, from.shape(batch), from.type());
    output = OnnxTensor.createTensor(environment, results, to.shape(batch), to.type());
    inputs = Map.of(from.name(), input);
    outputs = Map.of(to.name(), output);
  }

  private static ByteBuffer direct(long bytes) {
    return ByteBuffer.allocateDirect(Math.toIntExact(bytes)).order(ByteOrder.nativeOrder());
  }

  /** Inputs of the next {@link #run}, where the net takes floats. */
  void put(float[] values) {
    numbers.put(0, values, 0, numbers.capacity());
  }

  /** Inputs of the next {@link #run}, converted where the net takes floats. */
  void put(byte[] raw) {
    if (staged == null) {
      pixels.put(0, raw, 0, pixels.capacity());
    } else {
      conversion.convert(raw, staged.length, staged);
      numbers.put(0, staged);
    }
  }

  /** Computes the answers to what was put. */
  void run(OrtSession session, float[] into) throws OrtException {
    session.run(inputs, outputs).close();
    answers.get(0, into, 0, answers.capacity());
  }

  @Override
  public void close() {
    input.close();
    output.close();
  }
}

package org.sparsevd.benchmarks.inference;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.sparsevd.onnx.write.OnnxExporter;

/**
 * The same as {@link FirstAnswer} in ONNX Runtime: no class more than it takes. A JVM that ends
 * after one answer would not gain from what {@code OnnxRuntimeNet} prepares for the next.
 */
final class FirstOnnxAnswer {
  private FirstOnnxAnswer() {}

  /** See {@link FirstAnswer#main}. */
  public static void main(String[] args) throws Exception {
    long start = System.nanoTime();
    byte[] pixels = Files.readAllBytes(Path.of(args[1]));
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    OrtSession.SessionOptions options = new OrtSession.SessionOptions();
    options.setIntraOpNumThreads(1);
    options.setInterOpNumThreads(1);
    options.setSymbolicDimensionValue(OnnxExporter.BATCH_DIMENSION, 1);
    OrtSession session = environment.createSession(args[0], options);
    var in = session.getInputInfo().values().iterator().next();
    long[] shape = ((TensorInfo) in.getInfo()).getShape();
    shape[0] = 1;
    FloatBuffer values =
        ByteBuffer.allocateDirect(pixels.length * Float.BYTES)
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
    for (int i = 0; i < pixels.length; i++) {
      values.put(i, pixels[i] & 0xff);
    }
    OnnxTensor tensor = OnnxTensor.createTensor(environment, values, shape);
    OrtSession.Result result = session.run(Map.of(in.getName(), tensor));
    float score = ((OnnxTensor) result.get(0)).getFloatBuffer().get(0);
    System.out.println(System.nanoTime() - start + " " + score);
  }
}

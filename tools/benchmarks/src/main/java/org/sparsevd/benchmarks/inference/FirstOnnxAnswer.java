package org.sparsevd.benchmarks.inference;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
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
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    OrtSession.SessionOptions options = new OrtSession.SessionOptions();
    options.setIntraOpNumThreads(1);
    options.setInterOpNumThreads(1);
    if (args.length < 3) {
      options.setSymbolicDimensionValue(OnnxExporter.BATCH_DIMENSION, 1);
    }
    OrtSession session = environment.createSession(args[0], options);
    Path question = Path.of(args[1]);
    Map<String, OnnxTensor> inputs =
        args.length < 3 ? pixels(environment, session, question) : named(environment, question);
    OrtSession.Result result = session.run(inputs);
    float score = ((OnnxTensor) result.get(0)).getFloatBuffer().get(0);
    System.out.println(System.nanoTime() - start + " " + score);
  }

  private static Map<String, OnnxTensor> pixels(
      OrtEnvironment environment, OrtSession session, Path file) throws Exception {
    byte[] pixels = Files.readAllBytes(file);
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
    return Map.of(in.getName(), OnnxTensor.createTensor(environment, values, shape));
  }

  private static Map<String, OnnxTensor> named(OrtEnvironment environment, Path file)
      throws Exception {
    Map<String, OnnxTensor> inputs = new LinkedHashMap<>();
    for (NamedValues each : NamedValues.read(file)) {
      long[] shape = Arrays.stream(each.extents()).asLongStream().toArray();
      inputs.put(
          each.name(),
          each.elements() instanceof long[] whole
              ? OnnxTensor.createTensor(environment, LongBuffer.wrap(whole), shape)
              : OnnxTensor.createTensor(
                  environment, FloatBuffer.wrap((float[]) each.elements()), shape));
    }
    return inputs;
  }
}

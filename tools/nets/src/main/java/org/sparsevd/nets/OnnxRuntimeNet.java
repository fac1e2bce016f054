package org.sparsevd.nets;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import org.sparsevd.tensor.Shape;

/**
 * An ONNX file in ONNX Runtime, used as well as its Java interface allows. It has all graph
 * optimisations, pixels converted by vectors, tensors kept between calls of the same batch over
 * memory outside the heap. It has one input, float32 or bytes, and one float32 output, the batch in
 * front.
 */
public final class OnnxRuntimeNet implements LoadedNet {
  private final String name;
  private final OrtEnvironment environment;
  private final OrtSession session;
  private final TensorPort input;
  private final TensorPort output;
  private BoundTensors tensors;
  private int bound;

  /** From a file or from memory. */
  private interface Source {
    OrtSession open(OrtEnvironment environment, SessionOptions options) throws OrtException;
  }

  private OnnxRuntimeNet(String name, Source source, Fixed fixed) throws IOException {
    this.name = name;
    environment = NativeLibrary.environment();
    try (SessionOptions options = new SessionOptions()) {
      options.setOptimizationLevel(SessionOptions.OptLevel.ALL_OPT);
      options.setExecutionMode(SessionOptions.ExecutionMode.SEQUENTIAL);
      if (fixed != null) {
        fixed.apply(options);
      } else {
        // Else processors without instructions for bytes add pairs of products in 16 bits.
        options.addConfigEntry("session.x64quantprecision", "1");
      }
      session = source.open(environment, options);
    } catch (OrtException e) {
      throw new IOException(name + ": ONNX Runtime refuses it: " + e.getMessage(), e);
    }
    try {
      input =
          TensorPort.of(
              only(session.getInputInfo().values()), OnnxJavaType.FLOAT, OnnxJavaType.UINT8);
      output = TensorPort.of(only(session.getOutputInfo().values()), OnnxJavaType.FLOAT);
    } catch (OrtException | IOException e) {
      close();
      throw new IOException(name + ": " + e.getMessage(), e);
    }
  }

  private NodeInfo only(Collection<NodeInfo> nodes) throws IOException {
    if (nodes.size() != 1) {
      throw new IOException(
          "expected one input and one output, found "
              + session.getInputNames()
              + " and "
              + session.getOutputNames());
    }
    return nodes.iterator().next();
  }

  /**
   * Threads of its own and a batch that is known beforehand: how a net is measured.
   *
   * @param batch of all calls
   * @param dimension what the file calls the batch; empty where it has no name for it
   * @param threads that share a call
   */
  public record Fixed(int batch, String dimension, int threads) {
    /** On one thread. */
    public Fixed(int batch, String dimension) {
      this(batch, dimension, 1);
    }

    private void apply(SessionOptions options) throws OrtException {
      options.setIntraOpNumThreads(threads);
      options.setInterOpNumThreads(1);
      if (!dimension.isEmpty()) {
        options.setSymbolicDimensionValue(dimension, batch);
      }
    }
  }

  /**
   * Loads a file, for batches of any size and on all processors. Sums of integers do not overflow,
   * which on processors without instructions for bytes is not so by itself.
   *
   * @throws RuntimeMissingException if ONNX Runtime cannot be loaded on this system
   * @throws IOException if ONNX Runtime refuses it, or it has other than one input and output
   */
  public static OnnxRuntimeNet load(Path file) throws IOException {
    return load(file, null);
  }

  /** The same on one thread, for one batch size. */
  public static OnnxRuntimeNet load(Path file, Fixed fixed) throws IOException {
    return new OnnxRuntimeNet(
        file.toString(),
        (environment, options) -> environment.createSession(file.toString(), options),
        fixed);
  }

  /** The same of a file in memory. */
  public static OnnxRuntimeNet load(byte[] file, Fixed fixed) throws IOException {
    return new OnnxRuntimeNet(
        "the net", (environment, options) -> environment.createSession(file, options), fixed);
  }

  /**
   * Of ONNX Runtime.
   *
   * @throws RuntimeMissingException if it cannot be loaded; the message says why and what helps
   */
  public static String version() throws RuntimeMissingException {
    return NativeLibrary.environment().getVersion();
  }

  @Override
  public Shape inputShape() {
    return Shape.of(input.extents().stream().mapToInt(Math::toIntExact).toArray());
  }

  @Override
  public int inputSize() {
    return input.size();
  }

  @Override
  public int outputSize() {
    return output.size();
  }

  @Override
  public void answer(float[] inputs, int batch, float[] answers) throws IOException {
    if (takesBytes()) {
      throw new IllegalArgumentException(name + " takes unsigned bytes, found floats");
    }
    check(inputs.length, answers.length, batch);
    try {
      bind(batch).put(inputs);
      tensors.run(session, answers);
    } catch (OrtException e) {
      throw failure(e);
    }
  }

  @Override
  public void answer(byte[] pixels, int batch, float[] answers) throws IOException {
    check(pixels.length, answers.length, batch);
    try {
      bind(batch).put(pixels);
      tensors.run(session, answers);
    } catch (OrtException e) {
      throw failure(e);
    }
  }

  private boolean takesBytes() {
    return input.type() == OnnxJavaType.UINT8;
  }

  private void check(int inputs, int answers, int batch) {
    if (batch < 1 || inputs < (long) batch * inputSize() || answers < (long) batch * outputSize()) {
      throw new IllegalArgumentException(
          String.format(
              "a batch of %d takes %d values each and gives %d, found arrays of %d and %d",
              batch, inputSize(), outputSize(), inputs, answers));
    }
  }

  private BoundTensors bind(int batch) throws OrtException {
    if (bound != batch) {
      release();
      tensors = new BoundTensors(environment, input, output, batch);
      bound = batch;
    }
    return tensors;
  }

  private void release() {
    if (tensors != null) {
      tensors.close();
      tensors = null;
      bound = 0;
    }
  }

  private IOException failure(OrtException e) {
    return new IOException(name + ": ONNX Runtime: " + e.getMessage(), e);
  }

  @Override
  public void close() {
    release();
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException(name + ": " + e.getMessage(), e);
    }
  }
}

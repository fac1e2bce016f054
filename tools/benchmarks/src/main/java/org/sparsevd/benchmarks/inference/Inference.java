package org.sparsevd.benchmarks.inference;

import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.sparsevd.benchmarks.nets.Pictures;
import org.sparsevd.benchmarks.nets.Subject;
import org.sparsevd.nets.LoadedNet;

/** Time from raw pixels to scores. A thread has a net of its own. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class Inference {
  /** A made-up net or a file. */
  @Param({"lenet-300-100", "lenet-5", "vgg-like"})
  String net;

  /** Images a call. */
  @Param({"1", "16", "256"})
  int batch;

  /** See {@link ContenderKind}. */
  @Param({"sparsevd", "sparsevd-scalar", "onnx-dense", "onnx-shrunk", "onnx-int8"})
  String contender;

  /**
   * Images that calls go through in turn: where a kernel's branches depend on the image, a
   * processor soon knows those of a single one by heart.
   */
  private static final int IMAGES = 1024;

  private LoadedNet runtime;
  private byte[][] batches;
  private int next;
  private float[] scores;

  @Setup
  public void load() throws IOException {
    Subject subject = Subject.of(net);
    runtime = ContenderKind.named(contender).open(subject, batch);
    batches = new byte[Math.max(1, IMAGES / batch)][];
    byte[] pixels = Pictures.of(subject.shrunk().inputShape(), batches.length * batch);
    int size = pixels.length / batches.length;
    for (int i = 0; i < batches.length; i++) {
      batches[i] = Arrays.copyOfRange(pixels, i * size, (i + 1) * size);
    }
    scores = new float[batch * subject.shrunk().outputShape().size()];
  }

  @Benchmark
  public float[] answer() throws IOException {
    runtime.answer(batches[next], batch, scores);
    next = next + 1 < batches.length ? next + 1 : 0;
    return scores;
  }

  @TearDown
  public void close() {
    runtime.close();
  }
}

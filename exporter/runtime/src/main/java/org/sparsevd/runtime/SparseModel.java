package org.sparsevd.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.sparsevd.format.SpvdFile;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Work;
import org.sparsevd.runtime.kernel.KernelLookup;
import org.sparsevd.runtime.kernel.Kernels;
import org.sparsevd.runtime.plan.Engine;
import org.sparsevd.tensor.Shape;

/**
 * A model ready to run: each layer became a kernel chosen by its density and shape. Immutable and
 * safe to share between threads; each thread runs it through a {@link Session} of its own.
 *
 * <p>Kernels use the Vector API where the JVM runs with {@code --add-modules jdk.incubator.vector},
 * else plain Java. With it a model answers its first {@value #FIRST_INPUTS} inputs (large ones: as
 * many as take no more than a second) by plain Java all the same, because that is ready at once.
 * Then it loads the faster kernels. Results do not change by a bit. {@code
 * -Dsparsevd.kernels=scalar} or {@code vector} forces either from the start.
 *
 * <p>An input may be infinite or no number, or so large that sums overflow. It gets the same bits,
 * too, in every call and batch. A weight that is zero was removed: it has no effect, whatever it
 * would be multiplied by. All else is dense arithmetic, so what is no number spreads. Such inputs
 * run one by one in plain Java, and take as long as that does. Zeros of a result are positive, and
 * there is one kind of {@code NaN}.
 */
public final class SparseModel {
  private static final int FIRST_INPUTS = 32;

  /** Products of the first inputs at most: plain Java takes a second or so for them. */
  private static final double FIRST_PRODUCTS = 1e8;

  private final Model model;
  private final String wanted;
  private volatile Engine engine;
  private volatile boolean settled;
  private int left;

  private SparseModel(Model model, Kernels kernels, String wanted, int first) {
    this.model = model;
    this.wanted = wanted;
    this.engine = new Engine(model, kernels);
    this.left = first;
    this.settled = first == 0;
  }

  /**
   * Loads a {@code .spvd} file.
   *
   * @throws org.sparsevd.format.FormatException if it is damaged or of an unknown version; names
   *     section and byte offset
   * @throws IOException if it cannot be read
   */
  public static SparseModel load(Path file) throws IOException {
    return of(SpvdFile.read(file));
  }

  /** Loads the bytes of a {@code .spvd} file up to the stream's end; see {@link #load(Path)}. */
  public static SparseModel load(InputStream stream) throws IOException {
    return of(SpvdFile.read(stream));
  }

  /** Loads the bytes of a {@code .spvd} file; see {@link #load(Path)}. */
  public static SparseModel load(byte[] file) throws IOException {
    return of(SpvdFile.decode(file));
  }

  /**
   * Prepares a model that is in memory already.
   *
   * @throws IllegalArgumentException if a value is too large for an array, or the system property
   *     {@code sparsevd.kernels} is neither {@code scalar} nor {@code vector}
   * @throws IllegalStateException if the property asks for vector kernels that this JVM lacks
   */
  public static SparseModel of(Model model) {
    String wanted = System.getProperty(KernelLookup.PROPERTY);
    Kernels first = KernelLookup.first(wanted);
    int inputs = KernelLookup.makeWay(first) ? firstInputs(model) : 0;
    Kernels kernels =
        KernelLookup.makeWay(first) && inputs == 0 ? KernelLookup.find(wanted) : first;
    return new SparseModel(model, kernels, wanted, inputs);
  }

  /** Inputs of a model that plain Java answers in next to no time. */
  private static int firstInputs(Model model) {
    return (int) Math.min(FIRST_INPUTS, FIRST_PRODUCTS / (1 + (double) Work.of(model).sparse()));
  }

  static SparseModel of(Model model, Kernels kernels) {
    return new SparseModel(model, kernels, null, 0);
  }

  /** What to run this many inputs with. */
  Engine engine(int count) {
    if (!settled) {
      settle(count);
    }
    return engine;
  }

  private synchronized void settle(int count) {
    if (!settled && left <= 0) {
      engine = new Engine(model, KernelLookup.find(wanted));
      settled = true;
    }
    left -= Math.min(count, FIRST_INPUTS);
  }

  /** Floats (or unsigned bytes) of one input, row-major in {@link #inputShape()}. */
  public int inputSize() {
    return model.inputShape().size();
  }

  /** Floats of one result. */
  public int outputSize() {
    return model.outputShape().size();
  }

  /** Such as {@code [1, 28, 28]}. */
  public Shape inputShape() {
    return model.inputShape();
  }

  /** Such as {@code [10]}. */
  public Shape outputShape() {
    return model.outputShape();
  }

  /** Provenance from the file: seed, data, tool version, ratios. */
  public Map<String, String> metadata() {
    return model.metadata();
  }

  /** A session for batches of any size. */
  public Session newSession() {
    return newSession(Integer.MAX_VALUE);
  }

  /**
   * A session for batches up to this size. Scratch memory does not grow with the batch, but a
   * session for single inputs needs least.
   *
   * @throws IllegalArgumentException if the size is below 1
   */
  public Session newSession(int maxBatch) {
    if (maxBatch < 1) {
      throw new IllegalArgumentException("maxBatch must be at least 1, found " + maxBatch);
    }
    return new Session(this, maxBatch);
  }

  /**
   * A session that shares large batches out to this many threads, the caller's among them.
   *
   * @throws IllegalArgumentException if there are fewer than 1
   */
  public ParallelSession newParallelSession(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("threads must be at least 1, found " + threads);
    }
    return new ParallelSession(this, threads);
  }

  /**
   * What was chosen for each layer, one line each: {@code fc1: sparse matrix-vector, 1.1 % dense,
   * by rows; batches: sparse x 64 inputs, 1.1 % dense (vector)}.
   */
  public List<String> kernels() {
    Engine last = settled ? engine : new Engine(model, KernelLookup.find(wanted));
    List<String> lines = new ArrayList<>();
    for (Node node : model.nodes()) {
      String one = last.single().notes().get(node.name());
      String many = last.blocks().notes().get(node.name());
      String both = one.equals(many) ? one : one + "; batches: " + many;
      lines.add(node.name() + ": " + both + " (" + last.kernels().name() + ")");
    }
    return lines;
  }
}

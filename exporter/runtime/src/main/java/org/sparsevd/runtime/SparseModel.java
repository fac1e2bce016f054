package org.sparsevd.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.sparsevd.format.SpvdFile;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Shape;

/**
 * A model ready to run: each layer became a kernel chosen by its density and shape. Immutable and
 * safe to share between threads; each thread runs it through a {@link Session} of its own.
 *
 * <p>Kernels use the Vector API where the JVM runs with {@code --add-modules jdk.incubator.vector},
 * else plain Java. {@code -Dsparsevd.kernels=scalar} or {@code vector} forces either.
 */
public final class SparseModel {
  private final Model model;
  private final Kernels kernels;
  private final Plan single;
  private final Plan blocks;

  private SparseModel(Model model, Kernels kernels) {
    this.model = model;
    this.kernels = kernels;
    this.single = Planner.plan(model, kernels, 1);
    this.blocks = Planner.plan(model, kernels, blockWidth(model, kernels));
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
    return of(model, KernelLookup.find(System.getProperty(KernelLookup.PROPERTY)));
  }

  static SparseModel of(Model model, Kernels kernels) {
    return new SparseModel(model, kernels);
  }

  /**
   * Images of a block should stay in the cache, and their rows are long enough as they are; without
   * images, a block fills all sums of a tile.
   */
  private static int blockWidth(Model model, Kernels kernels) {
    boolean images = model.inputShape().rank() == 3;
    return kernels.lanes() * (images ? 2 : Grid.TILE);
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
    return new Session(kernels, single, blocks, inputSize(), outputSize(), maxBatch);
  }

  /**
   * What was chosen for each layer, one line each: {@code fc1: sparse matrix-vector, 1.1 % dense,
   * by rows; batches: sparse x 64 inputs, 1.1 % dense (vector)}.
   */
  public List<String> kernels() {
    return model.nodes().stream().map(this::describe).toList();
  }

  private String describe(Node node) {
    String one = single.notes().get(node.name());
    String many = blocks.notes().get(node.name());
    String both = one.equals(many) ? one : one + "; batches: " + many;
    return node.name() + ": " + both + " (" + kernels.name() + ")";
  }
}

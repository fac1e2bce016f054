package org.sparsevd.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sparsevd.format.BindingLimit;
import org.sparsevd.format.SpvdFile;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.runtime.kernel.KernelLookup;
import org.sparsevd.runtime.kernel.Kernels;
import org.sparsevd.runtime.plan.Engine;
import org.sparsevd.runtime.plan.PackedWeights;
import org.sparsevd.tensor.ElementType;
import org.sparsevd.tensor.Shape;

/**
 * A model ready to run: each layer became a kernel chosen by its density and shape. Immutable and
 * safe to share between threads; each thread runs it through a {@link Session} of its own.
 *
 * <p>Shapes of inputs may depend on symbols, such as {@code [batch, sequence]}. Then a call says
 * what these are, and kernels are chosen at the first call with its shapes.
 *
 * <p>Kernels use the Vector API where the JVM runs with {@code --add-modules jdk.incubator.vector},
 * else plain Java. With it a model answers its first {@value #FIRST_INPUTS} inputs (large ones: as
 * many as take no more than a second) by plain Java all the same, because that is ready at once.
 * Then it loads the faster kernels, and with {@code sparsevd-machine} machine code for what that
 * serves. Results do not change by a bit. {@code -Dsparsevd.kernels=scalar}, {@code vector} or
 * {@code machine} forces one from the start.
 *
 * <p>An input may be infinite or no number, or so large that sums overflow. It gets the same bits,
 * too, in every call and batch. A weight that is zero was removed: it has no effect, whatever it
 * would be multiplied by. All else is dense arithmetic, so what is no number spreads. Such inputs
 * run one by one in plain Java, and take as long as that does. Zeros of a result are positive, and
 * there is one kind of {@code NaN}.
 *
 * <p>Operators on tensors of any rank, such as products of two values, are computed by their
 * definitions, in one way only, whatever they are given. They follow IEEE 754 except that sums are
 * taken in double precision. Whole numbers are exact: what would go beyond 2^24 is refused.
 */
public final class SparseModel {
  /** Inputs that plain Java answers before faster kernels are loaded. */
  static final int FIRST_INPUTS = 32;

  /** Shapes for which kernels are kept, for the model and for each session. */
  static final int KEPT_SHAPES = 8;

  private final Model model;
  private final List<ValueInfo> inputs;
  private final List<ValueInfo> outputs;
  private final PackedWeights packed;
  private final Kernels kernels;
  private final String wanted;
  private final BoundModel fixed;
  private final boolean plain;
  private final Map<Map<String, Integer>, BoundModel> kept = new LinkedHashMap<>();

  /**
   * A model.
   *
   * @param packed what all models of these weights share
   * @param kernels for good; null where they are chosen by what is wanted
   */
  private SparseModel(Model model, PackedWeights packed, Kernels kernels, String wanted) {
    this.model = model;
    this.packed = packed;
    this.kernels = kernels;
    this.wanted = wanted;
    // Loops: the first stream of a JVM takes longer than a small model needs to load.
    List<ValueInfo> taken = new ArrayList<>();
    for (Model.Input input : model.inputs()) {
      taken.add(new ValueInfo(input.name(), input.type(), input.shape()));
    }
    List<ValueInfo> given = new ArrayList<>();
    for (Model.Output output : model.outputs()) {
      given.add(info(model, output));
    }
    this.inputs = List.copyOf(taken);
    this.outputs = List.copyOf(given);
    this.fixed = model.isFixed() ? prepared(Map.of()) : null;
    this.plain =
        fixed != null
            && inputs.size() == 1
            && outputs.size() == 1
            && inputs.get(0).type() == ElementType.FLOAT
            && outputs.get(0).type() == ElementType.FLOAT;
  }

  private static ValueInfo info(Model model, Model.Output output) {
    String value = output.value();
    return new ValueInfo(output.name(), model.type(value), model.shape(value));
  }

  private BoundModel prepared(Map<String, Integer> numbers) {
    Model bound = model.bind(numbers);
    if (!numbers.isEmpty()) {
      BindingLimit.check(bound, numbers);
    }
    return kernels == null
        ? BoundModel.of(bound, packed, wanted)
        : BoundModel.of(bound, packed, kernels);
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
   *     {@code sparsevd.kernels} is neither {@code scalar} nor {@code vector} nor {@code machine}
   * @throws IllegalStateException if the property asks for kernels that this JVM lacks
   */
  public static SparseModel of(Model model) {
    return new SparseModel(
        model, new PackedWeights(), null, System.getProperty(KernelLookup.PROPERTY));
  }

  static SparseModel of(Model model, Kernels kernels) {
    return new SparseModel(model, new PackedWeights(), kernels, null);
  }

  /**
   * The model of certain shapes alone. All such models of a model share its weights, and what is
   * made of them.
   *
   * @param numbers what its {@linkplain #symbols symbols} stand for; those that have none stay
   * @throws IllegalArgumentException if a value would be too large for an array
   */
  public SparseModel bind(Map<String, Integer> numbers) {
    Model bound = model.bind(numbers);
    if (bound.isFixed()) {
      BindingLimit.check(bound, numbers);
    }
    return new SparseModel(bound, packed, kernels, wanted);
  }

  /**
   * A model made from this one: what is made of the tensors that both have is not made again.
   *
   * @throws IllegalArgumentException if a value is too large for an array
   */
  public SparseModel with(Model changed) {
    return new SparseModel(changed, new PackedWeights(packed), kernels, wanted);
  }

  /** The model without symbols; null where it has some. */
  BoundModel fixed() {
    return fixed;
  }

  /** The model with numbers in place of all symbols. */
  BoundModel bound(Map<String, Integer> numbers) {
    if (fixed != null) {
      return fixed;
    }
    synchronized (kept) {
      BoundModel bound = kept.remove(numbers);
      if (bound == null) {
        bound = prepared(numbers);
      }
      if (kept.size() == KEPT_SHAPES) {
        kept.remove(kept.keySet().iterator().next());
      }
      kept.put(Map.copyOf(numbers), bound);
      return bound;
    }
  }

  /** What a call has to give, in the model's order. */
  public List<ValueInfo> inputs() {
    return inputs;
  }

  /** What a call returns, in the model's order. */
  public List<ValueInfo> outputs() {
    return outputs;
  }

  /** The symbols on which shapes of inputs depend, such as {@code sequence}, sorted. */
  public List<String> symbols() {
    return List.copyOf(model.symbols());
  }

  /**
   * Whether shapes leave the batch out: then it is the first dimension of all that a call gives and
   * returns, and any batch will do. The shapes of any other model are whole.
   */
  public boolean isBatched() {
    return model.batched();
  }

  /**
   * Says what arrays of floats alone cannot: only from one input of floats to one output of floats
   * of fixed shapes do they say all.
   *
   * @param call what was tried
   */
  void checkFloats(String call) {
    if (!plain) {
      throw new IllegalArgumentException(
          call
              + " takes models from one input of floats to one output of floats, of fixed shapes;"
              + " model '"
              + model.name()
              + "' takes "
              + inputs
              + " and returns "
              + outputs
              + ": call Session.run with values by name");
    }
  }

  /**
   * Floats (or unsigned bytes) of one input, row-major in {@link #inputShape()}.
   *
   * @throws IllegalArgumentException if there are several inputs, or its shape depends on symbols
   */
  public int inputSize() {
    return model.inputShape().size();
  }

  /** Floats of one result; see {@link #inputSize}. */
  public int outputSize() {
    return model.outputShape().size();
  }

  /**
   * Such as {@code [1, 28, 28]}.
   *
   * @throws IllegalArgumentException if there are several inputs; see {@link #inputs}
   */
  public Shape inputShape() {
    return model.inputShape();
  }

  /**
   * Such as {@code [10]}.
   *
   * @throws IllegalArgumentException if there are several outputs; see {@link #outputs}
   */
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
   * @throws IllegalArgumentException if there are fewer than 1, or the model is not one from one
   *     input of floats to one output of floats, of fixed shapes
   */
  public ParallelSession newParallelSession(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("threads must be at least 1, found " + threads);
    }
    checkFloats("a parallel session");
    return new ParallelSession(this, threads);
  }

  /**
   * What was chosen for each layer, one line each: {@code fc1: sparse matrix-vector, 1.1 % dense,
   * by rows; batches: sparse x 64 inputs, 1.1 % dense (vector)}.
   *
   * @throws IllegalStateException if that depends on symbols and nothing was run yet
   */
  public List<String> kernels() {
    BoundModel last = last();
    Engine engine = last.last();
    List<String> lines = new ArrayList<>();
    for (Node node : last.nodes()) {
      String one = engine.note(node.name());
      String many = engine.blocks().notes().get(node.name());
      String both = one.equals(many) ? one : one + "; batches: " + many;
      lines.add(node.name() + ": " + both + " (" + engine.kernels().name() + ")");
    }
    return lines;
  }

  private BoundModel last() {
    if (fixed != null) {
      return fixed;
    }
    synchronized (kept) {
      return kept.values().stream()
          .reduce((first, second) -> second)
          .orElseThrow(
              () ->
                  new IllegalStateException(
                      "kernels are chosen at the first call: shapes depend on " + symbols()));
    }
  }
}

package org.sparsevd.compress.quantise;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiPredicate;
import org.sparsevd.codec.CodedSize;
import org.sparsevd.codec.ColumnLayout;
import org.sparsevd.codec.QuantizedTensor;
import org.sparsevd.compress.Compressed;
import org.sparsevd.compress.Pass;
import org.sparsevd.compress.PassLine;
import org.sparsevd.compress.weight.WeightTensor;
import org.sparsevd.compress.weight.WeightTensors;
import org.sparsevd.model.Model;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.SparseTensor;
import org.sparsevd.tensor.Step;
import org.sparsevd.tensor.Tensor;

/**
 * Rounds every weight to the nearest multiple of a step, without data. The step follows from how
 * large the weights of its tensor are that are not zero: those of a normal distribution would have
 * an entropy of so many bits, {@code log2(sigma / step * sqrt(2 pi e))} (Cover and Thomas,
 * "Elements of information theory", theorem 8.3.1). Few large ones cost a few bits more, and no
 * precision. Zeros and biases stay.
 *
 * @param bits about so many a weight take in a file, 2 to 16
 * @param layers whether weights of dense and convolutional layers are rounded, too
 */
public record RoundWeights(int bits, boolean layers) implements Pass {
  /** Fewer tell weights hardly apart. */
  public static final int FEWEST_BITS = 2;

  public static final int MOST_BITS = 16;

  private static final double WIDTH = Math.sqrt(2 * Math.PI * Math.E);

  /** Checks the number of bits. */
  public RoundWeights {
    if (bits < FEWEST_BITS || bits > MOST_BITS) {
      throw new IllegalArgumentException(
          "bits must be " + FEWEST_BITS + " to " + MOST_BITS + ", found " + bits);
    }
  }

  @Override
  public String name() {
    return "round to " + bits + " bits";
  }

  @Override
  public Model apply(Model model) {
    return apply(model, steps(model), (name, weight) -> layers || !weight.isLayer());
  }

  /** The steps of a model's tensors, by the names of {@link WeightTensors}. */
  Map<String, Step> steps(Model model) {
    Map<String, Step> steps = new LinkedHashMap<>();
    WeightTensors.of(model)
        .forEach(
            (name, weight) ->
                step(weight.tensor().toArray()).ifPresent(step -> steps.put(name, step)));
    return steps;
  }

  /** The model with some of its tensors rounded to the nearest multiples of these steps. */
  static Model apply(
      Model model, Map<String, Step> steps, BiPredicate<String, WeightTensor> which) {
    return WeightTensors.map(
        model,
        (name, weight) ->
            steps.containsKey(name) && which.test(name, weight)
                ? rounded(weight.tensor(), steps.get(name))
                : Optional.empty());
  }

  /** A tensor rounded to the nearest multiples. */
  static Optional<WeightTensors.Replaced> rounded(Tensor weight, Step step) {
    float[] values = weight.toArray();
    double size = step.size();
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (Math.rint(values[i] / size) * size);
    }
    DenseTensor dense = new DenseTensor(weight.shape(), values);
    return Optional.of(
        new WeightTensors.Replaced(
            weight instanceof SparseTensor ? SparseTensor.of(dense) : dense, Optional.of(step)));
  }

  /** The step for weights; empty where no step that there is does not spoil them. */
  Optional<Step> step(float[] values) {
    double squares = 0;
    double largest = 0;
    long count = 0;
    for (float value : values) {
      squares += (double) value * value;
      largest = Math.max(largest, Math.abs(value));
      count += value == 0 ? 0 : 1;
    }
    double wanted = Math.sqrt(squares / Math.max(1, count)) * WIDTH / (1 << bits);
    if (!(wanted > 0 && Double.isFinite(wanted))) {
      return Optional.empty();
    }
    Step step = Step.nearest(wanted);
    boolean near = step.size() < 2 * wanted && wanted < 2 * step.size();
    boolean holds = largest / step.size() < QuantizedTensor.LARGEST_SYMBOL;
    return near && holds ? Optional.of(step) : Optional.empty();
  }

  /** What becomes of a compressed model, and what it takes then. */
  public Compressed after(Compressed before) {
    return after(before, this);
  }

  /** The same of a pass that leaves steps behind, as this one does. */
  public static Compressed after(Compressed before, Pass pass) {
    Model rounded = pass.apply(before.model());
    return after(before, rounded, new PassLine(pass.name(), pass.effect(before.model(), rounded)));
  }

  /** The same of a model that was rounded already. */
  public static Compressed after(Compressed before, Model rounded, PassLine line) {
    return before.with(rounded, sizes(rounded), line);
  }

  /** What each weight of a known step takes, as coded. */
  private static Map<String, CodedSize> sizes(Model model) {
    Map<String, CodedSize> sizes = new ConcurrentHashMap<>();
    WeightTensors.of(model).entrySet().parallelStream()
        .forEach(
            entry ->
                step(entry.getValue())
                    .ifPresent(
                        step -> sizes.put(entry.getKey(), size(model, entry.getValue(), step))));
    return sizes;
  }

  private static Optional<Step> step(WeightTensor weight) {
    return weight.node().step(weight.number());
  }

  private static CodedSize size(Model model, WeightTensor weight, Step step) {
    ColumnLayout grid =
        weight.isLayer() ? ColumnLayout.of(model, weight.node()) : ColumnLayout.NONE;
    return CodedSize.inLargeFile(QuantizedTensor.nearest(weight.matrix(), step), grid);
  }

  @Override
  public String effect(Model before, Model after) {
    return count(after);
  }

  /** How many tensors have steps, in words. */
  static String count(Model after) {
    long count =
        WeightTensors.of(after).values().stream()
            .filter(weight -> step(weight).isPresent())
            .count();
    return "rounded " + count + " tensors to multiples of a step each";
  }
}

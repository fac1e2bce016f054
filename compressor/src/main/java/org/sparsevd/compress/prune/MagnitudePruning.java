package org.sparsevd.compress.prune;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.sparsevd.compress.WeightPass;
import org.sparsevd.compress.weight.WeightTensor;
import org.sparsevd.compress.weight.WeightTensors;
import org.sparsevd.model.Model;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.Tensor;

/**
 * Sets the weights of smallest magnitude to zero, so many in each layer or table. Weights that are
 * zero already count among them. Biases stay.
 *
 * <p>Batch normalisation should be folded first: it decides how much a filter's weights matter.
 *
 * @param zeros name of a tensor, as {@link WeightTensors} has it, to how many of its weights are
 *     zero afterwards; others stay
 */
public record MagnitudePruning(Map<String, Integer> zeros) implements WeightPass {
  /**
   * Checks that no count is negative.
   *
   * @throws IllegalArgumentException naming the layer of one that is
   */
  public MagnitudePruning {
    zeros = Map.copyOf(zeros);
    zeros.forEach(
        (layer, count) -> {
          if (count < 0) {
            throw new IllegalArgumentException(
                "layer '" + layer + "': zeros must not be negative, found " + count);
          }
        });
  }

  /**
   * The same share of zeros in every layer, rounded down, so that a layer of any size keeps a
   * weight.
   *
   * @param sparsity share of zeros, 0 up to but not including 1
   * @throws IllegalArgumentException if the sparsity is outside that range
   */
  public static MagnitudePruning layerwise(Model model, double sparsity) {
    check(sparsity);
    Map<String, Integer> zeros = new LinkedHashMap<>();
    WeightTensors.of(model)
        .forEach((name, weight) -> zeros.put(name, (int) (sparsity * size(weight.tensor()))));
    return new MagnitudePruning(zeros);
  }

  /**
   * A share of zeros over all layers together; how it is split follows from {@link LampScores},
   * which make magnitudes comparable between layers. Every layer keeps at least one weight.
   *
   * @param sparsity share of zeros, 0 up to but not including 1
   * @throws IllegalArgumentException if the sparsity is outside that range
   */
  public static MagnitudePruning global(Model model, double sparsity) {
    return global(model, sparsity, WeightCosts.EQUAL);
  }

  /**
   * The same, of a share of what all weights cost.
   *
   * @param sparsity share of the cost, 0 up to but not including 1
   * @throws IllegalArgumentException if the sparsity is outside that range
   */
  public static MagnitudePruning global(Model model, double sparsity, WeightCosts costs) {
    check(sparsity);
    Map<String, float[]> values = new LinkedHashMap<>();
    WeightTensors.of(model).forEach((name, weight) -> values.put(name, weight.tensor().toArray()));
    return new MagnitudePruning(new LampScores(values, costs).zeros(sparsity));
  }

  static void check(double sparsity) {
    if (!(sparsity >= 0 && sparsity < 1)) {
      throw new IllegalArgumentException(
          "sparsity must be at least 0 and below 1, found " + sparsity);
    }
  }

  private static int size(Tensor weight) {
    return weight.shape().size();
  }

  @Override
  public String name() {
    return "prune by magnitude";
  }

  @Override
  public Tensor changed(String name, WeightTensor whole) {
    Tensor weight = whole.tensor();
    int count = zeros.getOrDefault(name, 0);
    return count == 0 ? weight : new DenseTensor(weight.shape(), pruned(weight.toArray(), count));
  }

  /** The values with so many zeros; of equal magnitudes the first ones go. */
  static float[] pruned(float[] weight, int zeros) {
    float[] values = weight.clone();
    if (zeros == 0) {
      return values;
    }
    float[] magnitudes = LampScores.ascendingMagnitudes(values);
    float largest = magnitudes[Math.min(zeros, values.length) - 1];
    int equal = zeros - firstAtLeast(magnitudes, largest);
    for (int i = 0; i < values.length; i++) {
      float magnitude = Math.abs(values[i]);
      if (magnitude < largest || magnitude == largest && equal-- > 0) {
        values[i] = 0;
      }
    }
    return values;
  }

  private static int firstAtLeast(float[] ascending, float value) {
    int found = Arrays.binarySearch(ascending, value);
    while (found > 0 && ascending[found - 1] == value) {
      found--;
    }
    return found;
  }

  @Override
  public String effect(Model before, Model after) {
    return PruningEffect.of(before, after);
  }
}

package org.sparsevd.onnx;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sparsevd.compress.int8.Probe;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.tensor.ElementType;

/**
 * The smallest and largest number that each value of a model takes on some inputs: what an {@code
 * int8} file maps to 8 bits. A value beyond its range is cut off there, so the inputs should be
 * like those the net will see; some hundred suffice.
 *
 * <p>A model is observed by running its {@link #probe} in any way at hand:
 *
 * <pre>{@code
 * ActivationRanges ranges = ActivationRanges.none(shaped);  // profile.shape(model)
 * Interpreter probe = new Interpreter(ActivationRanges.probe(shaped));
 * for (float[] input : inputs) {
 *   ranges = ranges.with(probe.run(input));
 * }
 * }</pre>
 */
public final class ActivationRanges {
  /** Names of values to how many elements they have, in the order of the probe. */
  private final Map<String, Integer> sizes;

  /** Two numbers a value, smallest and largest; 0 is in every range. */
  private final float[] bounds;

  private ActivationRanges(Map<String, Integer> sizes, float[] bounds) {
    this.sizes = sizes;
    this.bounds = bounds;
  }

  /** Ranges that hold 0 alone. */
  public static ActivationRanges none(Model model) {
    Map<String, Integer> sizes = new LinkedHashMap<>();
    sizes.put(Model.INPUT, model.inputShape().size());
    for (Node node : model.nodes()) {
      if (model.type(node.name()) == ElementType.FLOAT) {
        sizes.put(node.name(), model.shape(node.name()).size());
      }
    }
    return new ActivationRanges(sizes, new float[2 * sizes.size()]);
  }

  /** The model with all of its values as its output: the input, then the nodes', in order. */
  public static Model probe(Model model) {
    return Probe.of(model, List.copyOf(none(model).sizes.keySet()));
  }

  /**
   * These ranges widened by what the probe gave for one more input.
   *
   * @throws IllegalArgumentException if it has another length, or holds what is not finite
   */
  public ActivationRanges with(float[] probed) {
    long total = sizes.values().stream().mapToLong(Integer::longValue).sum();
    if (probed.length != total) {
      throw new IllegalArgumentException(
          "the probe has " + total + " values, found " + probed.length);
    }
    float[] wider = bounds.clone();
    int at = 0;
    int value = 0;
    for (Map.Entry<String, Integer> entry : sizes.entrySet()) {
      for (int end = at + entry.getValue(); at < end; at++) {
        if (!Float.isFinite(probed[at])) {
          throw new IllegalArgumentException(
              "value '" + entry.getKey() + "' is " + probed[at] + " for an input");
        }
        wider[value] = Math.min(wider[value], probed[at]);
        wider[value + 1] = Math.max(wider[value + 1], probed[at]);
      }
      value += 2;
    }
    return new ActivationRanges(sizes, wider);
  }

  /** How 8 unsigned bits cover the range of a value. */
  public ByteScale scale(String value) {
    int index = List.copyOf(sizes.keySet()).indexOf(value);
    if (index < 0) {
      throw new IllegalArgumentException("value '" + value + "' was not observed");
    }
    return ByteScale.of(bounds[2 * index], bounds[2 * index + 1]);
  }
}

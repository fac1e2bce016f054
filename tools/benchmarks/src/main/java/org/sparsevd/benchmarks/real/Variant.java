package org.sparsevd.benchmarks.real;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sparsevd.compress.prune.BlockPruning;
import org.sparsevd.compress.prune.MagnitudePruning;
import org.sparsevd.compress.prune.WeightBlock;
import org.sparsevd.compress.weight.WeightTensor;
import org.sparsevd.compress.weight.WeightTensors;
import org.sparsevd.model.Model;
import org.sparsevd.model.Op;

/**
 * What is done to a net before our runtime gets it.
 *
 * @param sparsity share of zeros in each layer but the first and depthwise ones
 * @param block that zeros come in; empty where each weight goes alone
 * @param int8 whether it is put into 8 bits
 */
record Variant(double sparsity, Optional<WeightBlock> block, boolean int8) {
  /** The pattern of no blocks. */
  static final String LAYERWISE = "layer";

  private static final Pattern BLOCK = Pattern.compile("(\\d{1,2})x(\\d{1,2})");

  /**
   * A variant as a user asks for it.
   *
   * @param pattern {@code layer}, or a block such as {@code 4x1}: output units times inputs
   * @throws IllegalArgumentException if there is no such pattern
   */
  static Variant of(double sparsity, String pattern, boolean int8) {
    if (!(sparsity >= 0 && sparsity < 1)) {
      throw new IllegalArgumentException("--sparsity must be 0 or more and below 1: " + sparsity);
    }
    if (pattern.equals(LAYERWISE)) {
      return new Variant(sparsity, Optional.empty(), int8);
    }
    Matcher block = BLOCK.matcher(pattern);
    if (!block.matches()) {
      throw new IllegalArgumentException(
          "--pattern must be layer or a block such as 4x1, found '" + pattern + "'");
    }
    int units = Integer.parseInt(block.group(1));
    int inputs = Integer.parseInt(block.group(2));
    return new Variant(sparsity, Optional.of(new WeightBlock(units, inputs)), int8);
  }

  /** The net with its zeros. */
  Model apply(Model whole) {
    if (sparsity == 0) {
      return whole;
    }
    Map<String, Integer> zeros = new LinkedHashMap<>();
    boolean first = true;
    for (Map.Entry<String, WeightTensor> each : WeightTensors.of(whole).entrySet()) {
      Op op = each.getValue().node().op();
      boolean grouped = op instanceof Op.Conv2d conv && conv.groups() > 1;
      boolean table = !each.getValue().isLayer() && op instanceof Op.Gather;
      boolean stem = first && op instanceof Op.Conv2d;
      first = false;
      int size = each.getValue().tensor().shape().size();
      zeros.put(each.getKey(), grouped || table || stem ? 0 : (int) (sparsity * size));
    }
    return block.isEmpty()
        ? new MagnitudePruning(zeros).apply(whole)
        : new BlockPruning(block.get(), zeros).apply(whole);
  }

  @Override
  public String toString() {
    String bits = int8 ? "8 bits, " : "";
    if (sparsity == 0) {
      return bits + "dense";
    }
    String share = bits + Math.round(100 * sparsity) + " % zeros";
    return block.isEmpty() ? share : share + " in blocks of " + block.get();
  }
}

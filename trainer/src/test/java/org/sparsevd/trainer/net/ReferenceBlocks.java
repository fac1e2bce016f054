package org.sparsevd.trainer.net;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.sparsevd.trainer.block.Blocks;
import org.sparsevd.trainer.recipe.LayerSpec;
import org.sparsevd.trainer.recipe.Noise;

/** A second implementation of what the weights of a block have in common. */
final class ReferenceBlocks {
  private ReferenceBlocks() {}

  /** Of a block it is that of its mean log variance and mean square. */
  static double[] logAlphas(
      LayerSpec.Weighted spec, Blocks blocks, Noise noise, double[] means, double[] spreads) {
    int size = means.length;
    Map<Object, double[]> sums = new HashMap<>();
    for (int i = 0; i < size; i++) {
      double[] sum = sums.computeIfAbsent(block(spec, blocks, size, i), key -> new double[3]);
      sum[0] += means[i] * means[i];
      sum[1] += spreads[i];
      sum[2]++;
    }
    double[] logAlphas = new double[size];
    for (int i = 0; i < size; i++) {
      double[] sum = sums.get(block(spec, blocks, size, i));
      double square = noise == Noise.ADDITIVE ? sum[0] / sum[2] : 1;
      double free = sum[1] / sum[2] - Math.log(square);
      logAlphas[i] = Math.max(-8, Math.min(8, free));
    }
    return logAlphas;
  }

  /** What the weights of a block have in common. */
  private static Object block(LayerSpec.Weighted spec, Blocks blocks, int size, int i) {
    if (blocks == Blocks.NONE) {
      return i;
    }
    int depth = size / spec.outputs();
    int perGroup = spec.outputs() / spec.groups();
    int kernel = 1;
    if (spec instanceof LayerSpec.Conv2d conv) {
      kernel = conv.window().kernelHeight() * conv.window().kernelWidth();
    }
    int output = i / depth;
    List<Integer> units = List.of(output / perGroup, output % perGroup / 4);
    List<Integer> inputs = List.of(i % depth / kernel / 4, i % kernel);
    return switch (blocks) {
      case NONE -> i;
      case INPUTS -> List.of(output, inputs);
      case UNITS -> List.of(units, i % depth);
      case SQUARES -> List.of(units, inputs);
      case WHOLE_UNITS -> output;
    };
  }
}

package org.sparsevd.compress.prune;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.sparsevd.compress.WeightPass;
import org.sparsevd.compress.flow.WeightView;
import org.sparsevd.compress.weight.WeightTensor;
import org.sparsevd.compress.weight.WeightTensors;
import org.sparsevd.model.Model;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.Tensor;

/**
 * Sets whole {@linkplain WeightBlock blocks} of weights to zero, those of the smallest mean square:
 * a processor loads what a block reads once, and finds its weights side by side. Tables, whose
 * columns nobody sums over, and depthwise convolutions stay as they are.
 *
 * @param zeros name of a tensor, as {@link WeightTensors} has it, to how many of its weights may be
 *     zero afterwards; others stay
 */
public record BlockPruning(WeightBlock block, Map<String, Integer> zeros) implements WeightPass {
  /** Copies the counts. */
  public BlockPruning {
    zeros = Map.copyOf(zeros);
  }

  /** A share of the weights of all layers that have blocks. */
  public static BlockPruning global(Model model, double sparsity, WeightBlock block) {
    return global(model, sparsity, block, WeightCosts.EQUAL);
  }

  /**
   * A share of what weights cost over all layers that have blocks, split by {@link LampScores} of
   * the blocks.
   *
   * @param sparsity share of the cost, 0 up to but not including 1
   * @throws IllegalArgumentException if the sparsity is outside that range
   */
  public static BlockPruning global(
      Model model, double sparsity, WeightBlock block, WeightCosts costs) {
    MagnitudePruning.check(sparsity);
    Map<String, float[]> pooled = new LinkedHashMap<>();
    WeightTensors.of(model)
        .forEach(
            (name, weight) ->
                view(weight).ifPresent(v -> pooled.put(name, block.pooled(v, v.weight()))));
    return new BlockPruning(block, new LampScores(pooled, costs).zeros(sparsity));
  }

  @Override
  public String name() {
    return "prune in blocks of " + block;
  }

  @Override
  public Tensor changed(String name, WeightTensor weight) {
    return view(weight).map(view -> pruned(name, weight, view)).orElseGet(weight::tensor);
  }

  private static Optional<WeightView> view(WeightTensor weight) {
    return weight.layer().map(WeightView::of).filter(WeightBlock::fits);
  }

  private Tensor pruned(String name, WeightTensor weight, WeightView view) {
    block.prune(view, view.weight(), zeros.getOrDefault(name, 0));
    return new DenseTensor(weight.tensor().shape(), view.weight());
  }

  @Override
  public String effect(Model before, Model after) {
    return PruningEffect.of(before, after);
  }
}

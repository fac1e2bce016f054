package org.sparsevd.trainer.checkpoint;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.sparsevd.compress.Threshold;
import org.sparsevd.tensor.Shape;
import org.sparsevd.trainer.block.BlockGrid;
import org.sparsevd.trainer.block.Blocks;
import org.sparsevd.trainer.block.JointAlpha;
import org.sparsevd.trainer.recipe.LayerSpec;
import org.sparsevd.trainer.recipe.Network;
import org.sparsevd.trainer.recipe.Recipe;

/** Which weights of a network the threshold keeps, one by one or in blocks. */
public final class Decisions {
  /** Of each layer with weights; null where every weight decides for itself. */
  private final List<BlockGrid> grids = new ArrayList<>();

  /** The decisions in a recipe's blocks. */
  public Decisions(Recipe recipe) {
    this(recipe.network(), recipe.blocks());
  }

  private Decisions(Network network, Blocks blocks) {
    List<Shape> shapes = network.shapes();
    for (int i = 0; i < shapes.size(); i++) {
      if (network.layers().get(i) instanceof LayerSpec.Weighted layer) {
        int[] shape = layer.weightShape(network.inputShapes(i, shapes)[0]);
        grids.add(blocks.grid(shape, layer.groups()));
      }
    }
  }

  /** Of a network whose weights decide one by one. */
  public static Decisions single(Network network) {
    return new Decisions(network, Blocks.NONE);
  }

  /**
   * Log variances by which {@link Threshold} decides for each weight of a layer as here.
   *
   * @param layer its number among those with weights
   * @return as many as weights, or none where the layer has none
   */
  public float[] logSigma2(int layer, LayerState state) {
    BlockGrid grid = grids.get(layer);
    return grid == null || state.logSigma2().length == 0
        ? state.logSigma2()
        : JointAlpha.deciding(
            grid, state.weight(), state.logSigma2(), i -> !state.removed().get(i));
  }

  /** Weights that have not been removed and that the threshold keeps, masks aside; a new set. */
  public BitSet left(int layer, LayerState state) {
    float[] logSigma2 = logSigma2(layer, state);
    BitSet left = new BitSet();
    for (int i = 0; i < state.weight().length; i++) {
      float weight = state.weight()[i];
      left.set(i, logSigma2.length == 0 ? weight != 0 : Threshold.keeps(weight, logSigma2[i]));
    }
    left.andNot(state.removed());
    return left;
  }

  /** Weights of the deployed network: {@link #left}, and not masked; a new set. */
  public BitSet kept(int layer, LayerState state) {
    BitSet kept = left(layer, state);
    kept.andNot(state.masked());
    return kept;
  }
}

package org.sparsevd.trainer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.sparsevd.trainer.checkpoint.AdamMoments;
import org.sparsevd.trainer.checkpoint.Checkpoint;
import org.sparsevd.trainer.checkpoint.LayerState;
import org.sparsevd.trainer.checkpoint.NormState;
import org.sparsevd.trainer.data.Dataset;
import org.sparsevd.trainer.recipe.Recipe;

/** The state before the first step of a run that takes over the weights of another. */
final class WarmStart {
  private WarmStart() {}

  static Checkpoint of(Checkpoint from, Recipe recipe, Dataset dataset, TrainerOptions options) {
    List<LayerState> expected = Initialisation.of(recipe, options.seed());
    List<LayerState> found = from.layers();
    if (!described(expected).equals(described(found))) {
      throw new IllegalArgumentException(
          "the checkpoint's layers "
              + described(found)
              + " are not those of network '"
              + recipe.network().name()
              + "': "
              + described(expected));
    }
    List<LayerState> layers = new ArrayList<>();
    for (LayerState layer : found) {
      layers.add(fresh(layer));
    }
    return new Checkpoint(
        recipe,
        dataset.identity(),
        from.preprocessing(),
        options.seed(),
        options.backend(),
        0,
        0,
        0,
        0,
        layers,
        List.of());
  }

  private static List<String> described(List<LayerState> layers) {
    List<String> all = new ArrayList<>();
    for (LayerState layer : layers) {
      String shape = Arrays.toString(layer.shape()).replace(" ", "");
      all.add(layer.name() + shape + (layer.norm() == null ? "" : " normalised"));
    }
    return all;
  }

  /** The log variances stay for a recipe that begins with cutting by them. */
  private static LayerState fresh(LayerState layer) {
    return new LayerState(
        layer.name(),
        layer.shape(),
        layer.weight(),
        layer.logSigma2(),
        layer.bias(),
        AdamMoments.none(),
        AdamMoments.none(),
        AdamMoments.none(),
        layer.removed(),
        layer.norm() == null ? null : fresh(layer.norm()));
  }

  private static NormState fresh(NormState norm) {
    return new NormState(
        norm.scale(),
        norm.shift(),
        norm.mean(),
        norm.variance(),
        AdamMoments.none(),
        AdamMoments.none());
  }
}

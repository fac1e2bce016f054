package org.sparsevd.trainer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.sparsevd.trainer.checkpoint.Checkpoint;
import org.sparsevd.trainer.checkpoint.LayerState;
import org.sparsevd.trainer.data.Dataset;
import org.sparsevd.trainer.data.TargetScale;
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
    // The log variances stay for a recipe that begins with cutting by them.
    List<LayerState> layers = found.stream().map(LayerState::withoutMoments).toList();
    return Checkpoint.start(
            recipe,
            dataset.identity(),
            from.preprocessing(),
            options.seed(),
            options.backend(),
            layers)
        .withTargets(TargetScale.of(dataset.train().targets()));
  }

  private static List<String> described(List<LayerState> layers) {
    List<String> all = new ArrayList<>();
    for (LayerState layer : layers) {
      String shape = Arrays.toString(layer.shape()).replace(" ", "");
      all.add(layer.name() + shape + (layer.norm() == null ? "" : " normalised"));
    }
    return all;
  }
}

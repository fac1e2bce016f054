package org.sparsevd.trainer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.sparsevd.compress.FoldAffine;
import org.sparsevd.model.Model;
import org.sparsevd.model.Op;
import org.sparsevd.trainer.checkpoint.Checkpoint;
import org.sparsevd.trainer.checkpoint.LayerState;
import org.sparsevd.trainer.data.Dataset;
import org.sparsevd.trainer.data.Preprocessing;
import org.sparsevd.trainer.data.TargetScale;
import org.sparsevd.trainer.recipe.Network;
import org.sparsevd.trainer.recipe.Recipe;

/**
 * A model from elsewhere as a network to train, with its weights. It must consist of what the
 * trainer has; batch normalisation behind layers is folded into them, a softmax at the end belongs
 * to the loss.
 *
 * @param layers those with weights, in network order, without log variances
 * @param first what the model does to each channel or number before all else; null for nothing
 */
public record ImportedModel(Network network, List<LayerState> layers, Op.Affine first) {

  /**
   * The network of a model whose input are an image's numbers; a vector is taken for a square image
   * of one or three channels.
   *
   * @throws IllegalArgumentException naming all nodes that the trainer lacks, with their operators
   */
  public static ImportedModel of(Model model) {
    return new ModelReader(new FoldAffine().apply(model)).read();
  }

  /**
   * A checkpoint before the first step, for {@link Trainer#startFrom}.
   *
   * @param recipe of this network; all log variances are its initial one
   * @param preprocessing from raw pixels to what the model takes
   * @throws IllegalArgumentException if the data have real values to learn
   */
  public Checkpoint checkpoint(
      Recipe recipe, Preprocessing preprocessing, Dataset dataset, TrainerOptions options) {
    if (TargetScale.of(dataset.train().targets()) != null) {
      throw new IllegalArgumentException(
          "a net of an ONNX file cannot go on with real values yet, only with classes or labels");
    }
    List<LayerState> started = new ArrayList<>();
    for (LayerState layer : layers) {
      float[] logSigma2 = new float[layer.weight().length];
      Arrays.fill(logSigma2, (float) recipe.initialLogSigma2());
      started.add(layer.withLogSigma2(logSigma2));
    }
    Preprocessing all =
        first == null ? preprocessing : preprocessing.then(first.scale(), first.shift());
    return Checkpoint.start(
        recipe, dataset.identity(), all, options.seed(), options.backend(), started);
  }
}

package org.sparsevd.cli.train;

import org.sparsevd.compress.Threshold;
import org.sparsevd.compress.TrainedModel;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.report.WeightPicture;
import org.sparsevd.tensor.Shape;
import org.sparsevd.trainer.checkpoint.Checkpoint;

/** Pictures of the first layer's weights, early in training and at the end, on one scale. */
public record FirstLayer(WeightPicture before, WeightPicture after) {

  /** One tile per unit: its filter, or for a dense layer what it sees of each input channel. */
  public static FirstLayer of(Checkpoint early, TrainedModel trained) {
    Model thresholded = new Threshold(trained.logSigma2()).apply(trained.model());
    for (Node node : thresholded.nodes()) {
      if (node.op() instanceof Op.Weighted layer) {
        float[] before = early.layers().get(0).weight();
        Shape tiled =
            node.op() instanceof Op.Conv2d ? layer.weight().shape() : thresholded.inputShape();
        int height = tiled.dim(tiled.rank() - 2);
        int width = tiled.dim(tiled.rank() - 1);
        float strength = WeightPicture.strength(before);
        return new FirstLayer(
            WeightPicture.draw("After epoch " + early.epoch(), before, height, width, strength),
            WeightPicture.draw(
                "At the end, thresholded", layer.weight().toArray(), height, width, strength));
      }
    }
    throw new IllegalStateException("a trained net without weights");
  }
}

package org.sparsevd.compress.quantise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.sparsevd.compress.Compressed;
import org.sparsevd.compress.Compressor;
import org.sparsevd.compress.TrainedModel;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.Shape;

class DeviationsTest {
  /** A scale of 2 in front folds into the weight; unit 1 of the layer is dead and goes. */
  private static TrainedModel trained(double lastLogSigma2) {
    float[] weight = {1, 2, 0, 0, 3, 4};
    float[] logSigma2 = {-2, -4, 9, 9, -3, (float) lastLogSigma2};
    Op.Dense first = new Op.Dense(new DenseTensor(Shape.of(3, 2), weight), new float[3]);
    Op.Dense last =
        new Op.Dense(new DenseTensor(Shape.of(1, 3), new float[] {1, 1, 1}), new float[1]);
    Model model =
        new Model(
            "net",
            Shape.of(2),
            List.of(
                new Node(
                    "scale", new Op.Affine(new float[] {2, 2}, new float[2]), List.of(Model.INPUT)),
                new Node("first", first, List.of("scale")),
                new Node("relu", new Op.Relu(), List.of("first")),
                new Node("last", last, List.of("relu"))),
            "last",
            Map.of());
    return new TrainedModel(model, Map.of("first", logSigma2));
  }

  private static double[] deviations(TrainedModel trained) {
    Compressed compressed = Compressor.compress(trained);
    return Deviations.of(compressed).of(compressed.model().nodes().get(0));
  }

  @Test
  void goThroughThePassesAsWeightsDo() {
    assertThat(deviations(trained(-4.5)))
        .containsExactly(
            new double[] {
              2 * Math.exp(-1), 2 * Math.exp(-2), 2 * Math.exp(-1.5), 2 * Math.exp(-2.25)
            },
            within(1e-6));
  }

  @Test
  void comeFromTheNeighboursWhereTrainingDidNotMoveThem() {
    double filled = deviations(trained(-40))[3];
    assertThat(filled).isBetween(0.01, 1.0);
  }

  @Test
  void areAlikeWhereNothingIsKnown() {
    Model model = Compressor.compress(trained(-4.5)).model();
    assertThat(Deviations.none().of(model.nodes().get(2))).containsOnly(0.25);
  }
}

package org.sparsevd.compress.prune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.model.Window;
import org.sparsevd.model.loop.Activation;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.ElementType;
import org.sparsevd.tensor.Shape;

/** Where zeros go when weights do not cost the same. */
class WeightCostsTest {
  private static float[] gaussians(long seed, int count) {
    Random random = new Random(seed);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  /** A convolution whose weights are used 64 times each, and a dense layer. */
  private static Model net() {
    Window window = Window.square(3, 1);
    return new Model.Chain("net", Shape.of(2, 8, 8))
        .add(
            "conv",
            new Op.Conv2d(
                new DenseTensor(Shape.of(4, 2, 3, 3), gaussians(1, 72)), new float[4], window, 1))
        .add("flatten", new Op.Flatten())
        .add(
            "dense",
            new Op.Dense(new DenseTensor(Shape.of(3, 256), gaussians(2, 768)), new float[3]))
        .build();
  }

  @Test
  void aConvolutionsWeightIsUsedAtEachPixel() {
    WeightCosts costs = WeightCosts.operations(net());
    assertThat(costs.of("conv")).isEqualTo(64);
    assertThat(costs.of("dense")).isEqualTo(1);
    assertThat(costs.of("other")).isEqualTo(1);
  }

  /** Of three sequences of five steps. */
  @Test
  void aRecurrentWeightIsUsedAtEachStep() {
    Op layer =
        new Op.Recurrent(
            Op.RecurrentKind.RNN,
            false,
            false,
            false,
            Activation.TANH,
            Activation.TANH,
            Activation.TANH,
            Float.POSITIVE_INFINITY,
            new DenseTensor(Shape.of(2, 4), gaussians(1, 8)),
            new DenseTensor(Shape.of(2, 2), gaussians(2, 4)),
            new DenseTensor(Shape.of(2, 2), new float[4]));
    Model model =
        new Model(
            "m",
            List.of(new Model.Input("x", ElementType.FLOAT, Shape.of(5, 3, 4))),
            List.of(new Node("r", layer, List.of("x"))),
            List.of(new Model.Output("y", "r")),
            false,
            Map.of());
    WeightCosts costs = WeightCosts.operations(model);
    assertThat(costs.of("r.weight")).isEqualTo(15);
    assertThat(costs.of("r.recurrent")).isEqualTo(15);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.2, 0.5, 0.9, 0.99})
  void theShareIsOneOfTheCost(double share) {
    Model model = net();
    Map<String, Integer> zeros =
        MagnitudePruning.global(model, share, WeightCosts.operations(model)).zeros();
    double total = 64 * 72 + 768;
    double gone = 64 * zeros.get("conv") + zeros.get("dense");
    // A weight of the convolution is too much or too little for what is left.
    assertThat(gone).isCloseTo(share * total, within(65.0));
  }

  @Test
  void zerosGoWhereTheySaveMost() {
    Model model = net();
    Map<String, Integer> bytes = MagnitudePruning.global(model, 0.7).zeros();
    Map<String, Integer> work =
        MagnitudePruning.global(model, 0.7, WeightCosts.operations(model)).zeros();
    assertThat(work.get("conv")).isGreaterThan(bytes.get("conv"));
    assertThat(work.get("dense")).isLessThan(bytes.get("dense"));
  }

  @Test
  void equalCostsChangeNothing() {
    Map<String, float[]> layers = new LinkedHashMap<>();
    layers.put("a", gaussians(3, 500));
    layers.put("b", gaussians(4, 90));
    WeightCosts seven = WeightCosts.of(Map.of("a", 7.0, "b", 7.0));
    for (double share : new double[] {0, 0.13, 0.5, 0.77, 0.999}) {
      assertThat(new LampScores(layers, seven).zeros(share))
          .isEqualTo(new LampScores(layers).zeros(share));
    }
  }

  @Test
  void refusesCostsThatAreNone() {
    for (double cost : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> WeightCosts.of(Map.of("conv", cost)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("conv");
    }
  }
}

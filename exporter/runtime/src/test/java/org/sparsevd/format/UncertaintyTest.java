package org.sparsevd.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.runtime.SampledModel;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.Shape;
import org.sparsevd.tensor.Tensor;

/** Deviations of weights in a file: what is read is what was written, coarsely. */
class UncertaintyTest {
  private static final long SEED = 9;

  private final Random random = new Random(SEED);

  /** Each weight of a model with a deviation from a hundredth to a third of its magnitude. */
  static UncertainModel uncertain(Model model, Random random) {
    Map<String, Tensor> deviations = new HashMap<>();
    model
        .weights()
        .forEach(
            (name, weight) -> {
              float[] values = weight.toArray();
              for (int i = 0; i < values.length; i++) {
                double share = Math.pow(10, -2 + 1.5 * random.nextDouble());
                values[i] = random.nextInt(9) == 0 ? 0 : (float) Math.abs(share * values[i]);
              }
              deviations.put(name, new DenseTensor(weight.shape(), values));
            });
    return new UncertainModel(model, deviations);
  }

  @Test
  void everyDeviationIsWithinAFactorOfItsLevel() throws FormatException {
    UncertainModel written = uncertain(QuantizedModels.convolutional(random), random);
    byte[] file = SpvdFile.encodeCompact(written);
    assertThat(file[4]).isEqualTo((byte) 4);
    UncertainModel read = SpvdFile.decodeUncertain(file);
    assertThat(Description.of(read.model())).isEqualTo(Description.of(written.model()));
    assertThat(read.deviations()).containsOnlyKeys(written.deviations().keySet());
    read.deviations().forEach((name, found) -> close(name, found, written));
    assertThat(SpvdFile.encodeCompact(read)).isEqualTo(file);
    assertThat(Description.of(SpvdFile.decode(file))).isEqualTo(Description.of(written.model()));
  }

  /** Where each weight copied the weights before it, this would take minutes. */
  @Test
  void aLargeLayerIsReadAndDrawn() throws FormatException {
    float[] weight = new float[300_000];
    float[] deviation = new float[weight.length];
    for (int i = 0; i < weight.length; i++) {
      weight[i] = 1 + i % 3;
      deviation[i] = 0.25f;
    }
    Shape shape = Shape.of(10, weight.length / 10);
    Op layer = new Op.Dense(new DenseTensor(shape, weight), new float[10]);
    List<Node> nodes = List.of(new Node("fc", layer, List.of(Model.INPUT)));
    Model model = new Model("large", Shape.of(weight.length / 10), nodes, "fc", Map.of());
    UncertainModel written =
        new UncertainModel(model, Map.of("fc", new DenseTensor(shape, deviation)));
    UncertainModel read = SpvdFile.decodeUncertain(SpvdFile.encodeCompact(written));
    close("fc", read.deviations().get("fc"), written);
    assertThat(SampledModel.of(read, 1, 1).run(new float[weight.length / 10], 1)).hasSize(1);
  }

  private static void close(String name, Tensor found, UncertainModel written) {
    float[] weight = written.model().weights().get(name).toArray();
    float[] expected = written.deviations().get(name).toArray();
    float[] actual = found.toArray();
    double least = Double.MAX_VALUE;
    for (float value : actual) {
      least = value > 0 ? Math.min(least, value) : least;
    }
    for (int i = 0; i < weight.length; i++) {
      String what = name + " " + i + ", seed " + SEED;
      if (weight[i] == 0 || expected[i] == 0) {
        assertThat(actual[i]).as(what).isZero();
      } else if (actual[i] > least) {
        // A level is a factor of 2, the nearest one is half of that away at most.
        double factor = Math.abs(Math.log(actual[i] / expected[i]) / Math.log(2));
        assertThat(factor).as(what).isLessThanOrEqualTo(0.501);
      } else {
        assertThat((double) actual[i]).as(what).isGreaterThan(expected[i] * 0.7);
      }
    }
  }

  @Test
  void withoutDeviationsTheFileIsThatOfTheModel() {
    Model model = QuantizedModels.convolutional(random);
    byte[] file = SpvdFile.encodeCompact(model);
    assertThat(SpvdFile.encodeCompact(new UncertainModel(model, Map.of()))).isEqualTo(file);
    Map<String, Tensor> none = new HashMap<>();
    model.weights().forEach((name, w) -> none.put(name, zeros(w.shape())));
    assertThat(SpvdFile.encodeCompact(new UncertainModel(model, none))).isEqualTo(file);
  }

  private static Tensor zeros(Shape shape) {
    return new DenseTensor(shape, new float[shape.size()]);
  }

  @Test
  void storedWeightsAndNamesMayHaveThemToo() throws FormatException {
    Model model = QuantizedModels.partly(AllOperators.model(random), random);
    UncertainModel written = uncertain(model, random);
    UncertainModel read = SpvdFile.decodeUncertain(SpvdFile.encodeCompact(written));
    read.deviations().forEach((name, found) -> close(name, found, written));
    UncertainModel anonymous = Anonymous.of(written);
    assertThat(anonymous.deviations()).hasSameSizeAs(written.deviations());
    byte[] smaller = SpvdFile.encodeCompact(anonymous);
    assertThat(SpvdFile.decodeUncertain(smaller).deviations())
        .containsOnlyKeys(anonymous.deviations().keySet());
  }

  @Test
  void deviationsOfAnotherShapeAreRefused() {
    Model model = QuantizedModels.convolutional(random);
    String name = model.weights().keySet().iterator().next();
    assertThatThrownBy(() -> new UncertainModel(model, Map.of(name, zeros(Shape.of(3)))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("deviations of '" + name + "' have the shape [3]");
  }

  /** The flag means nothing in version 2, and nothing where no weight has a deviation. */
  @Test
  void theFlagNeedsItsVersionAndADeviation() {
    byte[] relu = {64, 4, 1, 8, 1};
    assertThatThrownBy(() -> SpvdFile.decode(ConformanceFiles.framed(relu)))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("unused flags must be zero, found 64");
    byte[] certain = {64, 4, 1, 8};
    assertThatThrownBy(() -> SpvdFile.decode(ConformanceFiles.framed(4, certain)))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("deviations are announced, and no weight has any");
  }
}

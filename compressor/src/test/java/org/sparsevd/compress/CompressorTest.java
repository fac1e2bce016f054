package org.sparsevd.compress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.Shape;
import org.sparsevd.tensor.SparseTensor;
import org.sparsevd.tensor.Step;

class CompressorTest {
  private static Op.Dense dense(Random random, int outputs, int inputs) {
    float[] weight = new float[outputs * inputs];
    for (int i = 0; i < weight.length; i++) {
      weight[i] = (float) random.nextGaussian();
    }
    return new Op.Dense(new DenseTensor(Shape.of(outputs, inputs), weight), new float[outputs]);
  }

  /** Keeps one weight in {@code stride}: the others get the log-variance of pure noise. */
  private static float[] logSigma2(int size, int stride) {
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = i % stride == 0 ? -20 : 20;
    }
    return values;
  }

  @Test
  void thresholdFollowsLogAlpha() {
    // W = e: log W^2 = 2, so log alpha = logSigma2 - 2.
    float weight = (float) Math.E;
    assertThat(Threshold.keeps(weight, 4.99f)).isTrue();
    assertThat(Threshold.keeps(weight, 5.01f)).isFalse();
    assertThat(Threshold.keeps(-weight, 4.99f)).isTrue();
    assertThat(Threshold.keeps(1, 3)).isFalse();
    assertThat(Threshold.keeps(0, -100)).isFalse();
    // A square below the range of float32.
    assertThat(Threshold.keeps(1e-30f, -140)).isTrue();
  }

  /**
   * A pass that leaves values alone keeps what is known of them; one that changes them does not.
   */
  @Test
  void stepsStayWhereValuesDo() {
    Map<Integer, Step> steps = Map.of(0, new Step(100));
    Node first = new Node("first", dense(new Random(1), 3, 2), List.of(Model.INPUT), steps);
    Node relu = new Node("relu", new Op.Relu(), List.of("first"));
    Node second = new Node("second", dense(new Random(2), 3, 3), List.of("relu"), steps);
    Op affine = new Op.Affine(new float[] {2, 2, 2}, new float[3]);
    Node scale = new Node("scale", affine, List.of("second"));
    Model model =
        new Model("net", Shape.of(2), List.of(first, relu, second, scale), "scale", Map.of());
    assertThat(new ChooseStorage().apply(model).nodes().get(0).steps()).isEqualTo(steps);
    Model folded = new FoldAffine().apply(model);
    assertThat(folded.nodes()).hasSize(3);
    assertThat(folded.nodes().get(0).steps()).isEqualTo(steps);
    assertThat(folded.nodes().get(2).steps()).isEmpty();
    Model thresholded = new Threshold(Map.of("first", new float[6])).apply(model);
    assertThat(thresholded.nodes().get(0).steps()).isEmpty();
  }

  @Test
  void countsAgainstTheTrainedNet() {
    Random random = new Random(3);
    Model model =
        new Model.Chain("lenet", Shape.of(1, 28, 28))
            .add("mean", new Op.Affine(new float[] {1 / 256f}, new float[] {-0.1f}))
            .add("flat", new Op.Flatten())
            .add("fc1", dense(random, 300, 784))
            .add("relu", new Op.Relu())
            .add("fc2", dense(random, 10, 300))
            .build();
    Map<String, float[]> logSigma2 =
        Map.of("fc1", logSigma2(300 * 784, 101), "fc2", logSigma2(3000, 7));
    Compressed compressed = Compressor.compress(new TrainedModel(model, logSigma2));
    CompressionReport report = compressed.report();

    assertThat(report.total()).isEqualTo(238_200);
    assertThat(report.nonZero()).isEqualTo(2329 + 429);
    assertThat(report.compression()).isEqualTo(238_200 / 2758.0);
    assertThat(report.bytesDense()).isEqualTo(4 * 238_200);
    LayerReport fc1 = report.layers().get(0);
    assertThat(fc1.name()).isEqualTo("fc1");
    assertThat(fc1.shape()).isEqualTo(Shape.of(300, 784));
    assertThat(fc1.sparsityPercent()).isEqualTo(100 * (1 - 2329 / 235_200.0));
    assertThat(fc1.format()).isNotEqualTo(WeightFormat.DENSE);
    assertThat(fc1.bytesStored()).isEqualTo(Math.min(fc1.bytesCsr(), fc1.bytesBitmask()));
    assertThat(report.bytesStored()).isBetween(4L * 2000, 4L * 2758 + 2758 * 9 / 8 + 200);

    assertThat(report.passes())
        .extracting(PassLine::pass)
        .containsExactly("threshold", "fold affine", "remove dead units", "choose storage");
    assertThat(report.passes().get(0).effect())
        .isEqualTo("set 235442 of 238200 weights to zero, those of log alpha >= 3");
    assertThat(report.passes().get(1).effect()).contains("mean");
    assertThat(report.passes().get(3).effect()).isEqualTo("stores 2 as csr");

    Model thresholded = new Threshold(logSigma2).apply(model);
    SameFunction.check("compressed", thresholded, compressed.model(), random);
    assertThat(((Op.Dense) compressed.model().nodes().get(1).op()).weight())
        .isInstanceOf(SparseTensor.class);
  }

  @Test
  void layersWithoutVarianceKeepTheirWeights() {
    Model model = new Model.Chain("m", Shape.of(4)).add("fc", dense(new Random(1), 2, 4)).build();
    CompressionReport report = Compressor.compress(model).report();
    assertThat(report.compression()).isEqualTo(1);
    assertThat(report.layers().get(0).format()).isEqualTo(WeightFormat.DENSE);
  }

  @Test
  void refusesVariancesThatDoNotBelong() {
    Model model = new Model.Chain("m", Shape.of(4)).add("fc", dense(new Random(1), 2, 4)).build();
    assertThatThrownBy(() -> new TrainedModel(model, Map.of("fc", new float[7])))
        .hasMessageContaining("logSigma2 of 'fc' has 7 values");
    assertThatThrownBy(() -> new TrainedModel(model, Map.of("other", new float[8])))
        .hasMessageContaining("'other'");
  }

  @Test
  void aNetWithoutWeightsHasNothingToCount() {
    float[] noise = new float[8];
    Arrays.fill(noise, 30);
    Model model = new Model.Chain("m", Shape.of(4)).add("fc", dense(new Random(1), 2, 4)).build();
    CompressionReport report =
        Compressor.compress(new TrainedModel(model, Map.of("fc", noise))).report();
    assertThat(report.nonZero()).isZero();
    assertThat(report.compression()).isInfinite();
  }
}

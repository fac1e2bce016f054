package org.sparsevd.compress;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.model.Window;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.Shape;

class FoldAffineTest {
  private static final Shape IMAGE = Shape.of(1, 2, 2);

  private static Op.Dense dense(int outputs, int inputs, float... weight) {
    return new Op.Dense(new DenseTensor(Shape.of(outputs, inputs), weight), new float[outputs]);
  }

  private static Op.Conv2d convolution(int padding, float weight) {
    return new Op.Conv2d(
        new DenseTensor(Shape.of(1, 1, 1, 1), new float[] {weight}),
        new float[] {1},
        Window.square(1, padding),
        1);
  }

  private static Op.Affine affine(float scale, float shift) {
    return new Op.Affine(new float[] {scale}, new float[] {shift});
  }

  private static Model fold(Model model) {
    Model folded = new FoldAffine().apply(model);
    SameFunction.check("folded", model, folded, new Random(1));
    return folded;
  }

  @Test
  void meanImageGoesThroughFlattenIntoWeightAndBias() {
    Op mean = new Op.Affine(new float[] {2, 2, 2, 2}, new float[] {1, 2, 3, 4});
    Model model =
        new Model.Chain("m", IMAGE)
            .add("mean", mean)
            .add("flat", new Op.Flatten())
            .add("fc", dense(1, 4, 1, 0, -1, 0.5f))
            .build();
    Model folded = fold(model);
    assertThat(folded.nodes()).hasSize(2);
    Op.Dense dense = (Op.Dense) folded.nodes().get(1).op();
    assertThat(dense.weight().toArray()).containsExactly(2, 0, -2, 1);
    assertThat(dense.bias()).containsExactly(1 - 3 + 2);
    assertThat(new FoldAffine().effect(model, folded))
        .isEqualTo("merged mean into neighbouring layers");
  }

  @Test
  void shiftStaysInFrontOfPaddingScaleDoesNot() {
    Model shifted =
        new Model.Chain("m", IMAGE).add("a", affine(2, 1)).add("c", convolution(1, 3)).build();
    assertThat(fold(shifted).nodes()).hasSize(2);
    Model scaled =
        new Model.Chain("m", IMAGE).add("a", affine(2, 0)).add("c", convolution(1, 3)).build();
    assertThat(fold(scaled).nodes()).hasSize(1);
    Model unpadded =
        new Model.Chain("m", IMAGE).add("a", affine(2, 1)).add("c", convolution(0, 3)).build();
    Op.Conv2d merged = (Op.Conv2d) fold(unpadded).nodes().get(0).op();
    assertThat(merged.weight().toArray()).containsExactly(6);
    assertThat(merged.bias()).containsExactly(4);
  }

  @Test
  void aMeanImageDoesNotFoldIntoAConvolution() {
    Op mean = new Op.Affine(new float[] {1, 1, 1, 1}, new float[] {1, 2, 3, 4});
    Model model = new Model.Chain("m", IMAGE).add("a", mean).add("c", convolution(0, 3)).build();
    assertThat(fold(model).nodes()).hasSize(2);
    Op even = new Op.Affine(new float[] {1, 1, 1, 1}, new float[] {2, 2, 2, 2});
    Model same = new Model.Chain("m", IMAGE).add("a", even).add("c", convolution(0, 3)).build();
    assertThat(fold(same).nodes()).hasSize(1);
  }

  @Test
  void batchNormBehindALayerIsTheModelsOutput() {
    Op norm =
        new Op.BatchNorm(new float[] {2}, new float[] {1}, new float[] {5}, new float[] {3}, 1);
    Model model = new Model.Chain("m", IMAGE).add("c", convolution(1, 4)).add("n", norm).build();
    Model folded = fold(model);
    assertThat(folded.output()).isEqualTo("c");
    Op.Conv2d merged = (Op.Conv2d) folded.nodes().get(0).op();
    // scale 2 / sqrt(3 + 1) = 1; bias 1 - 5 + 1
    assertThat(merged.weight().toArray()).containsExactly(4);
    assertThat(merged.bias()).containsExactly(-3);
  }

  @Test
  void whatSomethingElseReadsStays() {
    List<Node> nodes =
        List.of(
            new Node("c", convolution(0, 4), List.of("input")),
            new Node("a", affine(2, 1), List.of("c")),
            new Node("d", convolution(0, 3), List.of("a")),
            new Node("s", new Op.Add(), List.of("c", "a")),
            new Node("t", new Op.Add(), List.of("s", "d")));
    Model model = new Model("m", IMAGE, nodes, "t", Map.of());
    assertThat(fold(model).nodes()).hasSize(5);
    assertThat(new FoldAffine().effect(model, model)).isEqualTo("found nothing to merge");
  }

  @Test
  void theOutputCountsAsAReader() {
    List<Node> nodes =
        List.of(
            new Node("a", affine(2, 1), List.of("input")),
            new Node("d", convolution(0, 3), List.of("a")));
    assertThat(fold(new Model("m", IMAGE, nodes, "a", Map.of())).nodes()).hasSize(2);
  }
}

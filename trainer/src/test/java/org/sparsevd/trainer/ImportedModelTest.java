package org.sparsevd.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.sparsevd.model.FunctionOps;
import org.sparsevd.model.Interpreter;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.model.Window;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.Shape;
import org.sparsevd.tensor.Tensor;
import org.sparsevd.trainer.checkpoint.Checkpoint;
import org.sparsevd.trainer.data.Dataset;
import org.sparsevd.trainer.data.Images;
import org.sparsevd.trainer.data.Preprocessing;
import org.sparsevd.trainer.recipe.LayerSpec;
import org.sparsevd.trainer.recipe.Network;

class ImportedModelTest {
  private final Random random = new Random(1);

  private DenseTensor weight(int... dims) {
    Shape shape = Shape.of(dims);
    return new DenseTensor(shape, values(shape.size()));
  }

  private float[] values(int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  @Test
  void aChainBecomesANetworkWithItsWeights() {
    Op.Conv2d conv = new Op.Conv2d(weight(4, 1, 3, 3), values(4), Window.square(3, 1), 1);
    Op.Dense dense = new Op.Dense(weight(5, 36), values(5));
    Model model =
        new Model.Chain("their net", Shape.of(1, 6, 6))
            .add("/features/0/Conv", conv)
            .add("relu", new Op.Relu())
            .add("pool", new Op.MaxPool2d(Window.pooling(2)))
            .add("reshape", new Op.Reshape(Shape.of(36)))
            .add("fc", dense)
            .add("softmax", new Op.Softmax())
            .build();
    ImportedModel imported = ImportedModel.of(model);
    assertThat(imported.network())
        .isEqualTo(
            new Network(
                "their_net",
                Shape.of(1, 6, 6),
                List.of(
                    new LayerSpec.Conv2d("features_0_Conv", 4, 3, 1),
                    new LayerSpec.Relu(),
                    new LayerSpec.MaxPool2d(2),
                    new LayerSpec.Flatten(),
                    new LayerSpec.Dense("fc", 5))));
    assertThat(imported.layers().get(0).weight()).isEqualTo(conv.weight().toArray());
    assertThat(imported.layers().get(1).bias()).isEqualTo(dense.bias());
  }

  @Test
  void batchNormalisationIsFoldedAndAVectorIsAnImage() {
    Op.Dense dense = new Op.Dense(weight(3, 12), new float[3]);
    float[] ones = {1, 1, 1};
    float[] twos = {2, 2, 2};
    Model model =
        new Model.Chain("", Shape.of(12))
            .add("fc", dense)
            .add("norm", new Op.BatchNorm(twos, ones, new float[3], ones, 0))
            .build();
    ImportedModel imported = ImportedModel.of(model);
    assertThat(imported.network().input()).isEqualTo(Shape.of(3, 2, 2));
    assertThat(imported.network().layers()).hasSize(2).first().isEqualTo(new LayerSpec.Flatten());
    assertThat(imported.layers().get(0).bias()).containsExactly(1, 1, 1);
    assertThat(imported.layers().get(0).weight()[0]).isEqualTo(2 * dense.weight().toArray()[0]);
  }

  @Test
  void aResidualNetBecomesAGraphThatComputesTheSame() {
    Window strided = new Window(3, 3, 2, 2, 1, 1, 0, 0, 1, 1);
    Window half = new Window(1, 1, 2, 2, 1, 1, 0, 0, 0, 0);
    float[] ones = {1, 1, 1, 1};
    List<Node> nodes =
        List.of(
            new Node("scale", new Op.Affine(values(2), values(2)), inputs("input")),
            conv("a", weight(4, 2, 3, 3), Window.square(3, 1), 1, "scale"),
            new Node("relu", new Op.Relu(), inputs("a")),
            conv("b", weight(4, 4, 3, 3), strided, 1, "relu"),
            new Node("silu", FunctionOps.Function.SILU, inputs("b")),
            conv("deep", weight(4, 1, 3, 3), Window.square(3, 1), 4, "silu"),
            conv("past", weight(4, 4, 1, 1), half, 1, "relu"),
            new Node("sum", new Op.Add(), inputs("deep", "past")),
            new Node(
                "norm",
                new Op.BatchNorm(values(4), values(4), values(4), ones, 1e-3f),
                inputs("sum")),
            new Node("clip", new Op.Clip(0, 6), inputs("norm")),
            new Node("both", new Op.Concat(), inputs("clip", "sum")),
            new Node("mean", new Op.GlobalAvgPool2d(), inputs("both")),
            new Node("flat", new Op.Flatten(), inputs("mean")),
            new Node("fc", new Op.Dense(weight(3, 8), values(3)), inputs("flat")),
            new Node("softmax", new Op.Softmax(), inputs("fc")));
    Model model = new Model("residual", Shape.of(2, 6, 6), nodes, "fc", Map.of());
    ImportedModel imported = ImportedModel.of(model.withNodes(nodes, "softmax"));
    assertThat(imported.network().layers()).hasSize(13);
    assertThat(imported.network().isChain()).isFalse();
    byte[] pixels = new byte[2 * 72];
    random.nextBytes(pixels);
    Images images = new Images(Shape.of(2, 6, 6), pixels, new byte[] {0, 2});
    Dataset dataset = new Dataset("d", Shape.of(2, 6, 6), 3, images, images, "0".repeat(64));
    Preprocessing plain = new Preprocessing(Shape.of(2, 6, 6), new float[] {1, 1}, new float[2]);
    Checkpoint checkpoint =
        imported.checkpoint(
            SmallRun.recipe(imported.network()), plain, dataset, TrainerOptions.defaults(1));
    float[] x = values(72);
    float[] expected = new Interpreter(model).run(x);
    float[] found = new Interpreter(checkpoint.trainedModel().model()).run(x);
    for (int c = 0; c < expected.length; c++) {
      assertThat(found[c]).isCloseTo(expected[c], within(1e-3f));
    }
  }

  private Node conv(String name, Tensor weight, Window window, int groups, String input) {
    int filters = weight.shape().dim(0);
    return new Node(name, new Op.Conv2d(weight, values(filters), window, groups), inputs(input));
  }

  @Test
  void allThatIsLackingIsNamedAtOnce() {
    Window padded = new Window(3, 3, 1, 1, 1, 1, 3, 3, 3, 3);
    List<Node> nodes =
        List.of(
            new Node(
                "wide", new Op.Conv2d(weight(2, 2, 3, 3), values(2), padded, 1), inputs("input")),
            new Node("elu", new Op.Elu(1), inputs("wide")),
            new Node("product", new Op.Mul(), inputs("elu", "wide")),
            new Node("flat", new Op.Flatten(), inputs("product")));
    Model model = new Model("branches", Shape.of(2, 6, 6), nodes, "flat", Map.of());
    assertThatThrownBy(() -> ImportedModel.of(model))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("3 nodes")
        .hasMessageContaining("'wide' (Conv2d): padding of wide must be 0 to 2, found 3")
        .hasMessageContaining("'elu' (Elu)")
        .hasMessageContaining("'product' (Mul)");
    Model vector =
        new Model.Chain("odd", Shape.of(7))
            .add("fc", new Op.Dense(weight(2, 7), values(2)))
            .build();
    assertThatThrownBy(() -> ImportedModel.of(vector)).hasMessageContaining("[7]");
  }

  private static List<String> inputs(String... names) {
    return List.of(names);
  }
}

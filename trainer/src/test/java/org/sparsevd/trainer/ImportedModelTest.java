package org.sparsevd.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
  void allThatIsLackingIsNamedAtOnce() {
    Window strided = new Window(3, 3, 2, 2, 1, 1, 1, 1, 1, 1);
    List<Node> nodes =
        List.of(
            new Node(
                "wide", new Op.Conv2d(weight(2, 2, 3, 3), values(2), strided, 1), inputs("input")),
            new Node("tanh", new Op.Tanh(), inputs("wide")),
            new Node("sum", new Op.Add(), inputs("tanh", "wide")),
            new Node("flat", new Op.Flatten(), inputs("sum")));
    Model model = new Model("branches", Shape.of(2, 6, 6), nodes, "flat", Map.of());
    assertThatThrownBy(() -> ImportedModel.of(model))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("3 nodes")
        .hasMessageContaining("'wide' (Conv2d)")
        .hasMessageContaining("'tanh' (Tanh)")
        .hasMessageContaining("'sum' (Add)");
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

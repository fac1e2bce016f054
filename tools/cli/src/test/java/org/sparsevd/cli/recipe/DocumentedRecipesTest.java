package org.sparsevd.cli.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparsevd.model.Window;
import org.sparsevd.tensor.Shape;
import org.sparsevd.trainer.recipe.Augmentation;
import org.sparsevd.trainer.recipe.LayerSpec;
import org.sparsevd.trainer.recipe.Network;
import org.sparsevd.trainer.recipe.Noise;
import org.sparsevd.trainer.recipe.Phase;
import org.sparsevd.trainer.recipe.Presets;
import org.sparsevd.trainer.recipe.Recipe;
import org.sparsevd.trainer.recipe.Schedule;

/** What docs/NETWORKS.md shows is read, and is what it says. */
class DocumentedRecipesTest {
  @TempDir Path folder;

  private Path file(String content) throws IOException {
    return Files.writeString(folder.resolve("my.json"), content);
  }

  /** The JSON blocks of docs/NETWORKS.md. */
  private static List<String> examples() throws IOException {
    Path root = Path.of("").toAbsolutePath();
    while (!Files.exists(root.resolve("docs/NETWORKS.md"))) {
      root = root.getParent();
    }
    String page = Files.readString(root.resolve("docs/NETWORKS.md"));
    Matcher blocks = Pattern.compile("```json\\R(.*?)```", Pattern.DOTALL).matcher(page);
    List<String> examples = new ArrayList<>();
    while (blocks.find()) {
      examples.add(blocks.group(1));
    }
    return examples;
  }

  @Test
  void readsTheNetworkOfTheDocumentation() throws IOException {
    Recipe recipe = RecipeFile.network(file(examples().get(0)));
    Network expected =
        Network.builder("my-net", Shape.of(1, 28, 28))
            .conv2d(16, 3, 1)
            .batchNorm()
            .relu()
            .maxPool2d(2)
            .add(new org.sparsevd.trainer.recipe.LayerSpec.Conv2d("last-conv", 32, 3))
            .maxPool2d(2)
            .relu()
            .flatten()
            .dropout(0.3)
            .dense(64)
            .relu()
            .dense(10)
            .build();
    assertThat(recipe).isEqualTo(Presets.forNetwork(expected));
    assertThat(expected.outputShape()).isEqualTo(Shape.of(10));
  }

  @Test
  void readsTheGraphOfTheDocumentation() throws IOException {
    Network expected =
        Network.builder("my-residual-net", Shape.of(3, 32, 32))
            .conv2d(16, 3, 1)
            .batchNorm()
            .relu()
            .name("stem")
            .conv2d(32, new Window(3, 3, 2, 2, 1, 1, 0, 0, 1, 1), 1)
            .batchNorm()
            .relu()
            .conv2d(32, 3, 1)
            .batchNorm()
            .name("block")
            .add(
                new LayerSpec.Conv2d("past", 32, new Window(1, 1, 2, 2, 1, 1, 0, 0, 0, 0), 1),
                "stem")
            .add(new LayerSpec.Add(), "past", "block")
            .relu()
            .globalAveragePool()
            .flatten()
            .dense(10)
            .build();
    Recipe recipe = RecipeFile.network(file(examples().get(1)));
    assertThat(recipe.network()).isEqualTo(expected);
    assertThat(recipe.network().isChain()).isFalse();
  }

  @Test
  void readsTheRecipeOfTheDocumentation() throws IOException {
    Network network = Network.lenet5();
    Recipe recipe = RecipeFile.training(file(examples().get(2)), network);
    assertThat(recipe.name()).isEqualTo("warm-start-and-cut");
    assertThat(recipe.network()).isEqualTo(network);
    assertThat(recipe.batchSize()).isEqualTo(100);
    assertThat(recipe.initialLogSigma2()).isEqualTo(-10);
    assertThat(recipe.noise()).isEqualTo(Noise.ADDITIVE);
    assertThat(recipe.phases())
        .containsExactly(
            new Phase(
                Phase.Kind.DENSE,
                4,
                Schedule.through(0, 1e-3, 4, 0),
                0,
                Schedule.constant(0),
                Phase.NO_REMOVAL,
                Augmentation.shift(1),
                0.01),
            new Phase(
                Phase.Kind.SPARSE,
                32,
                Schedule.through(0, 1.5e-3, 32, 0),
                0.5,
                Schedule.through(0, 0, 6, 1, 13, 1, 24, 2),
                Schedule.through(25, 1000, 25, 3, 29, 0),
                1),
            new Phase(
                Phase.Kind.FINE_TUNE,
                5,
                Schedule.through(0, 5e-4, 5, 0),
                0,
                Schedule.constant(0),
                Schedule.constant(-1),
                1));
    assertThat(examples()).hasSize(3);
  }
}

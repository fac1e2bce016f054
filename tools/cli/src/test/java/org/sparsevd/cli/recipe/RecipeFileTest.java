package org.sparsevd.cli.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sparsevd.cli.json.JsonException;
import org.sparsevd.model.Window;
import org.sparsevd.tensor.Shape;
import org.sparsevd.trainer.recipe.Function;
import org.sparsevd.trainer.recipe.GammaPrior;
import org.sparsevd.trainer.recipe.LayerSpec;
import org.sparsevd.trainer.recipe.Network;
import org.sparsevd.trainer.recipe.Noise;
import org.sparsevd.trainer.recipe.Phase;
import org.sparsevd.trainer.recipe.Pruning;
import org.sparsevd.trainer.recipe.Recipe;
import org.sparsevd.trainer.recipe.Schedule;
import org.sparsevd.trainer.recipe.Surgery;
import org.sparsevd.trainer.recipe.WeightSharing;

class RecipeFileTest {
  @TempDir Path folder;

  private static final String NETWORK =
      """
      {
        "name": "n",
        "input": [1, 8, 8],
        "layers": [
          {"type": "conv2d", "filters": 4, "kernel": 3},
          "relu",
          "flatten",
          {"type": "dense", "outputs": 3}
        ]
      }
      """;

  private static final String RECIPE =
      """
      {
        "name": "r",
        "phases": [
          {"kind": "sparse", "epochs": 3,
           "learningRate": 0.01,
           "klWeight": [[0, 0], [1, 1]]}
        ]
      }
      """;

  private Path file(String content) throws IOException {
    return Files.writeString(folder.resolve("my.json"), content);
  }

  @Test
  void sharingIsAsUsualWhereNothingIsSaid() throws IOException {
    String sharing =
        "{\"name\": \"r\", \"phases\": [{\"kind\": \"dense\", \"epochs\": 1, \"learningRate\":"
            + " 1e-3, \"sharing\": {\"weight\": 0.25, \"others\": {\"shape\": 3, \"rate\": 2},"
            + " \"tied\": 4}}]}";
    WeightSharing usual = WeightSharing.USUAL;
    assertThat(RecipeFile.training(file(sharing), Network.lenet5()).phases().get(0).reduction())
        .isEqualTo(
            new WeightSharing(
                usual.components(),
                usual.zeroShare(),
                Schedule.constant(0.25),
                usual.meanRate(),
                usual.precisionRate(),
                usual.shareRate(),
                usual.zero(),
                new GammaPrior(3, 2),
                4));
  }

  @Test
  void readsEveryKindOfLayer() throws IOException {
    String all =
        """
        {
          "name": "all",
          "input": [2, 9, 8],
          "layers": [
            {"type": "conv2d", "filters": 4, "kernel": [3, 1], "stride": [2, 1],
             "padding": [1, 0, 0, 0], "dilation": [1, 2], "groups": 2},
            {"type": "leakyRelu", "slope": 0.25},
            {"type": "maxPool2d", "size": 3, "stride": 1, "padding": 1, "name": "a"},
            "batchNorm", "relu6", "hardSwish", "silu", "tanh",
            {"type": "clamp", "most": 2, "name": "b"},
            {"type": "concat", "inputs": ["b", "a", "conv1"]},
            {"type": "averagePool2d", "size": [2, 1], "countPadding": true},
            "globalAveragePool", "sigmoid", "flatten",
            {"type": "dropout", "rate": 0.1},
            {"type": "dense", "outputs": 3}
          ]
        }
        """;
    Network expected =
        Network.builder("all", Shape.of(2, 9, 8))
            .conv2d(4, new Window(3, 1, 2, 1, 1, 2, 1, 0, 0, 0), 2)
            .add(new LayerSpec.Pointwise(Function.LEAKY_RELU, 0.25f, 0))
            .add(new LayerSpec.MaxPool2d(new Window(3, 3, 1, 1, 1, 1, 1, 1, 1, 1)))
            .name("a")
            .batchNorm()
            .add(new LayerSpec.Pointwise(Function.CLAMP, 0, 6))
            .pointwise(Function.HARD_SWISH)
            .pointwise(Function.SILU)
            .pointwise(Function.TANH)
            .add(new LayerSpec.Pointwise(Function.CLAMP, 0, 2))
            .concat("a", "conv1")
            .add(new LayerSpec.AveragePool2d(new Window(2, 1, 2, 1, 1, 1, 0, 0, 0, 0), true))
            .globalAveragePool()
            .pointwise(Function.SIGMOID)
            .flatten()
            .dropout(0.1)
            .dense(3)
            .build();
    assertThat(RecipeFile.network(file(all)).network()).isEqualTo(expected);
    for (String[] wrong :
        new String[][] {
          {"\"a\", \"conv1\"", "\"c\"", "there is no value 'c' before it, expected one of a, b,"},
          {"[\"b\", \"a\", \"conv1\"]", "[\"a\"]", "takes two or more values, found 1"},
          {"\"b\", \"a\",", "\"a\",", "nobody reads 'b'"},
          {"\"groups\": 2", "\"groups\": 3", "must be a multiple of its groups, 3"},
          {"[1, 0, 0, 0]", "[1, 0, 0]", "expected 4 values of padding, found 3"},
          {"[1, 0, 0, 0]", "\"some\"", "or \"same\", found 'some'"},
          {"\"most\": 2", "\"most\": -1", "clamp: from 0.0 to -1.0 is no range"},
        }) {
      assertThat(all).contains(wrong[0]);
      Path file = file(all.replace(wrong[0], wrong[1]));
      assertThatThrownBy(() -> RecipeFile.network(file))
          .isInstanceOf(JsonException.class)
          .hasMessageContaining(wrong[2]);
    }
  }

  @Test
  void networkMayBringItsTraining() throws IOException {
    String training =
        RECIPE.replace(
            "\"name\": \"r\",",
            "\"batchSize\": 7, \"initialLogSigma2\": -8, \"noise\": \"multiplicative\",");
    Recipe recipe =
        RecipeFile.network(
            file(NETWORK.replace("\"name\"", "\"training\": " + training + ", \"name\"")));
    assertThat(recipe.name()).isEqualTo("n");
    assertThat(recipe.batchSize()).isEqualTo(7);
    assertThat(recipe.initialLogSigma2()).isEqualTo(-8);
    assertThat(recipe.noise()).isEqualTo(Noise.MULTIPLICATIVE);
    assertThat(recipe.phases())
        .containsExactly(
            new Phase(
                Phase.Kind.SPARSE,
                3,
                Schedule.constant(0.01),
                1,
                Schedule.through(0, 0, 1, 1),
                Phase.NO_REMOVAL,
                0));
  }

  @Test
  void readsPruningAndSurgery() throws IOException {
    String pruning =
        "{\"name\": \"r\", \"phases\": [{\"kind\": \"dense\", \"epochs\": 1, \"learningRate\": 1,"
            + " \"pruning\": 1.5},{\"kind\": \"dense\", \"epochs\": 1, \"learningRate\": 1,"
            + " \"pruning\": [1, 2, 3, 4]},{\"kind\": \"dense\", \"epochs\": 1, \"learningRate\":"
            + " 1, \"surgery\": {\"deviations\": -0.5, \"gamma\": 1e-4, \"power\": 2}}]}";
    Recipe recipe = RecipeFile.training(file(pruning), Network.lenet5());
    assertThat(recipe.phases())
        .extracting(Phase::reduction)
        .containsExactly(
            Pruning.of(1.5), Pruning.of(1.0, 2.0, 3.0, 4.0), new Surgery(List.of(-0.5), 1e-4, 2));
    for (String[] wrong :
        new String[][] {
          {"[1, 2, 3, 4]", "[1, 2]", "one for each of the 4 layers with weights; found 2"},
          {"\"pruning\": 1.5", "\"pruning\": -1", "expected pruning, a number from 0"},
          {"1.5}", "1.5, \"surgery\": 1}", "'pruning' or 'surgery', not both"},
          {"\"gamma\": 1e-4,", "", "expected a field 'gamma', found none"},
          {"\"power\"", "\"powers\"", "surgery has no 'powers'"},
          {"\"pruning\": 1.5", "\"sharing\": {\"part\": 3}", "sharing has no 'part'"},
          {"\"pruning\": 1.5", "\"sharing\": {\"components\": 1}", "components"},
          {
            "\"pruning\": 1.5",
            "\"sharing\": {\"zero\": {\"shape\": 1}}",
            "expected a field 'rate', found none"
          },
        }) {
      assertThat(pruning).contains(wrong[0]);
      Path file = file(pruning.replace(wrong[0], wrong[1]));
      assertThatThrownBy(() -> RecipeFile.training(file, Network.lenet5()))
          .hasMessageStartingWith(file.toString())
          .hasMessageContaining(wrong[2]);
    }
  }

  /** What is replaced in the file above, by what, and the message behind the file's name. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"relu\" | \"rely\" | :6: unknown layer 'rely', expected conv2d,",
        "\"relu\" | 7 | :6: expected a layer, an object { ... }, found 7",
        "\"relu\" | {\"type\": \"relu\", \"size\": 2} | :6: relu has no 'size', expected one of"
            + " type",
        "\"relu\" | {\"size\": 2} | :6: expected a field 'type', found none",
        "\"relu\" | {\"type\": \"maxPool2d\", \"size\": 7} | :6: max pooling takes images of at"
            + " least",
        "\"relu\" | {\"type\": \"dropout\", \"rate\": 1} | :6: dropout rate must be 0 to below 1",
        "\"relu\" | {\"type\": \"dropout\", \"rate\": 1e999} | :6: expected rate, a number from"
            + " 0.0",
        "\"layers\": [ | \"layers\": [\"batchNorm\", | :4: batch normalisation must stand behind",
        "\"flatten\", | | :8: layer fc1 takes a vector, found [4, 6, 6]",
        "\"filters\": 4 | \"filters\": 0 | :5: expected filters, an integer from 1 to",
        "\"filters\": 4 | \"filters\": 4.5 | :5: expected filters, an integer from 1 to",
        "\"filters\": 4 | \"filters\": \"4\" | :5: expected filters, an integer from 1 to",
        "\"filters\": 4 | \"filter\": 4 | :5: a layer has no 'filter', expected one of type, name,",
        "\"filters\": 4, | | :5: expected a field 'filters', found none",
        "\"kernel\": 3 | \"kernel\": 9 | :5: convolution conv1 takes images of at least 9x9",
        "\"kernel\": 3 | \"kernel\": 3, \"padding\": 3 | :5: padding of conv1 must be 0 to 2",
        "\"kernel\": 3 | \"kernel\": 3, \"name\": \"a b\" | :5: layer name must be 1 to 64 letters",
        "\"kernel\": 3 | \"kernel\": 3, \"name\": \"fc1\" | :8: there are two layers 'fc1'",
        "\"kernel\": 3 | \"kernel\": 3, \"name\": \"relu2\" | :5: layer name 'relu2' is taken",
        "\"outputs\": 3 | \"outputs\": 1048576 | :8: with layer 'fc1' the network has 150994980",
        "\"input\": [1, 8, 8] | \"input\": [8, 8] | :3: expected [channels, height, width], found"
            + " 2",
        "\"input\": [1, 8, 8] | \"input\": [4096, 1024, 1024] | :3: shape [4096, 1024, 1024]: more",
        "\"input\": [1, 8, 8] | \"input\": true | :3: expected the input [channels, height, width],"
            + " a",
        "\"name\": \"n\" | \"name\": null | :2: expected the network's name, a text, found null",
        "\"name\": \"n\" | \"name\": \"../n\" | :2: network name must be 1 to 64 letters",
        "\"name\": \"n\", | \"name\": \"n\", \"name\": \"m\", | :2: not JSON: Duplicate field"
            + " 'name'",
        "\"layers\" | \"layer\" | :4: a network has no 'layer', expected one of name, input,",
        "\"flatten\", | `\"flatten\"` | :8: not JSON: Unexpected character ('{'",
      })
  void errorsOfNetworksNameTheLine(String replaced, String by, String message) throws IOException {
    refusedNetwork(NETWORK.replace(replaced, by == null ? "" : by), message);
  }

  private void refusedNetwork(String content, String message) throws IOException {
    Path file = file(content);
    assertThatThrownBy(() -> RecipeFile.network(file))
        .isInstanceOf(JsonException.class)
        .message()
        .startsWith(file + message)
        .doesNotContain("\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"sparse\" | \"spars\" | :4: unknown phase 'spars', expected dense, sparse or fineTune",
        "\"sparse\" | \"dense\" | :6: only a sparse phase has a 'klWeight'",
        "0.01 | 11 | :5: expected learningRate, a number from 0.0 to 10.0, found 11.0",
        "0.01 | [] | :5: learningRate: schedule needs at least one knot",
        "0.01 | [[0, 1], [2]] | :5: expected a knot [epoch, value], found 1 values",
        "0.01 | [[2, 1], [1, 1]] | :5: learningRate: schedule knot 1 lies before",
        "\"name\": \"r\", | \"name\": \"r\", \"cost\": \"size\", | :2: cost: expected bytes,"
            + " operations or time, found size",
        "\"name\": \"r\", | \"name\": \"r\", \"seconds\": [1e-9], | :1: seconds of a weight are for"
            + " cost 'time'",
        "\"name\": \"r\", | \"name\": \"r\", \"blocks\": \"2x2\", | :2: blocks: expected 1x1, 1x4,"
            + " 4x1, 4x4, units, found '2x2'",
        "0.01 | \"fast\" | :5: expected learningRate as a number or knots",
        "0.01, | 0.01, \"weightDecay\": 1, | :5: a sparse phase has no 'weightDecay'",
        "0.01, | 0.01, \"shift\": 17, | :5: expected shift, an integer from 0 to 16, found 17.0",
        "0.01, | 0.01, \"flip\": 1, | :5: expected flip, true or false, found 1.0",
        "\"epochs\": 3 | \"epochs\": 100001 | :4: expected epochs, an integer from 1 to 100000",
        "\"name\": \"r\", | \"name\": \"r\", \"batchSize\": 0, | :2: expected batchSize, an"
            + " integer",
        "\"name\": \"r\", | \"name\": \"r/s\", | :2: a recipe's name is 1 to 64 letters",
        "\"name\": \"r\", | | :1: expected a field 'name', found none",
      })
  void errorsOfRecipesNameTheLine(String replaced, String by, String message) throws IOException {
    Path file = file(RECIPE.replace(replaced, by == null ? "" : by));
    assertThatThrownBy(() -> RecipeFile.training(file, Network.lenet5()))
        .isInstanceOf(JsonException.class)
        .message()
        .startsWith(file + message)
        .doesNotContain("\n");
  }

  @Test
  void fineTuningMayDecay() throws Exception {
    Path file =
        file(
            RECIPE
                .replace("sparse", "fineTune")
                .replace("\"klWeight\": [[0, 0], [1, 1]]", "\"weightDecay\": 0.05"));
    Phase phase = RecipeFile.training(file, Network.lenet5()).phases().get(0);
    assertThat(phase.kind()).isEqualTo(Phase.Kind.FINE_TUNE);
    assertThat(phase.weightDecay()).isEqualTo(0.05);
  }

  @Test
  void whatIsNoJsonIsRefused() throws IOException {
    refusedNetwork("", ": expected JSON, found an empty file");
    refusedNetwork("[]", ":1: expected a network, an object { ... }, found a list");
    refusedNetwork("{} {}", ":1: expected");
    refusedNetwork("{\n\"name\": \"n", ":2: not JSON: ");
    refusedNetwork("[".repeat(5000), ":1: not JSON: Document nesting depth");
    refusedNetwork(" ".repeat((1 << 20) + 1), ": expected at most 1048576 bytes");
    refusedNetwork(
        "{\"name\": \"n\", \"input\": [1,8,8], \"layers\": []}", ":1: network 'n' has no layer");
    refusedNetwork(
        NETWORK.replaceAll("(?s),\\s*\"relu\".*?3}", ""), ":4: network 'n' must end in one score");
  }
}

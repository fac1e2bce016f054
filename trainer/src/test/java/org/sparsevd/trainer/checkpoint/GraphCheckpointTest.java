package org.sparsevd.trainer.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.InvalidProtocolBufferException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.sparsevd.model.Window;
import org.sparsevd.tensor.Shape;
import org.sparsevd.trainer.block.Blocks;
import org.sparsevd.trainer.checkpoint.proto.LayerKind;
import org.sparsevd.trainer.checkpoint.proto.NetworkState;
import org.sparsevd.trainer.checkpoint.proto.TrainingState;
import org.sparsevd.trainer.data.DatasetIdentity;
import org.sparsevd.trainer.data.Derivation;
import org.sparsevd.trainer.data.Preprocessing;
import org.sparsevd.trainer.recipe.Cost;
import org.sparsevd.trainer.recipe.Function;
import org.sparsevd.trainer.recipe.LayerSpec;
import org.sparsevd.trainer.recipe.Network;
import org.sparsevd.trainer.recipe.Phase;
import org.sparsevd.trainer.recipe.Recipe;
import org.sparsevd.trainer.recipe.Schedule;

/** Networks that are no chains, as messages and back. */
class GraphCheckpointTest {
  private static final Shape INPUT = Shape.of(1, 4, 4);

  private static Network network() {
    return Network.builder("graph", INPUT)
        .conv2d(2, new Window(3, 2, 2, 1, 1, 2, 1, 0, 0, 2), 1)
        .batchNorm()
        .name("a")
        .conv2d(2, Window.square(3, 1), 2)
        .sum("a")
        .add(new LayerSpec.Pointwise(Function.CLAMP, -0.5f, 6))
        .batchNorm()
        .name("b")
        .add(new LayerSpec.AveragePool2d(new Window(1, 2, 1, 1, 1, 1, 0, 0, 0, 1), true), "a")
        .concat("b")
        .add(new LayerSpec.MaxPool2d(new Window(2, 2, 1, 1, 1, 1, 1, 1, 0, 0)))
        .pointwise(Function.SILU)
        .globalAveragePool()
        .flatten()
        .dense(2)
        .build();
  }

  private static Checkpoint checkpoint() {
    Network network = network();
    List<LayerState> layers = new ArrayList<>();
    List<Shape> shapes = network.shapes();
    for (int i = 0; i < shapes.size(); i++) {
      if (network.layers().get(i) instanceof LayerSpec.Weighted layer) {
        int[] shape = layer.weightShape(network.inputShapes(i, shapes)[0]);
        int size = Shape.of(shape).size();
        layers.add(
            LayerState.untrained(
                layer.name(), shape, new float[size], new float[size], new float[shape[0]]));
      }
    }
    layers.set(0, layers.get(0).withNorm(NormState.untrained(2)));
    layers.set(1, layers.get(1).withLater(NormState.untrained(2)));
    Schedule one = Schedule.constant(1);
    Phase phase = new Phase(Phase.Kind.SPARSE, 1, one, 1, one, Phase.NO_REMOVAL, 0);
    Recipe recipe =
        new Recipe("r", network, 16, -10, List.of(phase))
            .withCost(Cost.OPERATIONS)
            .withBlocks(Blocks.SQUARES);
    DatasetIdentity data =
        new DatasetIdentity("d", INPUT, 2, "00", new Derivation(0, false, OptionalLong.empty()));
    Preprocessing plain = new Preprocessing(INPUT, new float[] {1}, new float[1]);
    return Checkpoint.start(recipe, data, plain, 1, "host", layers);
  }

  @Test
  void graphsComeBack() {
    Checkpoint read = StateDecoder.decode(StateEncoder.encode(checkpoint()));
    assertThat(read.recipe()).isEqualTo(checkpoint().recipe());
    assertThat(StateEncoder.encode(read)).isEqualTo(StateEncoder.encode(checkpoint()));
    assertThat(read.trainedModel().model().nodes()).hasSize(14);
  }

  @Test
  void chainsSayNothingOfWhatTheyRead() {
    NetworkState lenet5 = NetworkEncoder.encode(Network.lenet5());
    assertThat(lenet5.getLayersList()).allMatch(layer -> layer.getInputsCount() == 0);
    assertThat(NetworkDecoder.decode(lenet5)).isEqualTo(Network.lenet5());
  }

  @Test
  void whatIsNoGraphIsRefused() {
    refused(layer -> layer.setInputs(0, 9), "layer 4 reads what does not stand before it");
    refused(layer -> layer.setInputs(0, -1), "layer 4 reads what does not stand before it");
    refused(LayerKind.Builder::clearInputs, "layer 4 reads 0 values, expected at least 2");
  }

  private static void refused(Consumer<LayerKind.Builder> change, String message) {
    TrainingState.Builder state = StateEncoder.encode(checkpoint()).toBuilder();
    change.accept(state.getRecipeBuilder().getNetworkBuilder().getLayersBuilder(3));
    assertThatThrownBy(() -> StateDecoder.decode(state.build()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void batchNormalisationThatNoLayerHoldsIsRefused() {
    TrainingState.Builder state = StateEncoder.encode(checkpoint()).toBuilder();
    state.getLayersBuilder(1).clearLater();
    assertThatThrownBy(() -> StateDecoder.decode(state.build()))
        .hasMessageContaining("expected batch normalisation 6, which no layer has");
    state.getLayersBuilder(1).addLater(state.getLayers(0).getNorm());
    state.getLayersBuilder(2).addLater(state.getLayers(0).getNorm());
    assertThatThrownBy(() -> StateDecoder.decode(state.build()))
        .hasMessageContaining("less batch normalisation than its layers");
  }

  /** A network or a refusal, never another failure. */
  @Test
  void everyFlippedBitOfANetworkEndsWell() {
    TrainingState state = StateEncoder.encode(checkpoint());
    byte[] network = state.getRecipe().getNetwork().toByteArray();
    int refused = 0;
    for (int bit = 0; bit < 8 * network.length; bit++) {
      byte[] flipped = network.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      try {
        TrainingState.Builder changed = state.toBuilder();
        changed.getRecipeBuilder().setNetwork(NetworkState.parseFrom(flipped));
        Checkpoint read = StateDecoder.decode(changed.build());
        assertThat(read.trainedModel().model().nodes()).isNotEmpty();
      } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
        assertThat(e.getMessage()).isNotBlank();
        refused++;
      }
    }
    assertThat(refused).isPositive();
  }
}

package org.sparsevd.trainer.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparsevd.trainer.checkpoint.proto.CheckpointFile;
import org.sparsevd.trainer.checkpoint.proto.LayerKind;
import org.sparsevd.trainer.checkpoint.proto.TrainingState;

/** Files whose checksum is right and whose content is not. */
class InconsistentCheckpointTest {
  @TempDir Path folder;

  private static TrainingState state() {
    return StateEncoder.encode(Checkpoints.of(Checkpoints.layers(new Random(2), true)));
  }

  private Path write(byte[] state) throws IOException {
    CRC32C crc = new CRC32C();
    crc.update(state);
    CheckpointFile wrapper =
        CheckpointFile.newBuilder()
            .setMagic(0x54504b4344565053L)
            .setVersion(1)
            .setCrc32C((int) crc.getValue())
            .setState(ByteString.copyFrom(state))
            .build();
    return Files.write(folder.resolve("model.ckpt"), wrapper.toByteArray());
  }

  private void assertRefused(Consumer<TrainingState.Builder> change, String messagePart)
      throws IOException {
    TrainingState.Builder builder = state().toBuilder();
    change.accept(builder);
    Path file = write(builder.build().toByteArray());
    assertThatThrownBy(() -> Checkpoint.read(file))
        .isInstanceOf(CheckpointException.class)
        .hasMessageStartingWith(file + ": inconsistent checkpoint: ")
        .hasMessageContaining(messagePart);
  }

  @Test
  void theUnchangedStateIsRead() throws IOException {
    assertThat(Checkpoint.read(write(state().toByteArray())).epoch()).isEqualTo(3);
  }

  @Test
  void refusesWhatDoesNotFitTogether() throws IOException {
    assertRefused(state -> state.setEpoch(9), "epoch must be 0 to 8, found 9");
    assertRefused(state -> state.setEpoch(-1), "found -1");
    assertRefused(state -> state.setStep(-1), "steps must not be negative");
    assertRefused(TrainingState.Builder::clearRecipe, "");
    assertRefused(TrainingState.Builder::clearLayers, "layer 'conv', found none");
    assertRefused(state -> state.getDataBuilder().setShape(1, 4), "[1, 4, 3]");
    assertRefused(state -> state.getDataBuilder().clearShape(), "");
    assertRefused(
        state -> state.getDataBuilder().getDerivationBuilder().setHeldOut(-1),
        "cannot be fewer than 0, found -1");
    assertRefused(state -> state.getPreprocessingBuilder().clearShift(), "found 1 and 0");
    assertRefused(state -> state.getLayersBuilder(1).setShape(0, 4), "8 values, found 6");
    assertRefused(state -> state.getLayersBuilder(1).setShape(0, -1), "at least 1");
    assertRefused(state -> state.getLayersBuilder(1).addBias(1), "bias must have 3 values");
    assertRefused(state -> state.getLayersBuilder(1).addRemoved(1), "removed weight");
    assertRefused(state -> state.getLayersBuilder(1).addMasked(1), "masked weight");
    assertRefused(
        state -> state.getMixtureBuilder().addParameters(1).addFirst(1).addSecond(1),
        "the mixture of the phase at hand has 0 parameters, found 1");
    assertRefused(
        state -> state.getMixtureBuilder().addParameters(1), "has as many moments, found 0");
    assertRefused(
        state -> state.getRecipeBuilder().getPhasesBuilder(3).getPruningBuilder().addQuality(1),
        "one for each of the 2 layers with weights; found 3");
    assertRefused(
        state -> state.getRecipeBuilder().getPhasesBuilder(3).getPruningBuilder().setQuality(0, -1),
        "the quality of pruning must be 0.0 to 100.0, found -1.0");
    assertRefused(
        state -> state.getRecipeBuilder().getPhasesBuilder(4).getSurgeryBuilder().setPower(-1),
        "power of surgery");
    assertRefused(
        state -> state.getRecipeBuilder().getPhasesBuilder(1).getSurgeryBuilder().setPower(1),
        "surgery");
    assertRefused(
        state -> state.getLayersBuilder(0).getWeightMomentsBuilder().addFirst(1), "9 and 8");
    assertRefused(
        state -> state.getRecipeBuilder().getNetworkBuilder().setLayers(2, LayerKind.newBuilder()),
        "layer of unknown kind");
    assertRefused(
        state -> state.getRecipeBuilder().getPhasesBuilder(0).setKindValue(9),
        "phase of unknown kind");
    assertRefused(
        state -> state.getRecipeBuilder().getPhasesBuilder(0).getRemovalBuilder().addEpochs(5),
        "a schedule of 3 epochs has 2 values");
  }

  @Test
  void namesOutOfTheFileStayOnOneLine() throws IOException {
    assertRefused(state -> state.getLayersBuilder(0).setName("a\n\u001b[31mb"), "'a??[31mb'");
  }

  /** Whatever a checksum covers: a checkpoint or a refusal, never another failure. */
  @Test
  void everyFlippedBitOfTheStateEndsWell() {
    byte[] state = state().toByteArray();
    int refused = 0;
    for (int bit = 0; bit < 8 * state.length; bit++) {
      byte[] flipped = state.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      try {
        Checkpoint read = StateDecoder.decode(TrainingState.parseFrom(flipped));
        assertThat(read.layers()).hasSize(2);
        // What is read as a checkpoint is a network, though none was built to see that.
        assertThat(read.trainedModel().model().nodes()).hasSizeGreaterThan(2);
      } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
        assertThat(e.getMessage()).isNotBlank();
        refused++;
      }
    }
    assertThat(refused).isPositive();
  }
}

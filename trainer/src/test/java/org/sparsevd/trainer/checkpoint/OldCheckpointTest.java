package org.sparsevd.trainer.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sparsevd.trainer.checkpoint.proto.DataState;
import org.sparsevd.trainer.checkpoint.proto.PhaseState;
import org.sparsevd.trainer.checkpoint.proto.TrainingState;
import org.sparsevd.trainer.data.DatasetIdentity;
import org.sparsevd.trainer.data.Derivation;
import org.sparsevd.trainer.recipe.Recipe;
import org.sparsevd.trainer.recipe.Schedule;
import org.sparsevd.trainer.recipe.WeightSharing;

/** Checkpoints from before what is made of data had fields of its own: names tell it. */
class OldCheckpointTest {
  private static DatasetIdentity read(String name) {
    TrainingState.Builder state =
        StateEncoder.encode(Checkpoints.of(Checkpoints.layers(new Random(2), true))).toBuilder();
    DataState.Builder data = state.getDataBuilder().setName(name).clearDerivation();
    assertThat(data.build().getUnknownFields().asMap()).isEmpty();
    DatasetIdentity read = StateDecoder.decode(state.build()).dataset();
    assertThat(read.shape()).isEqualTo(Checkpoints.INPUT);
    assertThat(read.classes()).isEqualTo(3);
    assertThat(read.sha256()).isEqualTo("00ff");
    return read;
  }

  @ParameterizedTest
  @CsvSource({
    "mnist, mnist, 0, false,",
    "mnist/validation-5000, mnist, 5000, false,",
    "mnist/zca, mnist, 0, true,",
    "cifar/validation-5000/zca, cifar, 5000, true,",
    "cifar/validation-7/zca/random-labels--3, cifar, 7, true, -3",
    "mnist/random-labels-0, mnist, 0, false, 0",
    "zca-data, zca-data, 0, false,",
    "zca, zca, 0, false,",
    "'', '', 0, false,"
  })
  void namesTellWhatWasMadeOfTheFiles(
      String name, String files, int heldOut, boolean whitened, Long seed) {
    OptionalLong labelSeed = seed == null ? OptionalLong.empty() : OptionalLong.of(seed);
    DatasetIdentity read = read(name);
    assertThat(read.name()).isEqualTo(files);
    assertThat(read.derivation()).isEqualTo(new Derivation(heldOut, whitened, labelSeed));
  }

  /** No program wrote these. */
  @ParameterizedTest
  @CsvSource({
    "mnist/zca/validation-5000",
    "mnist/validation-0",
    "mnist/validation-50000000000",
    "mnist/random-labels-9223372036854775808",
    "mnist/validation-5/validation-6",
    "mnist/zca/",
    "a/b"
  })
  void anyOtherNameIsANameAlone(String name) {
    DatasetIdentity read = read(name);
    assertThat(read.name()).isEqualTo(name);
    assertThat(read.derivation()).isEqualTo(Derivation.NONE);
  }

  /** A name with the old marks in it is a name in new files. */
  @ParameterizedTest
  @CsvSource({"mnist/zca", "mnist/validation-5"})
  void newFilesHaveFields(String name) {
    TrainingState.Builder state =
        StateEncoder.encode(Checkpoints.of(Checkpoints.layers(new Random(2), true))).toBuilder();
    state.getDataBuilder().setName(name);
    DatasetIdentity read = StateDecoder.decode(state.build()).dataset();
    assertThat(read.name()).isEqualTo(name);
    assertThat(read.derivation()).isEqualTo(new Derivation(5, true, OptionalLong.of(-7)));
  }

  /** The weight of a mixture was a number once; with a schedule it is written and read as one. */
  @Test
  void aMixturesWeightMayBeANumberOrASchedule() {
    WeightSharing usual = WeightSharing.USUAL;
    TrainingState.Builder state =
        StateEncoder.encode(Checkpoints.of(Checkpoints.layers(new Random(2), true))).toBuilder();
    PhaseState.Builder phase = state.getRecipeBuilder().getPhasesBuilder(4).clearSurgery();
    usual.as(new ReductionEncoder(phase));
    assertThat(reduction(state)).isEqualTo(usual);
    phase.getSharingBuilder().clearWeights().setWeight(0.25);
    assertThat(reduction(state).weight()).isEqualTo(Schedule.constant(0.25));
  }

  private static WeightSharing reduction(TrainingState.Builder state) {
    Recipe recipe = StateDecoder.decode(state.build()).recipe();
    return (WeightSharing) recipe.phases().get(4).reduction();
  }
}

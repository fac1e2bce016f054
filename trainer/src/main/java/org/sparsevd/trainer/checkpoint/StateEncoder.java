package org.sparsevd.trainer.checkpoint;

import org.sparsevd.model.Op;
import org.sparsevd.trainer.block.Blocks;
import org.sparsevd.trainer.checkpoint.proto.BlockKind;
import org.sparsevd.trainer.checkpoint.proto.CostKind;
import org.sparsevd.trainer.checkpoint.proto.DataState;
import org.sparsevd.trainer.checkpoint.proto.DerivationState;
import org.sparsevd.trainer.checkpoint.proto.EpochState;
import org.sparsevd.trainer.checkpoint.proto.LayerWeights;
import org.sparsevd.trainer.checkpoint.proto.MixtureMessage;
import org.sparsevd.trainer.checkpoint.proto.MomentState;
import org.sparsevd.trainer.checkpoint.proto.NoiseKind;
import org.sparsevd.trainer.checkpoint.proto.NormWeights;
import org.sparsevd.trainer.checkpoint.proto.PhaseKind;
import org.sparsevd.trainer.checkpoint.proto.PhaseState;
import org.sparsevd.trainer.checkpoint.proto.PreprocessingState;
import org.sparsevd.trainer.checkpoint.proto.RecipeState;
import org.sparsevd.trainer.checkpoint.proto.ScheduleState;
import org.sparsevd.trainer.checkpoint.proto.TargetState;
import org.sparsevd.trainer.checkpoint.proto.TrainingState;
import org.sparsevd.trainer.data.DatasetIdentity;
import org.sparsevd.trainer.data.Derivation;
import org.sparsevd.trainer.data.Preprocessing;
import org.sparsevd.trainer.recipe.Cost;
import org.sparsevd.trainer.recipe.Distillation;
import org.sparsevd.trainer.recipe.EpochResult;
import org.sparsevd.trainer.recipe.Noise;
import org.sparsevd.trainer.recipe.Phase;
import org.sparsevd.trainer.recipe.Recipe;
import org.sparsevd.trainer.recipe.Schedule;

/**
 * A checkpoint as the messages of {@code checkpoint.proto}; {@link StateDecoder} is the way back.
 */
final class StateEncoder {
  private StateEncoder() {}

  static TrainingState encode(Checkpoint checkpoint) {
    TrainingState.Builder state =
        TrainingState.newBuilder()
            .setRecipe(recipe(checkpoint.recipe()))
            .setData(data(checkpoint.dataset()))
            .setPreprocessing(preprocessing(checkpoint.preprocessing()))
            .setSeed(checkpoint.seed())
            .setBackend(checkpoint.backend())
            .setEpoch(checkpoint.epoch())
            .setStep(checkpoint.step())
            .setAdamSteps(checkpoint.adamSteps())
            .setLossSum(checkpoint.lossSum());
    checkpoint.layers().forEach(layer -> state.addLayers(weights(layer)));
    checkpoint.history().forEach(result -> state.addHistory(epoch(result)));
    if (checkpoint.mixture() != null) {
      mixture(checkpoint.mixture(), state.getMixtureBuilder());
    }
    if (checkpoint.targets() != null) {
      TargetState.Builder targets = state.getTargetsBuilder();
      for (int t = 0; t < checkpoint.targets().scale().length; t++) {
        targets.addScale(checkpoint.targets().scale()[t]);
        targets.addShift(checkpoint.targets().shift()[t]);
      }
    }
    return state.build();
  }

  private static void mixture(MixtureState mixture, MixtureMessage.Builder state) {
    for (int i = 0; i < mixture.parameters().length; i++) {
      state.addParameters(mixture.parameters()[i]);
      state.addFirst(mixture.first()[i]);
      state.addSecond(mixture.second()[i]);
    }
  }

  private static RecipeState recipe(Recipe recipe) {
    RecipeState.Builder state =
        RecipeState.newBuilder()
            .setName(recipe.name())
            .setNetwork(NetworkEncoder.encode(recipe.network()))
            .setBatchSize(recipe.batchSize())
            .setInitialLogSigma2(recipe.initialLogSigma2())
            .setNoise(noise(recipe.noise()))
            .setCost(cost(recipe.cost()))
            .setBlocks(blocks(recipe.blocks()))
            .addAllSeconds(recipe.seconds());
    recipe.phases().forEach(phase -> state.addPhases(phase(phase)));
    Distillation lesson = recipe.distillation();
    if (lesson != null) {
      state
          .getDistillationBuilder()
          .setWeight(lesson.weight())
          .setTemperature(lesson.temperature())
          .setTeacherSha256(lesson.teacherSha256());
    }
    return state.build();
  }

  private static CostKind cost(Cost cost) {
    return switch (cost) {
      case BYTES -> CostKind.COST_KIND_BYTES;
      case OPERATIONS -> CostKind.COST_KIND_OPERATIONS;
      case TIME -> CostKind.COST_KIND_TIME;
    };
  }

  private static BlockKind blocks(Blocks blocks) {
    return switch (blocks) {
      case NONE -> BlockKind.BLOCK_KIND_NONE;
      case INPUTS -> BlockKind.BLOCK_KIND_INPUTS;
      case UNITS -> BlockKind.BLOCK_KIND_UNITS;
      case SQUARES -> BlockKind.BLOCK_KIND_SQUARES;
      case WHOLE_UNITS -> BlockKind.BLOCK_KIND_WHOLE_UNITS;
    };
  }

  private static NoiseKind noise(Noise noise) {
    return switch (noise) {
      case ADDITIVE -> NoiseKind.NOISE_KIND_ADDITIVE;
      case MULTIPLICATIVE -> NoiseKind.NOISE_KIND_MULTIPLICATIVE;
    };
  }

  private static PhaseState phase(Phase phase) {
    PhaseState.Builder state = PhaseState.newBuilder();
    phase.reduction().as(new ReductionEncoder(state));
    return state
        .setKind(kind(phase.kind()))
        .setEpochs(phase.epochs())
        .setLearningRate(schedule(phase.learningRate()))
        .setLogSigma2Rate(phase.logSigma2Rate())
        .setKlWeight(schedule(phase.klWeight()))
        .setRemoval(schedule(phase.removal()))
        .setShift(phase.augmentation().shift())
        .setFlip(phase.augmentation().flip())
        .setWeightDecay(phase.weightDecay())
        .build();
  }

  private static PhaseKind kind(Phase.Kind kind) {
    return switch (kind) {
      case DENSE -> PhaseKind.PHASE_KIND_DENSE;
      case SPARSE -> PhaseKind.PHASE_KIND_SPARSE;
      case FINE_TUNE -> PhaseKind.PHASE_KIND_FINE_TUNE;
    };
  }

  static ScheduleState schedule(Schedule schedule) {
    ScheduleState.Builder state = ScheduleState.newBuilder();
    for (Schedule.Knot knot : schedule.knots()) {
      state.addEpochs(knot.epoch()).addValues(knot.value());
    }
    return state.build();
  }

  private static DataState data(DatasetIdentity dataset) {
    DataState.Builder state =
        DataState.newBuilder()
            .setName(dataset.name())
            .setClasses(dataset.classes())
            .setSha256(dataset.sha256())
            .setDerivation(derivation(dataset.derivation()));
    for (int dim : dataset.shape().toArray()) {
      state.addShape(dim);
    }
    return state.build();
  }

  private static DerivationState derivation(Derivation derivation) {
    DerivationState.Builder state =
        DerivationState.newBuilder()
            .setHeldOut(derivation.heldOut())
            .setWhitened(derivation.whitened());
    derivation.labelSeed().ifPresent(state::setLabelSeed);
    return state.build();
  }

  private static PreprocessingState preprocessing(Preprocessing preprocessing) {
    Op.Affine affine = preprocessing.toAffine();
    PreprocessingState.Builder state = PreprocessingState.newBuilder();
    add(affine.scale(), state::addScale);
    add(affine.shift(), state::addShift);
    return state.build();
  }

  private static LayerWeights weights(LayerState layer) {
    LayerWeights.Builder state = LayerWeights.newBuilder().setName(layer.name());
    for (int dim : layer.shape()) {
      state.addShape(dim);
    }
    add(layer.weight(), state::addWeight);
    add(layer.logSigma2(), state::addLogSigma2);
    add(layer.bias(), state::addBias);
    for (long word : layer.removed().toLongArray()) {
      state.addRemoved(word);
    }
    for (long word : layer.masked().toLongArray()) {
      state.addMasked(word);
    }
    if (layer.norm() != null) {
      state.setNorm(norm(layer.norm()));
    }
    layer.later().forEach(norm -> state.addLater(norm(norm)));
    return state
        .setWeightMoments(moments(layer.weightMoments()))
        .setLogSigma2Moments(moments(layer.logSigma2Moments()))
        .setBiasMoments(moments(layer.biasMoments()))
        .build();
  }

  private static NormWeights norm(NormState norm) {
    NormWeights.Builder state = NormWeights.newBuilder();
    add(norm.scale(), state::addScale);
    add(norm.shift(), state::addShift);
    add(norm.mean(), state::addMean);
    add(norm.variance(), state::addVariance);
    return state
        .setScaleMoments(moments(norm.scaleMoments()))
        .setShiftMoments(moments(norm.shiftMoments()))
        .build();
  }

  private static MomentState moments(AdamMoments moments) {
    MomentState.Builder state = MomentState.newBuilder();
    add(moments.first(), state::addFirst);
    add(moments.second(), state::addSecond);
    return state.build();
  }

  private static EpochState epoch(EpochResult result) {
    return EpochState.newBuilder()
        .setEpoch(result.epoch())
        .setEpochs(result.epochs())
        .setPhase(kind(result.phase()))
        .setTrainLoss(result.trainLoss())
        .setTestErrorPercent(result.testErrorPercent())
        .setNonZero(result.nonZero())
        .setCompression(result.compression())
        .setLearningRate(result.learningRate())
        .setKlWeight(result.klWeight())
        .build();
  }

  /** A repeated field, which is a list of primitives behind this. */
  private interface Field {
    Object add(float value);
  }

  private static void add(float[] values, Field field) {
    for (float value : values) {
      field.add(value);
    }
  }
}

package org.sparsevd.trainer.checkpoint;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;
import org.sparsevd.tensor.Shape;
import org.sparsevd.trainer.block.Blocks;
import org.sparsevd.trainer.checkpoint.proto.BlockKind;
import org.sparsevd.trainer.checkpoint.proto.CostKind;
import org.sparsevd.trainer.checkpoint.proto.DataState;
import org.sparsevd.trainer.checkpoint.proto.DerivationState;
import org.sparsevd.trainer.checkpoint.proto.DistillationState;
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
import org.sparsevd.trainer.checkpoint.proto.SharingState;
import org.sparsevd.trainer.checkpoint.proto.TargetState;
import org.sparsevd.trainer.checkpoint.proto.TrainingState;
import org.sparsevd.trainer.data.DatasetIdentity;
import org.sparsevd.trainer.data.Derivation;
import org.sparsevd.trainer.data.Preprocessing;
import org.sparsevd.trainer.data.TargetScale;
import org.sparsevd.trainer.recipe.Augmentation;
import org.sparsevd.trainer.recipe.Cost;
import org.sparsevd.trainer.recipe.Distillation;
import org.sparsevd.trainer.recipe.EpochResult;
import org.sparsevd.trainer.recipe.GammaPrior;
import org.sparsevd.trainer.recipe.Noise;
import org.sparsevd.trainer.recipe.Phase;
import org.sparsevd.trainer.recipe.Pruning;
import org.sparsevd.trainer.recipe.Recipe;
import org.sparsevd.trainer.recipe.Reduction;
import org.sparsevd.trainer.recipe.Schedule;
import org.sparsevd.trainer.recipe.Surgery;
import org.sparsevd.trainer.recipe.WeightSharing;

/**
 * Messages of {@code checkpoint.proto} as a checkpoint. What does not fit together is refused with
 * an {@link IllegalArgumentException}, here or by the records themselves.
 */
final class StateDecoder {
  private StateDecoder() {}

  static Checkpoint decode(TrainingState state) {
    DatasetIdentity dataset = data(state.getData());
    return new Checkpoint(
        recipe(state.getRecipe()),
        dataset,
        preprocessing(state.getPreprocessing(), dataset.shape()),
        state.getSeed(),
        state.getBackend(),
        state.getEpoch(),
        state.getStep(),
        state.getAdamSteps(),
        state.getLossSum(),
        state.getLayersList().stream().map(StateDecoder::weights).toList(),
        state.getHistoryList().stream().map(StateDecoder::epoch).toList(),
        state.hasMixture() ? mixture(state.getMixture()) : null,
        state.hasTargets() ? targets(state.getTargets()) : null);
  }

  private static TargetScale targets(TargetState state) {
    return new TargetScale(
        floats(state.getScaleCount(), state::getScale),
        floats(state.getShiftCount(), state::getShift));
  }

  private static Recipe recipe(RecipeState state) {
    List<Phase> phases = state.getPhasesList().stream().map(StateDecoder::phase).toList();
    return new Recipe(
        state.getName(),
        NetworkDecoder.decode(state.getNetwork()),
        state.getBatchSize(),
        state.getInitialLogSigma2(),
        phases,
        noise(state.getNoise()),
        state.hasDistillation() ? distillation(state.getDistillation()) : null,
        cost(state.getCost()),
        blocks(state.getBlocks()),
        state.getSecondsList());
  }

  private static Blocks blocks(BlockKind kind) {
    return switch (kind) {
      case BLOCK_KIND_NONE -> Blocks.NONE;
      case BLOCK_KIND_INPUTS -> Blocks.INPUTS;
      case BLOCK_KIND_UNITS -> Blocks.UNITS;
      case BLOCK_KIND_SQUARES -> Blocks.SQUARES;
      case BLOCK_KIND_WHOLE_UNITS -> Blocks.WHOLE_UNITS;
      case UNRECOGNIZED -> throw new IllegalArgumentException("blocks of unknown kind");
    };
  }

  private static Cost cost(CostKind kind) {
    return switch (kind) {
      case COST_KIND_BYTES -> Cost.BYTES;
      case COST_KIND_OPERATIONS -> Cost.OPERATIONS;
      case COST_KIND_TIME -> Cost.TIME;
      case UNRECOGNIZED -> throw new IllegalArgumentException("cost of unknown kind");
    };
  }

  private static Noise noise(NoiseKind kind) {
    return switch (kind) {
      case NOISE_KIND_ADDITIVE -> Noise.ADDITIVE;
      case NOISE_KIND_MULTIPLICATIVE -> Noise.MULTIPLICATIVE;
      case UNRECOGNIZED -> throw new IllegalArgumentException("noise of unknown kind");
    };
  }

  private static Distillation distillation(DistillationState state) {
    return new Distillation(state.getWeight(), state.getTemperature(), state.getTeacherSha256());
  }

  private static Phase phase(PhaseState state) {
    return new Phase(
        kind(state.getKind()),
        state.getEpochs(),
        schedule(state.getLearningRate()),
        state.getLogSigma2Rate(),
        schedule(state.getKlWeight()),
        schedule(state.getRemoval()),
        new Augmentation(state.getShift(), state.getFlip()),
        state.getWeightDecay(),
        reduction(state));
  }

  private static Reduction reduction(PhaseState state) {
    return switch (state.getReductionCase()) {
      case PRUNING -> new Pruning(state.getPruning().getQualityList());
      case SURGERY ->
          new Surgery(
              state.getSurgery().getDeviationsList(),
              state.getSurgery().getGamma(),
              state.getSurgery().getPower());
      case SHARING -> sharing(state.getSharing());
      case REDUCTION_NOT_SET -> Reduction.NONE;
    };
  }

  private static WeightSharing sharing(SharingState state) {
    return new WeightSharing(
        state.getComponents(),
        state.getZeroShare(),
        state.hasWeights() ? schedule(state.getWeights()) : Schedule.constant(state.getWeight()),
        state.getMeanRate(),
        state.getPrecisionRate(),
        state.getShareRate(),
        new GammaPrior(state.getZero().getShape(), state.getZero().getRate()),
        new GammaPrior(state.getOthers().getShape(), state.getOthers().getRate()),
        state.getTied());
  }

  private static MixtureState mixture(MixtureMessage state) {
    return new MixtureState(
        doubles(state.getParametersList()),
        doubles(state.getFirstList()),
        doubles(state.getSecondList()));
  }

  private static double[] doubles(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static Phase.Kind kind(PhaseKind kind) {
    return switch (kind) {
      case PHASE_KIND_DENSE -> Phase.Kind.DENSE;
      case PHASE_KIND_SPARSE -> Phase.Kind.SPARSE;
      case PHASE_KIND_FINE_TUNE -> Phase.Kind.FINE_TUNE;
      case PHASE_KIND_UNSPECIFIED, UNRECOGNIZED ->
          throw new IllegalArgumentException("a phase of unknown kind");
    };
  }

  private static Schedule schedule(ScheduleState state) {
    if (state.getEpochsCount() != state.getValuesCount()) {
      throw new IllegalArgumentException(
          "a schedule of "
              + state.getEpochsCount()
              + " epochs has "
              + state.getValuesCount()
              + " values");
    }
    List<Schedule.Knot> knots = new ArrayList<>();
    for (int i = 0; i < state.getEpochsCount(); i++) {
      knots.add(new Schedule.Knot(state.getEpochs(i), state.getValues(i)));
    }
    return new Schedule(knots);
  }

  private static DatasetIdentity data(DataState state) {
    Shape shape = shape(state.getShapeList());
    return state.hasDerivation()
        ? new DatasetIdentity(
            state.getName(),
            shape,
            state.getClasses(),
            state.getSha256(),
            derivation(state.getDerivation()))
        : DatasetName.read(state.getName(), shape, state.getClasses(), state.getSha256());
  }

  private static Derivation derivation(DerivationState state) {
    OptionalLong labelSeed =
        state.hasLabelSeed() ? OptionalLong.of(state.getLabelSeed()) : OptionalLong.empty();
    return new Derivation(state.getHeldOut(), state.getWhitened(), labelSeed);
  }

  private static Preprocessing preprocessing(PreprocessingState state, Shape shape) {
    return new Preprocessing(
        shape,
        floats(state.getScaleCount(), state::getScale),
        floats(state.getShiftCount(), state::getShift));
  }

  private static LayerState weights(LayerWeights state) {
    return new LayerState(
        state.getName(),
        state.getShapeList().stream().mapToInt(Integer::intValue).toArray(),
        floats(state.getWeightCount(), state::getWeight),
        floats(state.getLogSigma2Count(), state::getLogSigma2),
        floats(state.getBiasCount(), state::getBias),
        moments(state.getWeightMoments()),
        moments(state.getLogSigma2Moments()),
        moments(state.getBiasMoments()),
        bits(state.getRemovedCount(), state::getRemoved),
        bits(state.getMaskedCount(), state::getMasked),
        state.hasNorm() ? norm(state.getNorm()) : null,
        state.getLaterList().stream().map(StateDecoder::norm).toList());
  }

  private static BitSet bits(int count, IntToLongFunction field) {
    return BitSet.valueOf(IntStream.range(0, count).mapToLong(field).toArray());
  }

  private static NormState norm(NormWeights state) {
    return new NormState(
        floats(state.getScaleCount(), state::getScale),
        floats(state.getShiftCount(), state::getShift),
        floats(state.getMeanCount(), state::getMean),
        floats(state.getVarianceCount(), state::getVariance),
        moments(state.getScaleMoments()),
        moments(state.getShiftMoments()));
  }

  private static AdamMoments moments(MomentState state) {
    return new AdamMoments(
        floats(state.getFirstCount(), state::getFirst),
        floats(state.getSecondCount(), state::getSecond));
  }

  private static EpochResult epoch(EpochState state) {
    return new EpochResult(
        state.getEpoch(),
        state.getEpochs(),
        kind(state.getPhase()),
        state.getTrainLoss(),
        state.getTestErrorPercent(),
        state.getNonZero(),
        state.getCompression(),
        state.getLearningRate(),
        state.getKlWeight());
  }

  private static Shape shape(List<Integer> dims) {
    return Shape.of(dims.stream().mapToInt(Integer::intValue).toArray());
  }

  /** A value of a repeated field, which is a list of primitives behind this. */
  private interface Field {
    float get(int index);
  }

  private static float[] floats(int count, Field field) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = field.get(i);
    }
    return values;
  }
}

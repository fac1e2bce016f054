package org.sparsevd.trainer;

import java.util.function.BooleanSupplier;
import org.sparsevd.trainer.checkpoint.Checkpoint;
import org.sparsevd.trainer.checkpoint.MixtureState;
import org.sparsevd.trainer.data.Augmenter;
import org.sparsevd.trainer.data.Dataset;
import org.sparsevd.trainer.data.Preprocessing;
import org.sparsevd.trainer.data.Shuffle;
import org.sparsevd.trainer.data.TargetScale;
import org.sparsevd.trainer.data.Targets;
import org.sparsevd.trainer.mixture.SoftSharing;
import org.sparsevd.trainer.net.BatchNorm;
import org.sparsevd.trainer.net.Net;
import org.sparsevd.trainer.net.SoftmaxCrossEntropy;
import org.sparsevd.trainer.net.SparseVdLayer;
import org.sparsevd.trainer.net.TargetLoss;
import org.sparsevd.trainer.nn.Backend;
import org.sparsevd.trainer.nn.Buffer;
import org.sparsevd.trainer.nn.Mode;
import org.sparsevd.trainer.optim.AdamStep;
import org.sparsevd.trainer.recipe.Augmentation;
import org.sparsevd.trainer.recipe.Distillation;
import org.sparsevd.trainer.recipe.Phase;
import org.sparsevd.trainer.recipe.Recipe;
import org.sparsevd.trainer.recipe.WeightSharing;

/**
 * The steps of an epoch: batch, forward, loss, backward, update. The loss that is told is that of
 * the labels, with a teacher too.
 */
final class EpochRun {
  private final Recipe recipe;
  private final Dataset dataset;
  private final Preprocessing preprocessing;
  private final long seed;
  private final Backend backend;
  private final Net net;
  private final Teacher.Lessons lessons;
  private final SoftmaxCrossEntropy loss;

  /** Where there are other targets than classes; else null. */
  private final TargetLoss targetLoss;

  private final int steps;
  private final float[] batch;
  private final Buffer input;
  private final Buffer gradient;
  private final int[] labels;
  private final float[] costs;

  /**
   * How far an epoch got.
   *
   * @param step with which it goes on; 0 when it is complete
   * @param adamSteps that Adam has taken since the phase began
   * @param lossSum over the images so far, in nats
   * @param sharing of a phase that shares weights; null elsewhere
   */
  record End(boolean complete, int step, long adamSteps, double lossSum, SoftSharing sharing) {}

  EpochRun(
      Recipe recipe,
      Dataset dataset,
      Preprocessing preprocessing,
      long seed,
      Backend backend,
      Net net,
      Teacher.Lessons lessons) {
    this.lessons = lessons;
    this.recipe = recipe;
    this.dataset = dataset;
    this.preprocessing = preprocessing;
    this.seed = seed;
    this.backend = backend;
    this.net = net;
    this.loss = new SoftmaxCrossEntropy(net.outputs(), net.columns());
    Targets targets = dataset.train().targets();
    this.targetLoss =
        targets == null ? null : new TargetLoss(targets, TargetScale.of(targets), net.columns());
    this.steps = (dataset.train().count() + recipe.batchSize() - 1) / recipe.batchSize();
    this.batch = new float[dataset.shape().size() * net.columns()];
    this.input = backend.buffer(net.inputSize());
    this.gradient = backend.buffer(net.outputs() * net.columns());
    this.labels = new int[recipe.batchSize()];
    this.costs = recipe.costs();
  }

  /** Trains from where the state is to the end of its epoch, or until asked to stop. */
  End train(Checkpoint state, BooleanSupplier stop, TrainingListener listener)
      throws DivergedException {
    int epoch = state.epoch();
    Phase phase = recipe.phaseOf(epoch);
    int start = recipe.phaseStart(epoch);
    long adamSteps = state.adamSteps();
    if (epoch == start && state.step() == 0) {
      beginPhase(phase);
      adamSteps = 0;
    }
    SoftSharing sharing = sharing(phase, adamSteps == 0 ? null : state.mixture());
    if (sharing != null && state.step() == 0) {
      sharing.begin(net, adamSteps);
    }
    int[] order = Shuffle.permutation(seed, epoch, dataset.train().count());
    Augmentation augmentation = phase.augmentation();
    Augmenter augmenter =
        augmentation.equals(Augmentation.NONE)
            ? null
            : new Augmenter(augmentation.shift(), augmentation.flip(), seed, epoch);
    double lossSum = state.lossSum();
    for (int step = state.step(); step < steps; step++) {
      double time = epoch - start + (double) step / steps;
      lossSum += step(phase, time, order, augmenter, epoch, step, ++adamSteps, sharing);
      if (!Double.isFinite(lossSum)) {
        throw diverged(epoch, step);
      }
      listener.step(
          new StepProgress(
              epoch + 1, recipe.epochs(), step + 1, steps, lossSum / images(step + 1)));
      if (step + 1 < steps && stop.getAsBoolean()) {
        return new End(false, step + 1, adamSteps, lossSum, sharing);
      }
    }
    return new End(true, 0, adamSteps, lossSum, sharing);
  }

  /** The mixture with which the phase goes on, or begins. */
  private SoftSharing sharing(Phase phase, MixtureState before) {
    if (!(phase.reduction() instanceof WeightSharing how)) {
      return null;
    }
    return before == null
        ? SoftSharing.start(how, phase.epochs(), steps, net)
        : new SoftSharing(how, phase.epochs(), steps, before);
  }

  private int images(int stepsDone) {
    return (int) Math.min(dataset.train().count(), (long) stepsDone * recipe.batchSize());
  }

  private void beginPhase(Phase phase) {
    for (SparseVdLayer layer : net.weighted()) {
      switch (phase.kind()) {
        case DENSE -> layer.restart(Initialisation.NO_NOISE);
        case SPARSE -> layer.restart(recipe.initialLogSigma2());
        case FINE_TUNE -> {
          layer.remove(phase.removal().at(0));
          layer.forgetMoments();
        }
      }
    }
    net.allNorms().forEach(BatchNorm::forgetMoments);
  }

  /** One step; returns the sum of the batch's losses. */
  private double step(
      Phase phase,
      double time,
      int[] order,
      Augmenter augmenter,
      int epoch,
      int step,
      long adamSteps,
      SoftSharing sharing) {
    int from = step * recipe.batchSize();
    int count = Math.min(recipe.batchSize(), order.length - from);
    dataset
        .train()
        .gather(order, from, count, net.columns(), augmenter, preprocessing, batch, backend::share);
    backend.upload(net.select(batch), input);
    long stepOfRun = (long) epoch * steps + step;
    Surgeon surgeon = Surgeon.of(phase.reduction(), net, seed);
    if (surgeon != null) {
      surgeon.operate(stepOfRun, adamSteps - 1);
    }
    boolean dropout = phase.kind() == Phase.Kind.DENSE && surgeon == null;
    Mode mode = new Mode(kind(phase, surgeon), dropout, count, seed, stepOfRun);
    Buffer scores = net.forward(input, mode);
    double batchLoss = loss(scores, order, from, count, augmenter);
    net.backward(gradient);
    if (sharing != null) {
      double rate = phase.learningRate().at(time);
      sharing.step(net, backend, dataset.train().count(), rate, adamSteps);
    }
    AdamStep adam = AdamStep.of(phase.learningRate().at(time), adamSteps);
    float klScale = (float) (phase.klWeight().at(time) / dataset.train().count());
    if (phase.weightDecay() > 0) {
      net.decay((float) (1 - phase.learningRate().at(time) * phase.weightDecay()));
    }
    net.update(adam, adam.scaled(phase.logSigma2Rate()), klScale, costs);
    return batchLoss;
  }

  /** The sum of the batch's losses; leaves the gradient of their mean. */
  private double loss(Buffer scores, int[] order, int from, int count, Augmenter augmenter) {
    if (targetLoss != null) {
      double sum = targetLoss.loss(backend, scores, order, from, count);
      backend.upload(targetLoss.gradient(), gradient);
      return sum;
    }
    for (int i = 0; i < count; i++) {
      labels[i] = dataset.train().label(order[from + i]);
    }
    double sum = loss.loss(backend, scores, labels, count);
    if (lessons != null) {
      Distillation how = recipe.distillation();
      float[] taught = lessons.scores(dataset.train(), order, from, count, augmenter);
      loss.learn(taught, how.weight(), how.temperature(), count);
    }
    backend.upload(loss.gradient(), gradient);
    return sum;
  }

  private static Mode.Kind kind(Phase phase, Surgeon surgeon) {
    if (phase.kind() == Phase.Kind.SPARSE) {
      return Mode.Kind.NOISY;
    }
    return surgeon == null ? Mode.Kind.MEAN : Mode.Kind.MASKED;
  }

  private DivergedException diverged(int epoch, int step) {
    String where = "the scores";
    for (SparseVdLayer layer : net.weighted()) {
      if (!layer.isFinite()) {
        where = "layer " + layer.name();
        break;
      }
    }
    return new DivergedException(
        "training diverged in epoch "
            + (epoch + 1)
            + ", step "
            + (step + 1)
            + ": the loss is not a number, first seen in "
            + where);
  }
}

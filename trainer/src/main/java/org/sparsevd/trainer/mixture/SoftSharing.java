package org.sparsevd.trainer.mixture;

import java.util.Arrays;
import org.sparsevd.tensor.Step;
import org.sparsevd.trainer.checkpoint.MixtureState;
import org.sparsevd.trainer.net.Net;
import org.sparsevd.trainer.net.SparseVdLayer;
import org.sparsevd.trainer.nn.Backend;
import org.sparsevd.trainer.optim.AdamStep;
import org.sparsevd.trainer.recipe.WeightSharing;

/** The mixture of a run that shares weights softly, as it is learned beside the net. */
public final class SoftSharing {
  /** Of the largest weight: the grid on which shared values lie, so that files code integers. */
  private static final double GRID = 1.0 / 128;

  private final WeightSharing how;
  private final int stepsPerEpoch;
  private final long firstTied;
  private final GaussianMixture mixture;
  private final double[] first;
  private final double[] second;

  /**
   * Goes on from a state, which is not changed.
   *
   * @param epochs of the phase
   */
  public SoftSharing(WeightSharing how, int epochs, int stepsPerEpoch, MixtureState state) {
    this.how = how;
    this.stepsPerEpoch = stepsPerEpoch;
    this.firstTied =
        how.tied() == 0 ? Long.MAX_VALUE : (long) Math.max(0, epochs - how.tied()) * stepsPerEpoch;
    this.mixture =
        new GaussianMixture(how.components(), how.zeroShare(), state.parameters().clone());
    this.first = state.first().clone();
    this.second = state.second().clone();
  }

  /** Begins with means that span the weights of a net. */
  public static SoftSharing start(WeightSharing how, int epochs, int stepsPerEpoch, Net net) {
    double reach = reach(net);
    GaussianMixture mixture = GaussianMixture.start(how.components(), how.zeroShare(), reach);
    double[] none = new double[mixture.parameters().length];
    MixtureState state = new MixtureState(mixture.parameters(), none, none);
    return new SoftSharing(how, epochs, stepsPerEpoch, state);
  }

  /** The largest magnitude of a live weight; 1 where there is none. */
  private static double reach(Net net) {
    float largest = 0;
    for (SparseVdLayer layer : net.weighted()) {
      for (float weight : layer.download(layer.posterior().mean())) {
        largest = Math.max(largest, Math.abs(weight));
      }
    }
    return largest > 0 ? largest : 1;
  }

  /** A copy of what a checkpoint keeps. */
  public MixtureState state() {
    return new MixtureState(mixture.parameters().clone(), first.clone(), second.clone());
  }

  /**
   * Comes before the first step of an epoch. When the first of the tied ones begins, every weight
   * takes the mean of its component.
   *
   * @param steps since the phase began
   */
  public void begin(Net net, long steps) {
    if (steps == firstTied) {
      double[] heights = mixture.logHeights();
      assign(net, weight -> (float) mixture.mean(mixture.nearest(heights, weight)));
      net.weighted().forEach(SparseVdLayer::forgetMeanMoments);
      Arrays.fill(first, 0);
      Arrays.fill(second, 0);
    }
  }

  /**
   * Comes between the backward pass and the step of the net. Adds the mixture's part to the
   * gradients, and takes one step of Adam on the mixture. Where weights are tied, the means that
   * they share learn from their gradients instead, and they follow.
   *
   * @param images of the training set
   * @param learningRate of the weights
   * @param steps since the phase began, with this one
   */
  public void step(Net net, Backend backend, int images, double learningRate, long steps) {
    if (steps > firstTied) {
      tied(net, AdamStep.of(learningRate, steps - firstTied));
      return;
    }
    double weight = how.weight().at((steps - 1.0) / stepsPerEpoch);
    float scale = (float) (weight / images);
    MixturePass pass = new MixturePass(mixture);
    MixtureStatistics all = new MixtureStatistics(how.components());
    for (SparseVdLayer layer : net.weighted()) {
      float[] weights = layer.download(layer.posterior().mean());
      float[] live = layer.download(layer.posterior().live());
      float[] gradient = layer.download(layer.meanGradient());
      all.add(pass.add(weights, live, scale, gradient, backend::share));
      layer.upload(gradient, layer.meanGradient());
    }
    double[] gradient = mixture.gradient(all, how.zero(), how.others());
    for (int i = 0; i < gradient.length; i++) {
      adam(i, weight * gradient[i], AdamStep.of(rate(i), steps));
    }
  }

  /**
   * A step of the means of components 1 to J alone; their weights have no gradient of their own.
   */
  private void tied(Net net, AdamStep step) {
    double[] sums = new double[how.components()];
    for (SparseVdLayer layer : net.weighted()) {
      float[] weights = layer.download(layer.posterior().mean());
      float[] live = layer.download(layer.posterior().live());
      float[] gradient = layer.download(layer.meanGradient());
      for (int i = 0; i < weights.length; i++) {
        if (live[i] != 0) {
          sums[mixture.closest(weights[i])] += gradient[i];
        }
      }
      layer.upload(new float[gradient.length], layer.meanGradient());
    }
    GaussianMixture before = mixture.copy();
    for (int j = 1; j < how.components(); j++) {
      adam(j - 1, sums[j], step);
    }
    assign(net, weight -> (float) mixture.mean(before.closest(weight)));
  }

  private void adam(int i, double gradient, AdamStep step) {
    first[i] = step.beta1() * first[i] + (1 - step.beta1()) * gradient;
    second[i] = step.beta2() * second[i] + (1 - step.beta2()) * gradient * gradient;
    mixture.parameters()[i] -= step.rate() * first[i] / (Math.sqrt(second[i]) + step.epsilon());
  }

  private double rate(int parameter) {
    int means = how.components() - 1;
    if (parameter < means) {
      return how.meanRate();
    }
    return parameter < means + how.components() ? how.precisionRate() : how.shareRate();
  }

  /** Gives every weight its shared value on a grid, and removes those that share zero. */
  public void quantise(Net net) {
    float grid = Step.nearest(reach(net) * GRID).size();
    double[] heights = mixture.logHeights();
    boolean tied = how.tied() > 0;
    assign(
        net,
        weight -> {
          int component = tied ? mixture.closest(weight) : mixture.nearest(heights, weight);
          return Math.round(mixture.mean(component) / grid) * grid;
        });
  }

  /** Gives new values to the weights that are live, and removes those that get zero. */
  private static void assign(Net net, FloatFunction values) {
    for (SparseVdLayer layer : net.weighted()) {
      float[] weights = layer.download(layer.posterior().mean());
      float[] live = layer.download(layer.posterior().live());
      for (int i = 0; i < weights.length; i++) {
        weights[i] = live[i] == 0 ? 0 : values.of(weights[i]);
        live[i] = weights[i] == 0 ? 0 : live[i];
      }
      layer.upload(weights, layer.posterior().mean());
      layer.upload(live, layer.posterior().live());
      layer.refresh();
    }
  }

  private interface FloatFunction {
    float of(float value);
  }
}

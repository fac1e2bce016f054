package org.sparsevd.trainer.mixture;

import org.sparsevd.tensor.Step;
import org.sparsevd.trainer.checkpoint.MixtureState;
import org.sparsevd.trainer.nn.Backend;
import org.sparsevd.trainer.nn.Net;
import org.sparsevd.trainer.nn.SparseVdLayer;
import org.sparsevd.trainer.optim.AdamStep;
import org.sparsevd.trainer.recipe.WeightSharing;

/** The mixture of a run that shares weights softly, as it is learned beside the net. */
public final class SoftSharing {
  /** Of the largest weight: the grid on which shared values lie, so that files code integers. */
  private static final double GRID = 1.0 / 128;

  private final WeightSharing how;
  private final GaussianMixture mixture;
  private final double[] first;
  private final double[] second;

  /** Goes on from a state, which is not changed. */
  public SoftSharing(WeightSharing how, MixtureState state) {
    this.how = how;
    this.mixture =
        new GaussianMixture(how.components(), how.zeroShare(), state.parameters().clone());
    this.first = state.first().clone();
    this.second = state.second().clone();
  }

  /** Begins with means that span the weights of a net. */
  public static SoftSharing start(WeightSharing how, Net net) {
    double reach = reach(net);
    GaussianMixture mixture = GaussianMixture.start(how.components(), how.zeroShare(), reach);
    double[] none = new double[mixture.parameters().length];
    return new SoftSharing(how, new MixtureState(mixture.parameters(), none, none));
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
   * Adds the mixture's part to the gradients of the last backward pass, and takes one step of Adam
   * on the mixture.
   *
   * @param images of the training set
   * @param adamSteps with this one, since the phase began
   * @param epoch since the phase began, with its part
   */
  public void step(Net net, Backend backend, int images, long adamSteps, double epoch) {
    double weight = how.weight().at(epoch);
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
    adam(mixture.gradient(all, how.zero(), how.others()), weight, adamSteps);
  }

  private void adam(double[] gradient, double weight, long adamSteps) {
    AdamStep unit = AdamStep.of(1, adamSteps);
    double[] parameters = mixture.parameters();
    for (int i = 0; i < parameters.length; i++) {
      double g = gradient[i] * weight;
      first[i] = unit.beta1() * first[i] + (1 - unit.beta1()) * g;
      second[i] = unit.beta2() * second[i] + (1 - unit.beta2()) * g * g;
      parameters[i] -= unit.rate() * rate(i) * first[i] / (Math.sqrt(second[i]) + unit.epsilon());
    }
  }

  private double rate(int parameter) {
    int means = how.components() - 1;
    if (parameter < means) {
      return how.meanRate();
    }
    return parameter < means + how.components() ? how.precisionRate() : how.shareRate();
  }

  /** Gives every weight its shared value, and removes those that share zero. */
  public void quantise(Net net) {
    float grid = Step.nearest(reach(net) * GRID).size();
    double[] heights = mixture.logHeights();
    for (SparseVdLayer layer : net.weighted()) {
      float[] weights = layer.download(layer.posterior().mean());
      float[] live = layer.download(layer.posterior().live());
      for (int i = 0; i < weights.length; i++) {
        int component = mixture.nearest(heights, weights[i]);
        weights[i] = Math.round(mixture.mean(component) / grid) * grid;
        live[i] = weights[i] == 0 ? 0 : live[i];
        weights[i] *= live[i];
      }
      layer.upload(weights, layer.posterior().mean());
      layer.upload(live, layer.posterior().live());
      layer.refresh();
    }
  }
}

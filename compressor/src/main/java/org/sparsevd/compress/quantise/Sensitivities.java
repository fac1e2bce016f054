package org.sparsevd.compress.quantise;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.sparsevd.compress.Calibration;
import org.sparsevd.compress.moments.LayerInputs;
import org.sparsevd.compress.moments.WalkedInputs;
import org.sparsevd.compress.solve.LayerSolver;
import org.sparsevd.compress.weight.WeightTensor;
import org.sparsevd.compress.weight.WeightTensors;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.tensor.Step;

/**
 * What rounding a tensor does to a model's answers, measured one tensor at a time: with all others
 * as they are, how far the loss rises. It rises with the square of the step.
 */
final class Sensitivities {
  /** Coarse enough to be told from chance. */
  private static final int BITS = 4;

  private final Calibration calibration;
  private final Consumer<String> progress;

  Sensitivities(Calibration calibration, Consumer<String> progress) {
    this.calibration = calibration;
    this.progress = progress;
  }

  /**
   * Steps with which the last byte of every tensor gains the same: {@code step^2} in proportion to
   * the number of weights over the loss for each squared step. Their logarithms are 0 on average
   * where tensors are measured with steps of {@value #BITS} bits.
   *
   * @return sizes of steps by the names of {@link WeightTensors}
   */
  Map<String, Double> steps(Model model) {
    Map<String, Step> tried = new RoundWeights(BITS, true).steps(model);
    Map<String, WeightTensor> weights = WeightTensors.of(model);
    WalkedInputs walk = new WalkedInputs(calibration);
    double none = calibration.score(model).loss();
    Map<String, Double> wanted = new LinkedHashMap<>();
    double sum = 0;
    double all = 0;
    for (Map.Entry<String, Step> entry : tried.entrySet()) {
      WeightTensor weight = weights.get(entry.getKey());
      progress.accept("how much " + entry.getKey() + " matters");
      Model one = rounded(model, entry.getKey(), weight, entry.getValue(), walk);
      double loss = Math.max(1e-12, calibration.score(one).loss() - none);
      double size = weight.tensor().shape().size();
      double ratio = Math.sqrt(size / loss);
      wanted.put(entry.getKey(), ratio * entry.getValue().size());
      sum += size * Math.log(ratio);
      all += size;
    }
    double unit = Math.exp(sum / Math.max(1, all));
    wanted.replaceAll((name, step) -> step / unit);
    return wanted;
  }

  private Model rounded(
      Model model, String name, WeightTensor weight, Step step, WalkedInputs walk) {
    Optional<LayerInputs> inputs =
        weight.layer().isPresent() ? walk.at(model, weight) : Optional.empty();
    if (inputs.isEmpty()) {
      return RoundWeights.apply(model, Map.of(name, step), (n, w) -> n.equals(name));
    }
    Op.Weighted layer = weight.layer().orElseThrow();
    LayerSolver solver = new LayerSolver(layer, inputs.get(), inputs.get());
    Op.Weighted solved = FittedRounding.fitted(layer, solver, step, 0);
    Node fitted = weight.node().with(weight.with(solved), Map.of(weight.number(), step));
    return model.mapNodes(node -> node.name().equals(fitted.name()) ? fitted : node);
  }
}

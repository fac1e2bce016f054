package org.sparsevd.compress.quantise;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.sparsevd.compress.Compressor;
import org.sparsevd.compress.Threshold;
import org.sparsevd.compress.TrainedModel;
import org.sparsevd.model.DenseTensor;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.model.Shape;

/**
 * The posterior's standard deviation of each weight of a compressed model: how precisely the weight
 * has to be kept.
 *
 * <p>Where {@code log alpha} is near the bound at which training stops to move sigma (-8), sigma is
 * not what the data say. There it is replaced by what the weights of the same row and column
 * suggest: sigma is about {@code row x column}, as the Fisher information of a layer is about a
 * product of its inputs' and outputs' (Martens and Grosse 2015).
 */
public final class Deviations {
  /** Below this log alpha a weight's own sigma does not count. */
  private static final double RELIABLE = -7.5;

  /** Marks deviations that do not count; passes scale it along with the others. */
  private static final double MARK = 0x1p-40;

  private final Map<String, double[]> byNode;

  private Deviations(Map<String, double[]> byNode) {
    this.byNode = byNode;
  }

  /** No knowledge: all weights of a layer alike. */
  public static Deviations none() {
    return new Deviations(Map.of());
  }

  /**
   * The deviations of what {@link Compressor#compress(TrainedModel)} made of a net. Standard
   * deviations go through the passes as weights do: folding scales both alike, and removing units
   * takes the same ones, for sigma stands where weights stay. A layer that comes out otherwise is
   * left without.
   */
  public static Deviations of(TrainedModel trained, Model compressed) {
    List<Node> nodes = new ArrayList<>();
    for (Node node : trained.model().nodes()) {
      float[] logSigma2 = trained.logSigma2().get(node.name());
      nodes.add(
          logSigma2 != null && node.op() instanceof Op.Weighted layer
              ? node.with(layer.with(deviations(layer, logSigma2), layer.bias()))
              : node);
    }
    Model model = trained.model().withNodes(nodes, trained.model().output());
    Model carried = Compressor.compress(model).model();
    Map<String, double[]> byNode = new HashMap<>();
    for (Node node : compressed.nodes()) {
      if (trained.logSigma2().containsKey(node.name()) && node.op() instanceof Op.Weighted layer) {
        carried.nodes().stream()
            .filter(other -> other.name().equals(node.name()))
            .map(other -> (Op.Weighted) other.op())
            .filter(other -> fits(layer, other))
            .forEach(other -> byNode.put(node.name(), filled(layer, other)));
      }
    }
    return new Deviations(byNode);
  }

  private static DenseTensor deviations(Op.Weighted layer, float[] logSigma2) {
    float[] values = layer.weight().toArray();
    for (int i = 0; i < values.length; i++) {
      boolean stays = Threshold.keeps(values[i], logSigma2[i]);
      double logAlpha = logSigma2[i] - 2 * Math.log(Math.abs(values[i]));
      double sigma = Math.exp(logSigma2[i] / 2) * (logAlpha < RELIABLE ? MARK : 1);
      values[i] = stays ? (float) sigma : 0;
    }
    return new DenseTensor(layer.weight().shape(), values);
  }

  private static boolean fits(Op.Weighted layer, Op.Weighted other) {
    Shape shape = layer.weight().shape();
    if (!shape.equals(other.weight().shape())) {
      return false;
    }
    float[] weights = layer.weight().toArray();
    float[] sigmas = other.weight().toArray();
    for (int i = 0; i < weights.length; i++) {
      if (weights[i] != 0 && sigmas[i] == 0) {
        return false;
      }
    }
    return true;
  }

  private static double[] filled(Op.Weighted layer, Op.Weighted other) {
    float[] sigmas = other.weight().toArray();
    double largest = 0;
    for (float sigma : sigmas) {
      largest = Math.max(largest, Math.abs(sigma));
    }
    int columns = layer.weight().columns();
    LineProduct product = new LineProduct(layer.weight().rows(), columns);
    double[] logs = new double[sigmas.length];
    for (int i = 0; i < sigmas.length; i++) {
      boolean reliable = Math.abs(sigmas[i]) > largest * Math.sqrt(MARK);
      logs[i] = reliable ? Math.log(Math.abs(sigmas[i])) : Double.NaN;
    }
    product.fit(logs);
    double[] filled = new double[logs.length];
    for (int i = 0; i < logs.length; i++) {
      filled[i] = Math.exp(Double.isNaN(logs[i]) ? product.at(i) : logs[i]);
    }
    return filled;
  }

  /** The deviations of the same model with its units in another order. */
  Deviations moved(Model model, UnitOrder order) {
    Map<String, double[]> moved = new HashMap<>();
    for (Node node : model.nodes()) {
      double[] known = byNode.get(node.name());
      if (known != null) {
        int[] sources = order.sources(node);
        double[] values = new double[known.length];
        Arrays.setAll(values, i -> known[sources[i]]);
        moved.put(node.name(), values);
      }
    }
    return new Deviations(moved);
  }

  /**
   * Standard deviations of a layer's weights, row-major. At positions without weight they mean
   * nothing. Where nothing is known, all are a quarter of the weights' root mean square.
   */
  double[] of(Node node) {
    double[] known = byNode.get(node.name());
    if (known != null) {
      return known.clone();
    }
    float[] weights = ((Op.Weighted) node.op()).weight().toArray();
    double sum = 0;
    int count = 0;
    for (float weight : weights) {
      sum += (double) weight * weight;
      count += weight == 0 ? 0 : 1;
    }
    double[] alike = new double[weights.length];
    Arrays.fill(alike, count == 0 ? 1 : Math.sqrt(sum / count) / 4);
    return alike;
  }
}

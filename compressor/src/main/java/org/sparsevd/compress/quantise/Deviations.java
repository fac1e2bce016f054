package org.sparsevd.compress.quantise;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.sparsevd.compress.Compressed;
import org.sparsevd.compress.Quantised;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.Tensor;

/**
 * How precisely each weight of a compressed model has to be kept: the posterior's standard
 * deviation of the weight.
 *
 * <p>Where nothing is known of a weight's own, its deviation is what the weights of the same row
 * and column suggest: sigma is about {@code row x column}, as the Fisher information of a layer is
 * about a product of its inputs' and outputs' (Martens and Grosse 2015).
 */
public final class Deviations {
  private final Map<String, double[]> byNode;

  private Deviations(Map<String, double[]> byNode) {
    this.byNode = byNode;
  }

  /** No knowledge: all weights of a layer alike. */
  public static Deviations none() {
    return new Deviations(Map.of());
  }

  /** The deviations that the passes carried beside a compressed model. */
  public static Deviations of(Compressed compressed) {
    Map<String, double[]> byNode = new HashMap<>();
    for (Node node : compressed.model().nodes()) {
      Tensor known = compressed.deviations().get(node.name());
      if (known != null && node.op() instanceof Op.Weighted layer && known.nonZeros() > 0) {
        byNode.put(node.name(), filled(layer.weight(), known.toArray()));
      }
    }
    return new Deviations(byNode);
  }

  private static double[] filled(Tensor weight, float[] known) {
    float[] weights = weight.toArray();
    double[] logs = new double[known.length];
    for (int i = 0; i < logs.length; i++) {
      boolean counts = weights[i] != 0 && known[i] != 0;
      logs[i] = counts ? Math.log(Math.abs(known[i])) : Double.NaN;
    }
    LineProduct product = new LineProduct(weight.rows(), weight.columns());
    product.fit(logs);
    double[] filled = new double[logs.length];
    for (int i = 0; i < logs.length; i++) {
      filled[i] = Math.exp(Double.isNaN(logs[i]) ? product.at(i) : logs[i]);
    }
    return filled;
  }

  /**
   * What the passes carried beside a model, moved with its units to where quantisation put them; 0
   * where nothing is known, as before.
   *
   * @param before the model that was quantised
   */
  public static Map<String, Tensor> beside(Quantised quantised, Compressed before) {
    if (quantised.steps().isEmpty()) {
      return before.deviations();
    }
    UnitOrder order = UnitOrder.byBias(before.model());
    Map<String, Tensor> moved = new HashMap<>();
    for (Node node : before.model().nodes()) {
      Tensor known = before.deviations().get(node.name());
      if (known != null) {
        float[] values = known.toArray();
        float[] there = new float[values.length];
        int[] sources = order.sources(node);
        for (int i = 0; i < there.length; i++) {
          there[i] = values[sources[i]];
        }
        moved.put(node.name(), new DenseTensor(known.shape(), there));
      }
    }
    return moved;
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

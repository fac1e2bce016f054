package org.sparsevd.compress.quantise;

import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.sparsevd.compress.Calibration;
import org.sparsevd.compress.Walk;
import org.sparsevd.compress.weight.WeightTensor;
import org.sparsevd.compress.weight.WeightTensors;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;

/**
 * How much the rows of tables matter, such as those of words: by how often calibration calls look
 * them up. An error in a row counts as often as the row does. So rare rows may be coarse, and they
 * are most of a table.
 *
 * <p>Only tables that nothing but inputs of the model look up are told of: what a call does not
 * choose itself, such as positions, depends on its length.
 */
final class TableUse {
  /** Of a row's weight: what it has without being looked up. Other calls have other words. */
  private static final double UNSEEN = 0.25;

  private TableUse() {}

  /**
   * Weights of rows, 1 on average, by the names of {@link WeightTensors}; of tables alone of which
   * they are known.
   */
  static Map<String, double[]> of(Model model, Calibration calibration) {
    Map<String, double[]> uses = new LinkedHashMap<>();
    Walk walk = null;
    for (Map.Entry<String, WeightTensor> entry : WeightTensors.of(model).entrySet()) {
      Node node = entry.getValue().node();
      Set<String> indices = node.op() instanceof Op.Constant ? indices(model, node) : Set.of();
      if (!indices.isEmpty()) {
        walk = walk == null ? calibration.walk() : walk;
        double[] counts = new double[entry.getValue().tensor().shape().dim(0)];
        for (String input : indices) {
          count(walk, model, input, counts);
        }
        uses.put(entry.getKey(), weights(counts));
      }
    }
    return uses;
  }

  /** The inputs by which rows of a table are looked up; none where anything else reads it. */
  private static Set<String> indices(Model model, Node table) {
    Set<String> inputs = new HashSet<>();
    model.inputs().forEach(input -> inputs.add(input.name()));
    Set<String> indices = new HashSet<>();
    boolean output = model.outputs().stream().anyMatch(each -> each.value().equals(table.name()));
    for (Node node : model.nodes()) {
      if (node.inputs().contains(table.name())) {
        boolean looksUp =
            node.op() instanceof Op.Gather gather
                && gather.axis() == 0
                && node.inputs().get(0).equals(table.name())
                && inputs.contains(node.inputs().get(1));
        if (!looksUp || output) {
          return Set.of();
        }
        indices.add(node.inputs().get(1));
      }
    }
    return indices;
  }

  private static void count(Walk walk, Model model, String input, double[] counts) {
    for (Walk.Seen call : walk.to(model, input)) {
      for (float index : call.elements()) {
        int row = (int) (index < 0 ? index + counts.length : index);
        if (row >= 0 && row < counts.length) {
          counts[row]++;
        }
      }
    }
  }

  private static double[] weights(double[] counts) {
    double mean = Arrays.stream(counts).sum() / counts.length;
    return Arrays.stream(counts)
        .map(count -> mean == 0 ? 1 : UNSEEN + (1 - UNSEEN) * count / mean)
        .toArray();
  }
}

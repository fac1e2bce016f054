package org.sparsevd.cli.serve;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sparsevd.model.Interpreter;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.model.Work;
import org.sparsevd.tensor.Shape;

/**
 * Which weights take part in an answer: those that are not zero and meet a value that is not zero.
 *
 * @param layers of the net, in order
 * @param reads for each element of the input, how many weights of the first layer it meets; 0 where
 *     it is zero itself
 */
record WeightsInUse(List<LayerInUse> layers, int[] reads) {
  /** Multiply-adds of a net that is looked at: definitions are slow. */
  private static final long MOST_WORK = 50_000_000;

  /** Of one layer: all weights, those that are not zero, and those of them that take part. */
  record LayerInUse(String layer, long weights, long stored, long used) {}

  /** Whether a net is small enough, and has weights at all. */
  static boolean isFor(Model model) {
    long work = Work.of(model).dense();
    return work > 0 && work <= MOST_WORK;
  }

  /** Of the answer to an input. */
  static WeightsInUse of(Model model, float[] input) {
    Map<String, float[]> values = new LinkedHashMap<>(new Interpreter(model).values(input));
    List<LayerInUse> layers = new ArrayList<>();
    int[] reads = new int[input.length];
    for (Node node : model.nodes()) {
      if (node.op() instanceof Op.Weighted layer) {
        String read = node.inputs().get(0);
        Meetings meetings =
            new Meetings(
                values.get(read),
                model.shape(read),
                model.shape(node.name()),
                layers.isEmpty() ? reads : null);
        long used = layer.match(meetings);
        Shape shape = layer.weight().shape();
        layers.add(new LayerInUse(node.name(), shape.size(), layer.weight().nonZeros(), used));
      }
    }
    return new WeightsInUse(layers, reads);
  }
}

package org.sparsevd.benchmarks.codec;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.sparsevd.benchmarks.nets.MadeUpNet;
import org.sparsevd.benchmarks.nets.RealNet;
import org.sparsevd.benchmarks.nets.Subject;
import org.sparsevd.compress.quantise.Quantise;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.tensor.DenseTensor;

/**
 * A quantised net to write and to read, and what that may take.
 *
 * @param encodeSeconds at most
 * @param decodeSeconds at most
 */
record CodecNet(String name, Model model, double encodeSeconds, double decodeSeconds) {
  /** Steps by a layer's root mean square: symbols of a few units, as in trained nets. */
  private static final double STEP = 0.4;

  private static final double BIAS_STEP = 0.2;
  private static final long SEED = 4;

  /**
   * LeNet-5 and VGG-like as training leaves them, VGG-like without dead units, and a net of which
   * all weights are left: so large that its tensors are read by tables.
   */
  static List<CodecNet> all() throws IOException {
    Subject lenet = Subject.of(MadeUpNet.LENET_5.id());
    Subject vgg = Subject.of(MadeUpNet.VGG_LIKE.id());
    Model whole = vgg.whole().orElseThrow();
    return List.of(
        new CodecNet(lenet.name(), quantised(lenet.shrunk()), 1, 0.005),
        new CodecNet(vgg.name(), quantised(vgg.shrunk()), 10, 0.5),
        new CodecNet(vgg.name() + ", spread", quantised(spread(whole)), 10, 0.5),
        new CodecNet(RealNet.RESNET_18.id(), quantised(RealNet.RESNET_18.build()), 20, 1));
  }

  /** As many weights a layer, but anywhere: no row or column is dead, and every place is coded. */
  private static Model spread(Model model) {
    SplittableRandom random = new SplittableRandom(SEED);
    List<Node> nodes = new ArrayList<>();
    for (Node node : model.nodes()) {
      if (node.op() instanceof Op.Weighted layer) {
        float[] weights = new float[layer.weight().shape().size()];
        for (long left = layer.weight().nonZeros(); left > 0; ) {
          int at = random.nextInt(weights.length);
          left -= weights[at] == 0 ? 1 : 0;
          weights[at] = (float) random.nextGaussian() + 0x1p-20f;
        }
        nodes.add(
            node.with(layer.with(new DenseTensor(layer.weight().shape(), weights), layer.bias())));
      } else {
        nodes.add(node);
      }
    }
    return model.withNodes(nodes, model.output());
  }

  /** In steps, none of which a weight falls below: there are to be as many as before. */
  private static Model quantised(Model model) {
    Map<String, Double> steps = new HashMap<>();
    List<Node> nodes = new ArrayList<>();
    for (Node node : model.nodes()) {
      Op op = node.op();
      if (op instanceof Op.Weighted layer) {
        float[] weights = layer.weight().toArray();
        double step = STEP * deviation(weights);
        steps.put(node.name(), step);
        steps.put(node.name() + ".bias", BIAS_STEP * deviation(layer.bias()));
        for (int i = 0; i < weights.length; i++) {
          double size = Math.max(step, Math.abs(weights[i]));
          weights[i] = weights[i] == 0 ? 0 : (float) Math.copySign(size, weights[i]);
        }
        op = layer.with(new DenseTensor(layer.weight().shape(), weights), layer.bias());
      }
      nodes.add(node.with(op));
    }
    return new Quantise(steps).apply(model.withNodes(nodes, model.output()));
  }

  /** The root mean square of those that are not zero. */
  private static double deviation(float[] values) {
    double sum = 0;
    int count = 0;
    for (float value : values) {
      sum += (double) value * value;
      count += value == 0 ? 0 : 1;
    }
    return Math.sqrt(sum / Math.max(1, count));
  }

  /** Weights, zeros included. */
  long weights() {
    return layers().stream().mapToLong(layer -> layer.weight().shape().size()).sum();
  }

  long nonZeros() {
    return layers().stream().mapToLong(layer -> layer.weight().nonZeros()).sum();
  }

  private List<Op.Weighted> layers() {
    List<Op.Weighted> layers = new ArrayList<>();
    for (Node node : model.nodes()) {
      if (node.op() instanceof Op.Weighted layer) {
        layers.add(layer);
      }
    }
    return layers;
  }
}

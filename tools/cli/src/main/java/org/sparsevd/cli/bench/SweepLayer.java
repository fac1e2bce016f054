package org.sparsevd.cli.bench;

import java.util.List;
import java.util.Random;
import org.sparsevd.model.Model;
import org.sparsevd.model.Op;
import org.sparsevd.model.Window;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.Shape;

/**
 * A layer of a well-known net, with a rectifier after it, to be filled to any density.
 *
 * @param weight {@code [outputs, inputs]}, or {@code [filters, channels, kernel, kernel]}
 * @param input of the layer
 * @param padding of a convolution
 */
record SweepLayer(String name, Shape weight, Shape input, int padding, int batch) {
  private static final long SEED = 20170806;

  /** From a single vector to large images; batches where they change the kernel. */
  static final List<SweepLayer> ALL =
      List.of(
          dense("LeNet-300-100 fc1", 300, 784, 1),
          dense("LeNet-300-100 fc1", 300, 784, 256),
          dense("VGG-like fc1", 512, 512, 1),
          convolution("LeNet-5 conv2", 50, 20, 5, 12, 0, 1),
          convolution("LeNet-5 conv2", 50, 20, 5, 12, 0, 16),
          convolution("VGG-like conv2_2", 128, 128, 3, 16, 1, 1),
          convolution("VGG-like conv2_2", 128, 128, 3, 16, 1, 16),
          convolution("VGG-like conv4_2", 512, 512, 3, 4, 1, 1));

  private static SweepLayer dense(String name, int outputs, int inputs, int batch) {
    return new SweepLayer(name, Shape.of(outputs, inputs), Shape.of(inputs), 0, batch);
  }

  private static SweepLayer convolution(
      String name, int filters, int channels, int kernel, int size, int padding, int batch) {
    Shape weight = Shape.of(filters, channels, kernel, kernel);
    return new SweepLayer(name, weight, Shape.of(channels, size, size), padding, batch);
  }

  String label() {
    return name + ", batch " + batch;
  }

  /** The layer with so many of its weights, in places that depend on nothing but the density. */
  Model filled(double density) {
    Random random = new Random(SEED);
    float[] values = new float[weight.size()];
    for (int i = 0; i < values.length; i++) {
      float value = (float) random.nextGaussian();
      values[i] = random.nextDouble() < density ? value : 0;
    }
    DenseTensor tensor = new DenseTensor(weight, values);
    float[] bias = new float[weight.dim(0)];
    Op layer =
        weight.rank() == 2
            ? new Op.Dense(tensor, bias)
            : new Op.Conv2d(tensor, bias, Window.square(weight.dim(2), padding), 1);
    return new Model.Chain(name, input).add("layer", layer).add("relu", new Op.Relu()).build();
  }
}

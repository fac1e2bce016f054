package org.sparsevd.trainer;

import java.util.List;
import org.sparsevd.model.Shape;

/**
 * The architecture of a network to train: a chain of layers that ends in one score per class.
 *
 * @param input {@code [channels, height, width]} of one image
 */
public record Network(String name, Shape input, List<LayerSpec> layers) {
  public Network {
    layers = List.copyOf(layers);
    if (input.rank() != 3) {
      throw new IllegalArgumentException(
          "network '" + name + "' takes images [channels, height, width], found " + input);
    }
    if (layers.isEmpty()) {
      throw new IllegalArgumentException("network '" + name + "' has no layers");
    }
  }

  /**
   * Shape of the result for one image: {@code [classes]} if the network ends in a vector.
   *
   * @throws IllegalArgumentException if a layer does not fit what it stands on
   */
  public Shape outputShape() {
    Shape shape = input;
    for (LayerSpec layer : layers) {
      shape = layer.outputShape(shape);
    }
    return shape;
  }

  /** LeNet-300-100: 784-300-100-10, ReLU between. */
  public static Network lenet300100() {
    return new Network(
        "lenet-300-100",
        Shape.of(1, 28, 28),
        List.of(
            new LayerSpec.Flatten(),
            new LayerSpec.Dense("fc1", 300),
            new LayerSpec.Relu(),
            new LayerSpec.Dense("fc2", 100),
            new LayerSpec.Relu(),
            new LayerSpec.Dense("fc3", 10)));
  }

  /**
   * LeNet-5-Caffe: 20 and 50 filters 5x5, each pooled 2x2, 500 units, 10 classes. ReLU stands after
   * the pooling, where it gives the same values at a quarter of the work.
   */
  public static Network lenet5() {
    return new Network(
        "lenet-5",
        Shape.of(1, 28, 28),
        List.of(
            new LayerSpec.Conv2d("conv1", 20, 5),
            new LayerSpec.MaxPool2d(2),
            new LayerSpec.Relu(),
            new LayerSpec.Conv2d("conv2", 50, 5),
            new LayerSpec.MaxPool2d(2),
            new LayerSpec.Relu(),
            new LayerSpec.Flatten(),
            new LayerSpec.Dense("fc1", 500),
            new LayerSpec.Relu(),
            new LayerSpec.Dense("fc2", 10)));
  }
}

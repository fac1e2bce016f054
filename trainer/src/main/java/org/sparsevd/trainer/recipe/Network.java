package org.sparsevd.trainer.recipe;

import java.util.ArrayList;
import java.util.List;
import org.sparsevd.tensor.Shape;

/**
 * The architecture of a network to train: layers, each behind those it reads. The last one puts out
 * one score per class.
 *
 * @param input {@code [channels, height, width]} of one image
 * @param inputs what each layer reads: indices of layers before it, or {@link #INPUT}
 */
public record Network(
    String name, Shape input, List<LayerSpec> layers, List<List<Integer>> inputs) {

  /** Stands for what the network is given, among indices of layers. */
  public static final int INPUT = -1;

  public Network {
    layers = List.copyOf(layers);
    inputs = inputs.stream().map(List::copyOf).toList();
    if (input.rank() != 3) {
      throw new IllegalArgumentException(
          "network '" + name + "' takes images [channels, height, width], found " + input);
    }
    if (layers.isEmpty()) {
      throw new IllegalArgumentException("network '" + name + "' has no layers");
    }
    Wiring.check(name, layers, inputs);
  }

  /** A chain: each layer reads the one before it. */
  public Network(String name, Shape input, List<LayerSpec> layers) {
    this(name, input, layers, Wiring.chain(layers.size()));
  }

  /** Whether each layer reads the one before it. */
  public boolean isChain() {
    return inputs.equals(Wiring.chain(layers.size()));
  }

  /** Whether inputs are rows of a table: channels of a single value. */
  public boolean takesTables() {
    return input.dim(1) == 1 && input.dim(2) == 1;
  }

  /** The layers that have weights, in order. */
  public List<LayerSpec.Weighted> weighted() {
    List<LayerSpec.Weighted> weighted = new ArrayList<>();
    for (LayerSpec layer : layers) {
      if (layer instanceof LayerSpec.Weighted one) {
        weighted.add(one);
      }
    }
    return weighted;
  }

  /** How many layers read a layer's output. */
  public int readers(int layer) {
    return (int) inputs.stream().flatMap(List::stream).filter(i -> i == layer).count();
  }

  /**
   * Whether a layer is batch normalisation of a layer with weights, right behind it, of which it is
   * the only reader. The two share their state, and the bias is left out of training.
   */
  public boolean normalises(int layer) {
    int read = inputs.get(layer).get(0);
    return layers.get(layer) instanceof LayerSpec.BatchNorm
        && read != INPUT
        && layers.get(read) instanceof LayerSpec.Weighted
        && readers(read) == 1;
  }

  /**
   * Describes a network of one's own.
   *
   * @param name 1 to 64 letters, digits, '_', '.' or '-'
   * @param input {@code [channels, height, width]} of one image
   */
  public static NetworkBuilder builder(String name, Shape input) {
    return new NetworkBuilder(name, input);
  }

  /**
   * The same network with binary dropout of this rate in front of every dense layer but the first
   * layer with weights; as it is, if it has dropout already.
   */
  public Network withDropout(double rate) {
    if (layers.stream().anyMatch(LayerSpec.Dropout.class::isInstance)) {
      return this;
    }
    Wiring dropping = new Wiring(this);
    boolean behindWeights = false;
    for (LayerSpec layer : layers) {
      if (layer instanceof LayerSpec.Dense && behindWeights) {
        dropping.insert(new LayerSpec.Dropout(rate));
      }
      behindWeights |= layer instanceof LayerSpec.Weighted;
      dropping.keep(layer);
    }
    return dropping.network();
  }

  /** The same network with binary dropout of this rate of what it reads. */
  public Network withInputDropout(double rate) {
    Wiring dropping = new Wiring(this);
    dropping.insertAtInput(new LayerSpec.Dropout(rate));
    layers.forEach(dropping::keep);
    return dropping.network();
  }

  /**
   * The same network whose dropout is rarer in front of sparse layers (Han et al. 2015, section
   * 3.2): with {@code rate * sqrt(density)}, since a layer of fewer weights needs less of it.
   *
   * @param densities of the layers with weights, in order: weights that are left by all weights
   */
  public Network thinned(double[] densities) {
    List<LayerSpec> thinned = new ArrayList<>();
    int behind = 0;
    for (LayerSpec layer : layers) {
      if (layer instanceof LayerSpec.Dropout dropout && behind < densities.length) {
        thinned.add(new LayerSpec.Dropout(dropout.rate() * Math.sqrt(densities[behind])));
      } else {
        thinned.add(layer);
      }
      behind += layer instanceof LayerSpec.Weighted ? 1 : 0;
    }
    return new Network(name, input, thinned, inputs);
  }

  /**
   * Shape of the output of each layer for one image.
   *
   * @throws IllegalArgumentException if a layer does not fit what it stands on
   */
  public List<Shape> shapes() {
    List<Shape> shapes = new ArrayList<>();
    for (int i = 0; i < layers.size(); i++) {
      shapes.add(layers.get(i).outputShape(inputShapes(i, shapes)));
    }
    return shapes;
  }

  /** Shapes of what a layer reads, where those of the layers before it are known. */
  public Shape[] inputShapes(int layer, List<Shape> shapes) {
    return inputs.get(layer).stream()
        .map(i -> i == INPUT ? input : shapes.get(i))
        .toArray(Shape[]::new);
  }

  /**
   * Shape of the result for one image: {@code [classes]} if the network ends in a vector.
   *
   * @throws IllegalArgumentException if a layer does not fit what it stands on
   */
  public Shape outputShape() {
    return shapes().get(layers.size() - 1);
  }

  /**
   * Checks that a checkpoint can hold the state of training it: mean, log variance and Adam's
   * moments of every weight in 2 GiB, which is some 88 million weights.
   *
   * @throws IllegalArgumentException if not, or a layer does not fit what it stands on
   */
  public void checkSize() {
    CheckpointSize.of(this);
  }

  /**
   * The same network with another number of classes.
   *
   * @throws IllegalArgumentException if it does not end in a dense layer
   */
  public Network withClasses(int classes) {
    List<LayerSpec> changed = new ArrayList<>(layers);
    int last = changed.size() - 1;
    if (!(changed.get(last) instanceof LayerSpec.Dense classifier)) {
      throw new IllegalArgumentException("network '" + name + "' does not end in a dense layer");
    }
    changed.set(last, new LayerSpec.Dense(classifier.name(), classes));
    return new Network(name, input, changed, inputs);
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

  /** Two hidden layers of 1000 units on MNIST, as Molchanov et al. (2017) compare noises on. */
  public static Network mlp1000() {
    return builder("mlp-1000-1000", Shape.of(1, 28, 28))
        .flatten()
        .dense(1000)
        .relu()
        .dense(1000)
        .relu()
        .dense(10)
        .build();
  }

  /** Two hidden layers of 64 and 32 units, for tables of any number of columns. */
  public static Network mlp(Shape input, int outputs) {
    return builder("mlp", input).flatten().dense(64).relu().dense(32).relu().dense(outputs).build();
  }

  /**
   * The VGG-like network of Zagoruyko (2015) as Molchanov et al. use it: 13 convolutions 3x3 in
   * five groups that end in pooling, a dense layer and the classifier; batch normalisation and ReLU
   * behind every layer but the last, binary dropout for the dense baseline.
   *
   * <p>Dropout rates are those of the dense baseline at width 1 (0.3 behind the first convolution,
   * 0.4 between the others, 0.5 before the classifier), and lower for narrower networks, which
   * would underfit. Below half the width, convolutions have none.
   *
   * @param width what the numbers of filters (64 to 512) and units (512) are multiplied with; the
   *     paper has 0.25, 0.5, 1 and 1.5
   * @param classes 10 or 100
   */
  public static Network vggLike(double width, int classes) {
    int[][] groups = {{64, 64}, {128, 128}, {256, 256, 256}, {512, 512, 512}, {512, 512, 512}};
    List<LayerSpec> layers = new ArrayList<>();
    int number = 1;
    double rate = Math.min(1, width);
    for (int[] group : groups) {
      for (int i = 0; i < group.length; i++) {
        layers.add(new LayerSpec.Conv2d("conv" + number++, scaled(group[i], width), 3, 1));
        layers.add(new LayerSpec.BatchNorm());
        layers.add(new LayerSpec.Relu());
        if (i + 1 < group.length && width >= 0.5) {
          layers.add(new LayerSpec.Dropout(rate * (number == 2 ? 0.3 : 0.4)));
        }
      }
      layers.add(new LayerSpec.MaxPool2d(2));
    }
    layers.add(new LayerSpec.Flatten());
    layers.add(new LayerSpec.Dropout(rate * 0.5));
    layers.add(new LayerSpec.Dense("fc1", scaled(512, width)));
    layers.add(new LayerSpec.BatchNorm());
    layers.add(new LayerSpec.Relu());
    layers.add(new LayerSpec.Dropout(rate * 0.5));
    layers.add(new LayerSpec.Dense("fc2", classes));
    String name = "vgg-like-" + (width == Math.rint(width) ? "" + (int) width : "" + width);
    return new Network(name, Shape.of(3, 32, 32), layers);
  }

  private static int scaled(int units, double width) {
    return Math.max(1, (int) Math.round(units * width));
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

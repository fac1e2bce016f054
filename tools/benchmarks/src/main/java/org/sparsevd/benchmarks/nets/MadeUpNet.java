package org.sparsevd.benchmarks.nets;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.sparsevd.model.Model;
import org.sparsevd.model.Window;
import org.sparsevd.tensor.Shape;

/**
 * The nets of Molchanov et al. 2017 with made-up weights of a fixed seed. Non-zeros per layer are
 * the paper's where it gives them; live units are those of our own nets (LeNet-300-100) and those
 * that Neklyudov et al. 2017 (Structured Bayesian Pruning, table 1) report for Sparse VD.
 */
public enum MadeUpNet {
  /** 68x: 98.9, 97.2 and 62.0 % zeros; 125 and 72 live units. */
  LENET_300_100("lenet-300-100", 266_200) {
    @Override
    Model build() {
      MadeUpChain chain = new MadeUpChain(id(), Shape.of(1, 28, 28), SEED);
      return chain
          .meanImage()
          .flatten(centre())
          .dense("fc1", 300, 125, 2_690)
          .relu()
          .dense("fc2", 100, 72, 840)
          .relu()
          .dense("fc3", 10, 10, 380)
          .build();
    }
  },

  /** 280x: 67, 98, 99.8 and 95 % zeros; 17, 32 and 75 live units. */
  LENET_5("lenet-5", 430_500) {
    @Override
    Model build() {
      return new MadeUpChain(id(), Shape.of(1, 28, 28), SEED)
          .channelMean()
          .convolution("conv1", 20, 17, Window.square(5, 0), 165)
          .maxPool()
          .relu()
          .convolution("conv2", 50, 32, Window.square(5, 0), 500)
          .maxPool()
          .relu()
          .flatten()
          .dense("fc1", 500, 75, 622)
          .relu()
          .dense("fc2", 10, 10, 250)
          .build();
    }
  },

  /**
   * VGG-like, k = 1, at 48x on CIFAR-10's images, batch normalisation folded. The paper gives the
   * total alone: how it splits over the layers is ours, denser in front, within live units.
   */
  VGG_LIKE("vgg-like", 14_977_728) {
    @Override
    Model build() {
      MadeUpChain chain = new MadeUpChain(id(), Shape.of(3, 32, 32), SEED).channelMean();
      for (VggBlock block : VggBlock.ALL) {
        for (int i = 0; i < block.live().length; i++) {
          String name = "conv" + block.number() + "_" + (i + 1);
          chain
              .convolution(
                  name, block.filters(), block.live()[i], Window.square(3, 1), block.nonZeros()[i])
              .relu();
        }
        chain.maxPool();
      }
      return chain
          .flatten()
          .dense("fc1", 512, 373, 6_000)
          .relu()
          .dense("fc2", 10, 10, 1_500)
          .build();
    }
  };

  private static final long SEED = 20170806;

  private final String id;
  private final long weights;

  MadeUpNet(String id, long weights) {
    this.id = id;
    this.weights = weights;
  }

  /** All of them, zeros included, biases not. */
  long weights() {
    return weights;
  }

  /** Its name in options and tables. */
  public String id() {
    return id;
  }

  /** All units, zeros kept; takes raw pixels, 0 to 255. */
  abstract Model build();

  /**
   * The net of this name.
   *
   * @throws IllegalArgumentException if there is none; the message lists all
   */
  public static MadeUpNet named(String id) {
    for (MadeUpNet net : values()) {
      if (net.id.equals(id)) {
        return net;
      }
    }
    List<String> all = Arrays.stream(values()).map(MadeUpNet::id).toList();
    throw new IllegalArgumentException(
        "unknown net '" + id + "', expected one of " + String.join(", ", all));
  }

  /** The middle 20x20 pixels, where MNIST's digits are. */
  private static List<Integer> centre() {
    return IntStream.range(0, 28 * 28)
        .filter(i -> i / 28 >= 4 && i / 28 < 24 && i % 28 >= 4 && i % 28 < 24)
        .boxed()
        .toList();
  }
}

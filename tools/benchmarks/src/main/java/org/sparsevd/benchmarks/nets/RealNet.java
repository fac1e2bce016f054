package org.sparsevd.benchmarks.nets;

import java.util.Arrays;
import org.sparsevd.model.Model;
import org.sparsevd.model.Op;
import org.sparsevd.tensor.Shape;

/**
 * Well-known nets for images at their real size, dense, with made-up weights of a fixed seed: He's
 * initialisation, so that values neither grow nor vanish. They take raw pixels.
 */
public enum RealNet {
  RESNET_18("resnet-18", 224, 1000, 11_678_912) {
    @Override
    void layers(NetBuilder net, int classes) {
      Architectures.imageNetStem(net);
      Architectures.resNet18(net, classes);
    }
  },
  RESNET_50("resnet-50", 224, 1000, 25_502_912) {
    @Override
    void layers(NetBuilder net, int classes) {
      Architectures.imageNetStem(net);
      Architectures.resNet50(net, classes);
    }
  },
  MOBILENET_V2("mobilenet-v2", 224, 1000, 3_469_760) {
    @Override
    void layers(NetBuilder net, int classes) {
      Architectures.mobileNetV2(net, classes);
    }
  },
  /** For CIFAR, as in the papers on sparse nets. */
  VGG_16("vgg-16", 32, 10, 14_977_728) {
    @Override
    void layers(NetBuilder net, int classes) {
      Architectures.vgg16(net, classes);
    }
  };

  private static final long SEED = 20180113;
  private static final float PIXEL_SCALE = 1 / 128f;

  private final String id;
  private final int size;
  private final int classes;
  private final long weights;

  RealNet(String id, int size, int classes, long weights) {
    this.id = id;
    this.size = size;
    this.classes = classes;
    this.weights = weights;
  }

  abstract void layers(NetBuilder net, int classes);

  /** Its name in options and results. */
  public String id() {
    return id;
  }

  /** Weights of all layers, without biases. */
  long weights() {
    return weights;
  }

  /** The net with all its weights. */
  public Model build() {
    NetBuilder net = new NetBuilder(Shape.of(3, size, size), new NetBuilder.Scales(2, 0), SEED);
    float[] scale = new float[3];
    Arrays.fill(scale, PIXEL_SCALE);
    net.add("pixels", new Op.Affine(scale, new float[scale.length]));
    layers(net, classes);
    return net.build(id);
  }

  /**
   * The net of this name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static RealNet named(String id) {
    for (RealNet net : values()) {
      if (net.id.equals(id)) {
        return net;
      }
    }
    throw new IllegalArgumentException(
        "expected a .onnx or .spvd file or one of " + ids() + ", not " + id);
  }

  private static String ids() {
    return String.join(", ", Arrays.stream(values()).map(RealNet::id).toList());
  }
}

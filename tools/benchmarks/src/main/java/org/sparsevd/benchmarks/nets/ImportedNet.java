package org.sparsevd.benchmarks.nets;

import java.util.List;
import org.sparsevd.model.Model;
import org.sparsevd.model.Op;
import org.sparsevd.tensor.Shape;

/**
 * Nets as people bring them, dense, for images of CIFAR's size and with folded batch normalisation,
 * with made-up weights of a fixed seed. The scale of each filter is log-normal, as it is where
 * batch normalisation has weighed filters: so pruning by magnitude empties some of them.
 */
public final class ImportedNet {
  /** Names of the nets there are. */
  public static final List<String> NAMES = List.of("vgg-16", "resnet-18");

  private static final long SEED = 20150410;
  private static final Shape INPUT = Shape.of(3, 32, 32);
  private static final int CLASSES = 10;
  private static final NetBuilder.Scales SCALES = new NetBuilder.Scales(1, 0.7);
  private static final float PIXEL_SCALE = 1 / 128f;

  private ImportedNet() {}

  /**
   * The net of this name; takes raw pixels, 0 to 255.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Model named(String name) {
    NetBuilder net = new NetBuilder(INPUT, SCALES, SEED);
    float[] scale = {PIXEL_SCALE, PIXEL_SCALE, PIXEL_SCALE};
    net.add("pixels", new Op.Affine(scale, new float[] {-1, -1, -1}));
    switch (name) {
      case "vgg-16" -> Architectures.vgg16(net, CLASSES);
      case "resnet-18" -> {
        net.convolution("stem", 64, 3, 1);
        net.add("stem.relu", new Op.Relu());
        Architectures.resNet18(net, CLASSES);
      }
      default -> throw new IllegalArgumentException("expected one of " + NAMES + ", not " + name);
    }
    return net.build(name);
  }
}

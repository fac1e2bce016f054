package org.sparsevd.trainer.recipe;

import java.util.List;
import org.sparsevd.tensor.Shape;

/**
 * The recipes that come with the project. How each was chosen, and what it gives, is in
 * docs/RESULTS.md.
 */
public final class Presets {
  private static final String LENET_300_100 = "lenet-300-100";
  private static final String LENET_300_100_SMALL = "lenet-300-100-small";
  private static final String LENET_300_100_PLAIN = "lenet-300-100-plain";
  private static final String LENET_5 = "lenet-5";
  private static final String LENET_5_SMALL = "lenet-5-small";
  private static final String LENET_5_PLAIN = "lenet-5-plain";
  private static final String MLP_1000_1000 = "mlp-1000-1000";
  private static final String MLP = "mlp";
  private static final String VGG_LIKE = "vgg-like-";
  private static final String RESNET_8 = "resnet-8";
  private static final String RESNET_20 = "resnet-20";
  private static final String MOBILENET_V2 = "mobilenet-v2-cifar";
  private static final Augmentation CROPPED_AND_MIRRORED = new Augmentation(4, true);
  private static final Schedule ZERO = Schedule.constant(0);
  private static final Schedule PAPER_KL = Schedule.through(5, 0, 20, 1);

  private Presets() {}

  /** Names of the presets. */
  public static List<String> names() {
    return List.of(
        LENET_300_100,
        LENET_300_100_SMALL,
        LENET_300_100_PLAIN,
        LENET_5,
        LENET_5_SMALL,
        LENET_5_PLAIN,
        MLP_1000_1000,
        MLP,
        VGG_LIKE + "0.25",
        VGG_LIKE + "0.5",
        VGG_LIKE + "1",
        VGG_LIKE + "1.5",
        RESNET_8,
        RESNET_20,
        MOBILENET_V2);
  }

  /** Whether a preset takes inputs of any shape and any number of classes. */
  public static boolean fitsAnyData(String name) {
    return name.equals(MLP);
  }

  /**
   * Our recipe for a network.
   *
   * @throws IllegalArgumentException if there is no such preset; the message lists all
   */
  public static Recipe recipe(String name) {
    check(name);
    Network network = network(name);
    return switch (name) {
      case LENET_300_100 -> new Recipe(name, network, 192, -10, List.of(fast()));
      case LENET_300_100_SMALL -> new Recipe(name, network, 96, -10, List.of(small()));
      case LENET_300_100_PLAIN -> new Recipe(name, network, 96, -10, List.of(plain()));
      case LENET_5 -> new Recipe(name, network, 96, -10, lenet5(5, 110, 1.5, 0, 6));
      case LENET_5_SMALL -> new Recipe(name, network, 96, -10, lenet5(5, 200, 3.2, -1, 8));
      case LENET_5_PLAIN -> new Recipe(name, network, 96, -10, List.of(dense(5, 1e-3, 0), slow()));
      case MLP_1000_1000 -> new Recipe(name, network, 96, -10, List.of(wide()));
      case MLP -> new Recipe(name, network, 32, -10, table());
      case RESNET_8 -> new Recipe(name, network, 96, -10, smallResidual());
      case RESNET_20, MOBILENET_V2 -> new Recipe(name, network, 96, -10, residual());
      default -> new Recipe(name, network, 96, -10, vggLike());
    };
  }

  /** Our recipe for a network of one's own: that of the preset which is most like it. */
  public static Recipe forNetwork(Network network) {
    boolean images = network.layers().stream().anyMatch(LayerSpec.Conv2d.class::isInstance);
    String chain = images ? LENET_5 : LENET_300_100;
    Recipe similar = recipe(network.isChain() ? chain : RESNET_20);
    Recipe own =
        new Recipe(
            network.name(),
            network,
            similar.batchSize(),
            similar.initialLogSigma2(),
            similar.phases());
    // A move by a pixel would take the only value of a channel out of the picture.
    return network.takesTables() ? own.withAugmentation(Augmentation.NONE) : own;
  }

  /**
   * The schedules of Molchanov et al. 2017, section 5: Adam, batch 100, 200 epochs, the KL weight 0
   * until epoch 5 and 1 from epoch 20 on, no augmentation. The VGG-like networks start from a dense
   * net of 200 epochs with binary dropout.
   *
   * @throws IllegalArgumentException if there is no such preset
   */
  public static Recipe paper(String name) {
    check(name);
    Network network = network(name);
    if (network.input().dim(0) == 3) {
      Phase sparse = paper(Schedule.through(0, 1e-5, 100, 1e-5, 200, 0), Schedule.constant(1));
      return new Recipe(name + "-paper", network, 100, -10, List.of(dense(200, 1e-3, 4), sparse));
    }
    boolean dense = !name.startsWith(LENET_5);
    Schedule rate =
        dense ? Schedule.through(0, 1e-3, 100, 1e-3, 200, 0) : Schedule.through(0, 1e-3, 200, 0);
    return new Recipe(name + "-paper", network, 100, -10, List.of(paper(rate, PAPER_KL)));
  }

  private static Network network(String name) {
    return switch (name) {
      case LENET_300_100, LENET_300_100_SMALL, LENET_300_100_PLAIN -> Network.lenet300100();
      case LENET_5, LENET_5_SMALL, LENET_5_PLAIN -> Network.lenet5();
      case MLP_1000_1000 -> Network.mlp1000();
      case MLP -> Network.mlp(Shape.of(16, 1, 1), 10);
      case RESNET_8 -> Residual.resnet8(10);
      case RESNET_20 -> Residual.resnet20(10);
      case MOBILENET_V2 -> Residual.mobileNetV2(10);
      default -> Network.vggLike(Double.parseDouble(name.substring(VGG_LIKE.length())), 10);
    };
  }

  private static Phase paper(Schedule rate, Schedule kl) {
    return new Phase(Phase.Kind.SPARSE, 200, rate, 1, kl, Phase.NO_REMOVAL, 0);
  }

  /** Shifted images; in half a minute what used to take 200 epochs. */
  private static Phase fast() {
    return new Phase(
        Phase.Kind.SPARSE,
        32,
        Schedule.through(0, 3e-3, 32, 0),
        0.3,
        Schedule.through(2, 0, 9, 1, 14, 1, 23, 2.2),
        annealing(21, 27),
        1);
  }

  /** Shifted images; what the shift gains in error is spent on compression. */
  private static Phase small() {
    return new Phase(
        Phase.Kind.SPARSE,
        400,
        Schedule.through(0, 2e-3, 400, 0),
        0.4,
        Schedule.through(5, 0, 20, 1, 107, 2, 253, 2.5),
        Schedule.through(300, 1000, 300, 3, 367, -0.3),
        1);
  }

  /** The paper's figure 2, of two kinds of noise: 250 epochs, images as they are. */
  private static Phase wide() {
    return new Phase(
        Phase.Kind.SPARSE,
        250,
        Schedule.through(0, 1e-3, 125, 1e-3, 250, 0),
        1,
        PAPER_KL,
        Phase.NO_REMOVAL,
        0);
  }

  /** Images as they are, like the paper. */
  private static Phase plain() {
    return new Phase(
        Phase.Kind.SPARSE,
        240,
        Schedule.through(0, 2e-3, 240, 0),
        1,
        Schedule.through(5, 0, 20, 1),
        annealing(0.79 * 240, 222),
        0);
  }

  /**
   * Shifted images: a dense start, sparse epochs whose KL weight rises to {@code kl}, and a cut at
   * log alpha {@code cut} with training of what is left. A cut above 0 is where the threshold stops
   * falling before, too.
   */
  private static List<Phase> lenet5(int dense, int sparse, double kl, double cut, int fineTune) {
    Phase variational =
        new Phase(
            Phase.Kind.SPARSE,
            sparse,
            Schedule.through(0, 1.5e-3, sparse, 0),
            0.5,
            Schedule.through(1, 0, 0.1 * sparse, 1, sparse / 3.0, 1, 0.75 * sparse, kl),
            annealing(0.73 * sparse, 0.9 * sparse, Math.max(0, cut)),
            1);
    Phase end =
        new Phase(
            Phase.Kind.FINE_TUNE,
            fineTune,
            Schedule.through(0, 5e-4, fineTune, 0),
            0,
            ZERO,
            Schedule.constant(cut),
            1);
    return List.of(dense(dense, 1e-3, 1), variational, end);
  }

  /**
   * Images as they are. Small steps of log sigma^2 at a small KL weight, and all of the compression
   * at the end: so a net without shifted images errs least.
   */
  private static Phase slow() {
    return new Phase(
        Phase.Kind.SPARSE,
        174,
        Schedule.through(0, 1e-3, 174, 0),
        0.5,
        Schedule.through(1, 0, 61, 0.7, 114, 0.7, 138, 1.8),
        Schedule.through(120.5, 1000, 120.5, 3, 148.5, -0.6),
        0);
  }

  /**
   * Cropped and mirrored images: a dense net with batch normalisation, binary dropout and weight
   * decay, which then becomes sparse, and is trained on without noise.
   */
  private static List<Phase> vggLike() {
    Schedule kl = Schedule.through(0, 0.05, 4, 0.28, 24, 0.28, 31, 0.36);
    return List.of(normalised(50, 0.02), variational(38, 1e-3, kl, annealing(22, 33)), end(5));
  }

  /** The same for residual nets, in as many epochs as they take. */
  private static List<Phase> residual() {
    Schedule kl = Schedule.through(0, 0.05, 3, 0.35, 19, 0.35, 24, 0.45);
    return List.of(normalised(40, 0.02), variational(30, 1e-3, kl, annealing(17, 26)), end(5));
  }

  /** A net so small underfits: more epochs, less decay. */
  private static List<Phase> smallResidual() {
    Schedule kl = Schedule.through(0, 0.05, 5, 0.4, 32, 0.4, 40, 0.6);
    return List.of(normalised(100, 0.005), variational(50, 1.2e-3, kl, annealing(28, 44)), end(8));
  }

  private static Phase normalised(int epochs, double decay) {
    Schedule rate = Schedule.through(0, 5e-4, 2, 2.5e-3, epochs, 0);
    return new Phase(
        Phase.Kind.DENSE, epochs, rate, 0, ZERO, Phase.NO_REMOVAL, CROPPED_AND_MIRRORED, decay);
  }

  private static Phase variational(int epochs, double rate, Schedule kl, Schedule removal) {
    return new Phase(
        Phase.Kind.SPARSE,
        epochs,
        Schedule.through(0, 5e-4, 1, rate, epochs, 0),
        0.5,
        kl,
        removal,
        CROPPED_AND_MIRRORED,
        0);
  }

  private static Phase end(int epochs) {
    return new Phase(
        Phase.Kind.FINE_TUNE,
        epochs,
        Schedule.through(0, 3e-4, epochs, 0),
        0,
        ZERO,
        Schedule.constant(0),
        CROPPED_AND_MIRRORED,
        0);
  }

  /** Tables are small: a dense start finds what counts before noise covers it. */
  private static List<Phase> table() {
    Phase sparse =
        new Phase(
            Phase.Kind.SPARSE,
            70,
            Schedule.through(0, 3e-3, 70, 0),
            1,
            Schedule.through(0, 0, 30, 1),
            annealing(50, 65),
            0);
    Phase end =
        new Phase(
            Phase.Kind.FINE_TUNE,
            10,
            Schedule.through(0, 1e-3, 10, 0),
            0,
            ZERO,
            Schedule.constant(0),
            0);
    return List.of(dense(20, 3e-3, 0), sparse, end);
  }

  private static Phase dense(int epochs, double rate, int shift) {
    return new Phase(
        Phase.Kind.DENSE,
        epochs,
        Schedule.through(0, rate, epochs, 0),
        0,
        ZERO,
        Phase.NO_REMOVAL,
        new Augmentation(shift, shift > 1),
        shift > 1 ? 0.02 : 0);
  }

  /** The threshold falls from log alpha 3 to 0, and what lies above is removed for good. */
  private static Schedule annealing(double from, double to) {
    return annealing(from, to, 0);
  }

  private static Schedule annealing(double from, double to, double logAlpha) {
    return Schedule.through(from, 1000, from, 3, to, logAlpha);
  }

  private static void check(String name) {
    if (!names().contains(name)) {
      throw new IllegalArgumentException(
          "unknown preset '" + name + "', expected one of " + String.join(", ", names()));
    }
  }
}

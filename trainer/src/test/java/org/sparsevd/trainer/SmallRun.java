package org.sparsevd.trainer;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.sparsevd.model.Window;
import org.sparsevd.tensor.Shape;
import org.sparsevd.trainer.data.Dataset;
import org.sparsevd.trainer.data.Images;
import org.sparsevd.trainer.recipe.Augmentation;
import org.sparsevd.trainer.recipe.Function;
import org.sparsevd.trainer.recipe.LayerSpec;
import org.sparsevd.trainer.recipe.Network;
import org.sparsevd.trainer.recipe.Phase;
import org.sparsevd.trainer.recipe.Pruning;
import org.sparsevd.trainer.recipe.Recipe;
import org.sparsevd.trainer.recipe.Reduction;
import org.sparsevd.trainer.recipe.Schedule;
import org.sparsevd.trainer.recipe.Surgery;

/** A data set, a network and a recipe that train in a moment. */
public final class SmallRun {
  private static final int SIDE = 8;
  private static final int CLASSES = 3;

  private SmallRun() {}

  /** Noisy images with a bright bar whose row tells the class. */
  public static Dataset dataset() {
    return new Dataset(
        "bars", Shape.of(1, SIDE, SIDE), CLASSES, images(300, 1), images(90, 2), "0".repeat(64));
  }

  private static Images images(int count, long seed) {
    Random random = new Random(seed);
    byte[] pixels = new byte[count * SIDE * SIDE];
    byte[] labels = new byte[count];
    random.nextBytes(pixels);
    for (int i = 0; i < count; i++) {
      labels[i] = (byte) random.nextInt(CLASSES);
      for (int x = 1; x < SIDE - 1; x++) {
        pixels[(i * SIDE + 1 + 2 * labels[i]) * SIDE + x] = (byte) 255;
      }
      for (int p = 0; p < SIDE * SIDE; p++) {
        int at = i * SIDE * SIDE + p;
        pixels[at] = (pixels[at] & 0xff) == 255 ? pixels[at] : (byte) ((pixels[at] & 0xff) / 2);
      }
    }
    return new Images(Shape.of(1, SIDE, SIDE), pixels, labels);
  }

  public static Network convolutional() {
    return new Network(
        "small-conv",
        Shape.of(1, SIDE, SIDE),
        List.of(
            new LayerSpec.Conv2d("conv1", 4, 3),
            new LayerSpec.MaxPool2d(2),
            new LayerSpec.Relu(),
            new LayerSpec.Conv2d("conv2", 6, 2, 1),
            new LayerSpec.BatchNorm(),
            new LayerSpec.Relu(),
            new LayerSpec.Dropout(0.2),
            new LayerSpec.Flatten(),
            new LayerSpec.Dense("fc1", 10),
            new LayerSpec.Relu(),
            new LayerSpec.Dense("fc2", CLASSES)));
  }

  public static Network dense() {
    return new Network(
        "small-dense",
        Shape.of(1, SIDE, SIDE),
        List.of(
            new LayerSpec.Flatten(),
            new LayerSpec.Dense("fc1", 20),
            new LayerSpec.Relu(),
            new LayerSpec.Dense("fc2", 12),
            new LayerSpec.Relu(),
            new LayerSpec.Dense("fc3", CLASSES)));
  }

  /** Sums, a concatenation, strides, groups, and batch normalisation that stands by itself. */
  public static Network graph() {
    Window strided = new Window(3, 3, 2, 2, 1, 1, 0, 0, 1, 1);
    return Network.builder("small-graph", Shape.of(1, SIDE, SIDE))
        .conv2d(6, 3, 1)
        .batchNorm()
        .relu()
        .name("stem")
        .conv2d(6, Window.square(3, 1), 6)
        .batchNorm()
        .pointwise(Function.HARD_SWISH)
        .conv2d(6, 1, 0)
        .batchNorm()
        .sum("stem")
        .relu()
        .name("block")
        .conv2d(5, strided, 1)
        .relu()
        .name("wide")
        .add(new LayerSpec.Conv2d("past", 5, new Window(1, 1, 2, 2, 1, 1, 0, 0, 0, 0), 1), "block")
        .sum("wide")
        .name("sum")
        .add(new LayerSpec.AveragePool2d(2), "block")
        .concat("sum")
        .batchNorm()
        .pointwise(Function.SILU)
        .globalAveragePool()
        .flatten()
        .dense(CLASSES)
        .build();
  }

  /** Every kind of phase; batches do not divide the data set. */
  public static Recipe recipe(Network network) {
    return recipe(network, 1);
  }

  /** The same with another weight of the divergence in the end. */
  static Recipe recipe(Network network, double klWeight) {
    Schedule rate = Schedule.constant(1e-2);
    Schedule zero = Schedule.constant(0);
    return new Recipe(
        network.name(),
        network,
        22,
        -6,
        List.of(
            new Phase(Phase.Kind.DENSE, 2, rate, 0, zero, Phase.NO_REMOVAL, 1),
            new Phase(
                Phase.Kind.SPARSE,
                7,
                rate,
                1,
                Schedule.through(0, 0, 2, klWeight),
                Schedule.through(4, 1000, 4, 3, 7, 0),
                1),
            new Phase(Phase.Kind.FINE_TUNE, 2, rate, 0, zero, Schedule.constant(-1), 0)));
  }

  /** Pruning twice, surgery twice, and training of what is left. */
  static Recipe reducing(Network network) {
    Schedule rate = Schedule.constant(1e-2);
    Schedule zero = Schedule.constant(0);
    List<Reduction> reductions =
        List.of(
            Reduction.NONE,
            Pruning.of(0.5),
            network.layers().size() > 7 ? Pruning.of(0.5, 0.6, 0.7, 0.6) : Pruning.of(.6, .7, .5),
            new Surgery(List.of(0.5), 0.1, 0.5),
            new Surgery(List.of(1.0), 0.01, 1));
    List<Phase> phases = new ArrayList<>();
    for (Reduction reduction : reductions) {
      phases.add(Phase.dense(2, rate, Augmentation.shift(1), 0.1, reduction));
    }
    phases.add(new Phase(Phase.Kind.FINE_TUNE, 1, rate, 0, zero, Phase.NO_REMOVAL, 0));
    return new Recipe(network.name(), network.withDropout(0.3), 22, -6, phases);
  }
}

package org.sparsevd.trainer.checkpoint;

import java.util.BitSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import org.sparsevd.tensor.Shape;
import org.sparsevd.trainer.data.DatasetIdentity;
import org.sparsevd.trainer.data.Derivation;
import org.sparsevd.trainer.data.Preprocessing;
import org.sparsevd.trainer.recipe.Augmentation;
import org.sparsevd.trainer.recipe.EpochResult;
import org.sparsevd.trainer.recipe.LayerSpec;
import org.sparsevd.trainer.recipe.Network;
import org.sparsevd.trainer.recipe.Phase;
import org.sparsevd.trainer.recipe.Pruning;
import org.sparsevd.trainer.recipe.Recipe;
import org.sparsevd.trainer.recipe.Schedule;
import org.sparsevd.trainer.recipe.Surgery;

/** Checkpoints of a network that has every kind of layer and is a few weights large. */
final class Checkpoints {
  static final Shape INPUT = Shape.of(1, 3, 3);

  private static final Derivation DERIVATION = new Derivation(5, true, OptionalLong.of(-7));

  private Checkpoints() {}

  static Recipe recipe() {
    Network network =
        new Network(
            "tiny",
            INPUT,
            List.of(
                new LayerSpec.Conv2d("conv", 2, 2),
                new LayerSpec.MaxPool2d(2),
                new LayerSpec.Relu(),
                new LayerSpec.Flatten(),
                new LayerSpec.Dense("fc", 3)));
    Schedule falling = Schedule.through(0, 1e-3, 2, 0);
    return new Recipe(
        "made up",
        network,
        100,
        -10,
        List.of(
            phase(Phase.Kind.DENSE, falling, 1),
            phase(Phase.Kind.SPARSE, Schedule.constant(0.5), 2),
            phase(Phase.Kind.FINE_TUNE, Schedule.through(1, 3, 2, -0.0), 0),
            Phase.dense(1, falling, Augmentation.NONE, 0.5, Pruning.of(1.5, 0.5)),
            Phase.dense(1, falling, Augmentation.NONE, 0, new Surgery(List.of(-0.5), 1e-4, 0.75))));
  }

  private static Phase phase(Phase.Kind kind, Schedule schedule, int shift) {
    return new Phase(kind, 2, schedule, 0.4, Schedule.constant(1), schedule, shift);
  }

  /** Random values; {@code sparse}: with variances, moments and removed weights, else none. */
  static List<LayerState> layers(Random random, boolean sparse) {
    return List.of(layer(random, sparse, "conv", 2, 1, 2, 2), layer(random, sparse, "fc", 3, 2));
  }

  private static LayerState layer(Random random, boolean sparse, String name, int... shape) {
    int size = Shape.of(shape).size();
    BitSet removed = new BitSet();
    BitSet masked = new BitSet();
    for (int i = 0; sparse && i < size; i++) {
      removed.set(i, random.nextBoolean());
      masked.set(i, random.nextBoolean());
    }
    int variances = sparse ? size : 0;
    return new LayerState(
        name,
        shape,
        floats(random, size),
        floats(random, variances),
        floats(random, shape[0]),
        moments(random, sparse ? size : 0),
        moments(random, variances),
        moments(random, sparse ? shape[0] : 0),
        removed,
        masked,
        null);
  }

  private static AdamMoments moments(Random random, int size) {
    return new AdamMoments(floats(random, size), floats(random, size));
  }

  /** Any float may occur, also NaN, infinities and -0. */
  private static float[] floats(Random random, int size) {
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = Float.intBitsToFloat(random.nextInt());
    }
    return values;
  }

  static Checkpoint of(List<LayerState> layers) {
    Preprocessing preprocessing =
        new Preprocessing(INPUT, new float[] {1 / 256f}, new float[] {-0.13f});
    return new Checkpoint(
        recipe(),
        new DatasetIdentity("mnist", INPUT, 3, "00ff", DERIVATION),
        preprocessing,
        -5,
        "host",
        3,
        17,
        1234567890123L,
        Math.PI,
        layers,
        List.of(
            new EpochResult(1, 6, Phase.Kind.DENSE, 0.5, 10, 14, 1, 1e-3, 0),
            new EpochResult(2, 6, Phase.Kind.SPARSE, Double.NaN, 9.5, 7, 2, 5e-4, 0.25)),
        null);
  }
}

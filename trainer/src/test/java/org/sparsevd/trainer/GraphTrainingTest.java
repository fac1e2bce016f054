package org.sparsevd.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparsevd.compress.Compressor;
import org.sparsevd.model.Interpreter;
import org.sparsevd.tensor.Shape;
import org.sparsevd.trainer.checkpoint.Checkpoint;
import org.sparsevd.trainer.checkpoint.LayerState;
import org.sparsevd.trainer.checkpoint.NormState;
import org.sparsevd.trainer.data.Dataset;
import org.sparsevd.trainer.data.Images;
import org.sparsevd.trainer.data.Normalisation;
import org.sparsevd.trainer.net.LiveUnits;
import org.sparsevd.trainer.net.ReferenceNet;
import org.sparsevd.trainer.recipe.EpochResult;
import org.sparsevd.trainer.recipe.Network;
import org.sparsevd.trainer.recipe.Recipe;
import org.sparsevd.trainer.unit.Connections;
import org.sparsevd.trainer.unit.DeadUnits;

/** Networks that are no chains: whole runs, and units that die in them. */
class GraphTrainingTest {
  private static final TrainingListener SILENT = new TrainingListener() {};

  @TempDir private Path folder;

  private static TrainerOptions threads(int threads) {
    return new TrainerOptions(7, threads, "host");
  }

  @Test
  void sameBytesForAnyThreadsAndWhereverItIsInterrupted() throws Exception {
    Dataset dataset = SmallRun.dataset();
    Recipe recipe = SmallRun.recipe(SmallRun.graph());
    Path straight = folder.resolve("straight.ckpt");
    Trainer.start(recipe, dataset, threads(1)).train(straight, SILENT);
    Path file = folder.resolve("interrupted.ckpt");
    Checkpoint state = null;
    for (int runs = 0; state == null || state.epoch() < recipe.epochs(); runs++) {
      Trainer trainer =
          state == null
              ? Trainer.start(recipe, dataset, threads(2))
              : Trainer.resume(Checkpoint.read(file), dataset, threads(1 + runs % 2));
      state = trainer.train(file, TrainerTest.stopAfter(trainer, 23));
    }
    assertThat(Files.readAllBytes(file)).isEqualTo(Files.readAllBytes(straight));
    EpochResult last = state.history().get(state.history().size() - 1);
    assertThat(last.testErrorPercent()).isLessThan(50);
    assertThat(last.compression()).isGreaterThan(1.5);
    deployedAnswersTheSame(state, dataset, last);
  }

  private static void deployedAnswersTheSame(Checkpoint end, Dataset dataset, EpochResult last) {
    Evaluation evaluation = Evaluation.of(end, dataset, threads(2));
    assertThat(evaluation.errorPercent()).isEqualTo(last.testErrorPercent());
    var compressed = Compressor.compress(end.trainedModel());
    assertThat(compressed.report().nonZero()).isLessThanOrEqualTo(last.nonZero());
    sameScores(evaluation, new Interpreter(compressed.model()), dataset.test());
  }

  private static void sameScores(Evaluation evaluation, Interpreter interpreter, Images images) {
    int classes = images.classes();
    for (int i = 0; i < images.count(); i++) {
      float[] scores = interpreter.run(pixels(images, i));
      int told = evaluation.answers().values().length / images.count();
      assertThat(told).isGreaterThanOrEqualTo(classes);
      for (int c = 0; c < told; c++) {
        assertThat((double) evaluation.answers().values()[i * told + c])
            .isCloseTo(scores[c], within(1e-3 * Math.max(1, Math.abs(scores[c]))));
      }
    }
  }

  private static float[] pixels(Images images, int image) {
    byte[] pixels = images.pixels(image, 1);
    float[] x = new float[pixels.length];
    for (int p = 0; p < x.length; p++) {
      x[p] = pixels[p] & 0xff;
    }
    return x;
  }

  /** What is left computes the same, whichever units have lost their weights. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void removalOfDeadUnitsLeavesWhatTheNetComputes(long seed) {
    Random random = new Random(seed);
    Network network = seed % 2 == 0 ? ReferenceNet.graph() : SmallRun.graph();
    Images images = images(network.input(), 20, network.outputShape().size(), random);
    Dataset dataset =
        new Dataset("noise", network.input(), images.classes(), images, images, "0".repeat(64));
    Recipe recipe = SmallRun.recipe(network);
    List<LayerState> thin = new ArrayList<>();
    for (LayerState state : Initialisation.of(recipe, seed)) {
      thin.add(thinned(state, random));
    }
    List<LayerState> left = DeadUnits.remove(network, thin);
    LiveUnits all = new Connections(network, Initialisation.of(recipe, seed)).live();
    LiveUnits live = new Connections(network, left).live();
    assertThat(live.sameAs(all)).as("seed %d", seed).isFalse();
    Interpreter before = new Interpreter(checkpoint(recipe, dataset, thin).trainedModel().model());
    Checkpoint after = checkpoint(recipe, dataset, left);
    Interpreter interpreter = new Interpreter(after.trainedModel().model());
    for (int i = 0; i < images.count(); i++) {
      float[] expected = before.run(pixels(images, i));
      float[] found = interpreter.run(pixels(images, i));
      for (int c = 0; c < expected.length; c++) {
        assertThat(found[c]).as("seed %d", seed).isCloseTo(expected[c], within(1e-4f));
      }
    }
    sameScores(Evaluation.on(after, images, threads(1)), interpreter, images);
  }

  private static Checkpoint checkpoint(Recipe recipe, Dataset dataset, List<LayerState> layers) {
    return Checkpoint.start(
        recipe,
        dataset.identity(),
        Normalisation.CHANNEL_DEVIATION.of(dataset.train()),
        1,
        "host",
        layers);
  }

  /** The layer with biases and normalisation of its own, whole units and most weights removed. */
  private static LayerState thinned(LayerState state, Random random) {
    LayerState copy = state.copy();
    int depth = copy.weight().length / copy.shape()[0];
    BitSet removed = new BitSet();
    for (int o = 0; o < copy.shape()[0]; o++) {
      copy.bias()[o] = (float) random.nextGaussian();
      boolean dead = random.nextInt(3) == 0;
      for (int k = 0; k < depth; k++) {
        removed.set(o * depth + k, dead || random.nextInt(3) > 0);
      }
    }
    if (copy.norm() != null) {
      randomise(copy.norm(), random);
    }
    copy.later().forEach(norm -> randomise(norm, random));
    return copy.without(removed);
  }

  private static void randomise(NormState norm, Random random) {
    for (int c = 0; c < norm.scale().length; c++) {
      norm.scale()[c] = (float) random.nextGaussian();
      norm.shift()[c] = (float) random.nextGaussian();
      norm.mean()[c] = (float) random.nextGaussian();
      norm.variance()[c] = random.nextFloat() + 0.5f;
    }
  }

  private static Images images(Shape shape, int count, int classes, Random random) {
    byte[] pixels = new byte[count * shape.size()];
    random.nextBytes(pixels);
    byte[] labels = new byte[count];
    for (int i = 0; i < count; i++) {
      labels[i] = (byte) (i % classes);
    }
    return new Images(shape, pixels, labels);
  }
}

package org.sparsevd.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparsevd.tensor.Shape;
import org.sparsevd.trainer.block.Blocks;
import org.sparsevd.trainer.checkpoint.Checkpoint;
import org.sparsevd.trainer.checkpoint.Decisions;
import org.sparsevd.trainer.checkpoint.LayerState;
import org.sparsevd.trainer.data.Dataset;
import org.sparsevd.trainer.net.Net;
import org.sparsevd.trainer.nn.Backend;
import org.sparsevd.trainer.nn.Geometry;
import org.sparsevd.trainer.recipe.LayerSpec;
import org.sparsevd.trainer.recipe.Network;
import org.sparsevd.trainer.recipe.Noise;
import org.sparsevd.trainer.recipe.Pruning;
import org.sparsevd.trainer.recipe.Recipe;
import org.sparsevd.trainer.recipe.Surgery;
import org.sparsevd.trainer.unit.Connections;

/** Pruning by magnitude and dynamic surgery. */
class ReductionTest {
  private static final TrainingListener SILENT = new TrainingListener() {};

  @TempDir Path folder;

  private final Dataset dataset = SmallRun.dataset();

  private static Recipe recipe(boolean convolutional) {
    return SmallRun.reducing(convolutional ? SmallRun.convolutional() : SmallRun.dense());
  }

  private Checkpoint trained(Recipe recipe, int threads, String backend, Path file)
      throws Exception {
    return Trainer.start(recipe, dataset, new TrainerOptions(5, threads, backend))
        .train(file, SILENT);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void sameBytesWhateverTheThreadsAndWhereverItStops(boolean convolutional) throws Exception {
    Recipe recipe = recipe(convolutional);
    Path straight = folder.resolve("straight.ckpt");
    trained(recipe, 2, "host", straight);
    Path other = folder.resolve("stopped.ckpt");
    Checkpoint state = null;
    for (int runs = 0; state == null || state.epoch() < recipe.epochs(); runs++) {
      TrainerOptions options = new TrainerOptions(5, 1 + runs % 2, "host");
      Trainer trainer =
          state == null
              ? Trainer.start(recipe, dataset, options)
              : Trainer.resume(Checkpoint.read(other), dataset, options);
      state = trainer.train(other, TrainerTest.stopAfter(trainer, 1 + 5 * runs));
    }
    assertThat(Files.readAllBytes(other)).isEqualTo(Files.readAllBytes(straight));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void learnsWithFewerWeights(boolean convolutional) throws Exception {
    Checkpoint end = trained(recipe(convolutional), 2, "host", folder.resolve("a.ckpt"));
    var last = end.history().get(end.history().size() - 1);
    assertThat(last.testErrorPercent()).isLessThan(15);
    assertThat(last.compression()).isGreaterThan(2);
    assertThat(end.history().get(1).compression()).isLessThan(1.01);
    Evaluation evaluation = Evaluation.of(end, dataset, TrainerOptions.defaults(1));
    assertThat(evaluation.errorPercent()).isEqualTo(last.testErrorPercent());
    var compressed = org.sparsevd.compress.Compressor.compress(end.trainedModel());
    assertThat(compressed.report().nonZero()).isEqualTo(last.nonZero());
  }

  @Test
  void maskedWeightsAreNotInTheNetButLearn() throws Exception {
    Recipe whole = recipe(false);
    Recipe surgeryAtTheEnd =
        new Recipe("s", whole.network(), whole.batchSize(), -6, whole.phases().subList(3, 5));
    Checkpoint end = trained(surgeryAtTheEnd, 1, "host", folder.resolve("s.ckpt"));
    long left = 0;
    for (LayerState layer : end.layers()) {
      left += layer.weight().length - layer.absent().cardinality();
      BitSet learning = layer.masked();
      assertThat(learning.cardinality()).isPositive();
      assertThat(learning.stream().filter(i -> layer.weight()[i] != 0).count()).isPositive();
      assertThat(learning.intersects(layer.removed())).isFalse();
    }
    assertThat(end.history().get(end.history().size() - 1).nonZero()).isEqualTo(left);
    Evaluation evaluation = Evaluation.of(end, dataset, TrainerOptions.defaults(1));
    assertThat(evaluation.errorPercent())
        .isEqualTo(end.history().get(end.history().size() - 1).testErrorPercent());
    var compressed = org.sparsevd.compress.Compressor.compress(end.trainedModel());
    assertThat(compressed.report().nonZero()).isEqualTo(left);
  }

  @Test
  void pruningTakesWhatIsSmallerThanItsShareOfTheDeviation() {
    Random random = new Random(17);
    float[] weight = new float[200];
    for (int i = 0; i < weight.length; i++) {
      weight[i] = (float) random.nextGaussian() + 0.3f;
    }
    BitSet removed = new BitSet();
    removed.set(0, 50);
    LayerState layer =
        LayerState.untrained("fc", new int[] {10, 20}, weight, new float[0], new float[10])
            .without(removed);
    double sum = 0;
    double squares = 0;
    for (int i = 50; i < 200; i++) {
      sum += weight[i];
      squares += (double) weight[i] * weight[i];
    }
    double deviation = Math.sqrt(squares / 150 - sum / 150 * (sum / 150));
    Network network = Network.builder("alone", Shape.of(20, 1, 1)).flatten().dense(10).build();
    Decisions alone = Decisions.single(network);
    LayerState pruned = new PhaseStart(List.of(layer), alone).pruning(Pruning.of(0.7)).get(0);
    for (int i = 0; i < weight.length; i++) {
      boolean gone = i < 50 || Math.abs(weight[i]) < 0.7 * deviation;
      assertThat(pruned.removed().get(i)).as("weight " + i).isEqualTo(gone);
      assertThat(pruned.weight()[i]).isEqualTo(gone ? 0 : weight[i]);
    }
  }

  @Test
  void surgeryMasksBelowOneBoundAndSplicesFromAnotherOn() {
    Random random = new Random(18);
    Network network = SmallRun.dense();
    List<LayerState> states = Initialisation.of(network, true, 1);
    try (Backend backend = Backends.open(TrainerOptions.defaults(1))) {
      Net net =
          new Net(
              network,
              new Connections(network, states).live(),
              Noise.ADDITIVE,
              Blocks.NONE,
              backend,
              Geometry.columnsFor(22));
      LayerStates.restore(states, new Connections(network, states).live(), net);
      for (var layer : net.weighted()) {
        float[] masked = new float[layer.posterior().mean().size()];
        for (int i = 0; i < masked.length; i++) {
          masked[i] = random.nextInt(2);
        }
        layer.upload(masked, layer.masked());
      }
      List<float[]> before =
          net.weighted().stream().map(layer -> layer.download(layer.masked())).toList();
      Surgery surgery = new Surgery(List.of(-0.2, 0.4, 0.1), 0, 1);
      new Surgeon(surgery, net, 3).operate(7, 7);
      for (int l = 0; l < 3; l++) {
        float[] weight = states.get(l).weight();
        double mean = 0;
        double squares = 0;
        for (float w : weight) {
          mean += Math.abs((double) w) / weight.length;
          squares += (double) w * w / weight.length;
        }
        double bound = mean + surgery.deviations().get(l) * Math.sqrt(squares - mean * mean);
        float[] after = net.weighted().get(l).download(net.weighted().get(l).masked());
        for (int i = 0; i < weight.length; i++) {
          double ratio = Math.abs(weight[i]) / bound;
          float expected = ratio < 0.9 ? 1 : ratio >= 1.1 ? 0 : before.get(l)[i];
          assertThat(after[i]).as("layer " + l + ", weight " + i).isEqualTo(expected);
        }
      }
    }
  }

  @Test
  void surgeryGetsRarer() {
    Surgery surgery = new Surgery(List.of(1.0), 0.01, 1);
    assertThat(surgery.probability(0)).isEqualTo(1);
    assertThat(surgery.probability(300)).isEqualTo(0.25, within(1e-12));
    assertThat(new Surgery(List.of(1.0), 0.01, 0.5).probability(300)).isEqualTo(0.5, within(1e-12));
  }

  @Test
  void dropoutGetsRarerInFrontOfSparseLayers() {
    Network network = SmallRun.dense().withDropout(0.4);
    List<Double> rates =
        network.thinned(new double[] {0.5, 0.25, 0.01}).layers().stream()
            .filter(LayerSpec.Dropout.class::isInstance)
            .map(layer -> ((LayerSpec.Dropout) layer).rate())
            .toList();
    assertThat(rates).containsExactly(0.4 * 0.5, 0.4 * 0.1);
    assertThat(network.thinned(new double[] {1, 1, 1})).isEqualTo(network);
  }
}

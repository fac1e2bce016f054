package org.sparsevd.trainer.nd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.sparsevd.tensor.Shape;
import org.sparsevd.trainer.block.Blocks;
import org.sparsevd.trainer.host.HostBackend;
import org.sparsevd.trainer.net.BatchNorm;
import org.sparsevd.trainer.net.Net;
import org.sparsevd.trainer.net.ReferenceNet;
import org.sparsevd.trainer.net.SoftmaxCrossEntropy;
import org.sparsevd.trainer.net.SparseVdLayer;
import org.sparsevd.trainer.nn.Backend;
import org.sparsevd.trainer.nn.Buffer;
import org.sparsevd.trainer.nn.Mode;
import org.sparsevd.trainer.optim.AdamStep;
import org.sparsevd.trainer.recipe.LayerSpec;
import org.sparsevd.trainer.recipe.Network;
import org.sparsevd.trainer.recipe.Noise;

/** A small network takes the same steps on both backends. */
class TrainingStepsTest {
  private static final int STEPS = 3;
  private static final int BATCH = 13;
  private static final int COLUMNS = 16;
  private static final int CLASSES = 4;
  private static final Network NETWORK =
      new Network(
          "small",
          Shape.of(2, 9, 8),
          List.of(
              new LayerSpec.Conv2d("conv", 3, 3),
              new LayerSpec.MaxPool2d(2),
              new LayerSpec.Relu(),
              new LayerSpec.Dropout(0.25),
              new LayerSpec.Conv2d("padded", 4, 3, 1),
              new LayerSpec.BatchNorm(),
              new LayerSpec.Relu(),
              new LayerSpec.Flatten(),
              new LayerSpec.Dense("hidden", 7),
              new LayerSpec.BatchNorm(),
              new LayerSpec.Relu(),
              new LayerSpec.Dense("scores", CLASSES)));

  /** Losses, and the parameters after the last step. */
  private record Run(double[] losses, List<float[]> parameters) {}

  @Test
  void lossesAndParametersAreTheSame() {
    long seed = System.nanoTime();
    System.out.println("TrainingStepsTest seed " + seed);
    sameSteps(Noise.ADDITIVE, Mode.Kind.NOISY, seed);
    sameSteps(Noise.MULTIPLICATIVE, Mode.Kind.NOISY, seed);
    sameSteps(Noise.ADDITIVE, Mode.Kind.MEAN, seed);
  }

  @Test
  void graphsTakeTheSameSteps() {
    long seed = System.nanoTime();
    System.out.println("TrainingStepsTest, graphs, seed " + seed);
    sameSteps(ReferenceNet.graph(), Noise.ADDITIVE, Mode.Kind.NOISY, seed);
    sameSteps(ReferenceNet.graph(), Noise.ADDITIVE, Mode.Kind.MEAN, seed);
  }

  private static void sameSteps(Noise noise, Mode.Kind kind, long seed) {
    sameSteps(NETWORK, noise, kind, seed);
  }

  private static void sameSteps(Network network, Noise noise, Mode.Kind kind, long seed) {
    Run host;
    try (HostBackend backend = HostBackend.open(1)) {
      host = train(backend, network, noise, kind, seed);
    }
    try (Nd4jBackend backend = new Nd4jBackend(1)) {
      Run nd4j = train(backend, network, noise, kind, seed);
      assertThat(nd4j.losses())
          .as("losses, %s, %s", noise, kind)
          .containsExactly(host.losses(), within(1e-4));
      for (int i = 0; i < host.parameters().size(); i++) {
        String what = noise + ", " + kind + ", parameter " + i;
        BothBackends.assertClose(
            what, host.parameters().get(i), nd4j.parameters().get(i), 1e-4, 1e-4);
      }
    }
  }

  private static Run train(
      Backend backend, Network network, Noise noise, Mode.Kind kind, long seed) {
    Random random = new Random(seed);
    Net net = new Net(network, null, noise, Blocks.NONE, backend, COLUMNS);
    net.weighted().forEach(layer -> initialise(layer, random));
    Buffer input = backend.buffer(network.input().size() * COLUMNS);
    Buffer gradient = backend.buffer(CLASSES * COLUMNS);
    SoftmaxCrossEntropy loss = new SoftmaxCrossEntropy(CLASSES, COLUMNS);
    double[] losses = new double[STEPS];
    for (int step = 0; step < STEPS; step++) {
      backend.upload(normals(random, input.size(), 1), input);
      int[] labels = random.ints(BATCH, 0, CLASSES).toArray();
      Buffer scores = net.forward(input, new Mode(kind, true, BATCH, seed, step));
      losses[step] = loss.loss(backend, scores, labels, BATCH) / BATCH;
      backend.upload(loss.gradient(), gradient);
      net.backward(gradient);
      AdamStep adam = AdamStep.of(1e-3, step + 1);
      net.update(adam, adam, 1e-3f);
    }
    Stream<float[]> weights = net.weighted().stream().flatMap(TrainingStepsTest::parameters);
    Stream<float[]> norms = net.allNorms().stream().flatMap(TrainingStepsTest::parameters);
    return new Run(losses, Stream.concat(weights, norms).toList());
  }

  private static void initialise(SparseVdLayer layer, Random random) {
    int weights = layer.geometry().weights();
    float[] live = new float[weights];
    Arrays.fill(live, 1);
    layer.upload(normals(random, weights, 0.3f), layer.posterior().mean());
    layer.upload(live, layer.posterior().live());
    layer.upload(normals(random, layer.geometry().outputs(), 0.1f), layer.bias());
    layer.restart(-4);
  }

  private static Stream<float[]> parameters(SparseVdLayer layer) {
    return Stream.of(
        layer.download(layer.posterior().mean()),
        layer.download(layer.posterior().logSigma2()),
        layer.download(layer.bias()));
  }

  private static Stream<float[]> parameters(BatchNorm norm) {
    return Stream.of(norm.scale(), norm.shift(), norm.mean(), norm.variance()).map(norm::download);
  }

  private static float[] normals(Random random, int size, float deviation) {
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = deviation * (float) random.nextGaussian();
    }
    return values;
  }
}

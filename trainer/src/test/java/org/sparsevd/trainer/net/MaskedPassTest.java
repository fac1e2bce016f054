package org.sparsevd.trainer.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sparsevd.trainer.block.Blocks;
import org.sparsevd.trainer.host.HostBackends;
import org.sparsevd.trainer.nn.Backend;
import org.sparsevd.trainer.nn.Buffer;
import org.sparsevd.trainer.nn.Mode;
import org.sparsevd.trainer.recipe.Noise;

/** A net with masks has the scores and gradients of one whose masked weights are zero. */
class MaskedPassTest {
  private static final int COLUMNS = 16;

  static Stream<Backend> backends() {
    return Stream.of(HostBackends.scalar(1), HostBackends.vector(2));
  }

  @ParameterizedTest
  @MethodSource("backends")
  void masksAreZerosThatHaveGradients(Backend backend) {
    try (backend) {
      Net masked =
          new Net(ReferenceNet.small(), null, Noise.ADDITIVE, Blocks.NONE, backend, COLUMNS);
      Net zeroed =
          new Net(ReferenceNet.small(), null, Noise.ADDITIVE, Blocks.NONE, backend, COLUMNS);
      Random random = new Random(5);
      for (int l = 0; l < masked.weighted().size(); l++) {
        fill(masked.weighted().get(l), zeroed.weighted().get(l), random);
      }
      float[] batch = new float[masked.inputSize()];
      float[] scoresGradient = new float[masked.outputs() * COLUMNS];
      for (float[] values : List.of(batch, scoresGradient)) {
        for (int i = 0; i < values.length; i++) {
          values[i] = (float) random.nextGaussian();
        }
      }
      float[] found = pass(masked, backend, Mode.Kind.MASKED, batch, scoresGradient);
      assertThat(found).isEqualTo(pass(zeroed, backend, Mode.Kind.MEAN, batch, scoresGradient));
      for (int l = 0; l < masked.weighted().size(); l++) {
        SparseVdLayer layer = masked.weighted().get(l);
        SparseVdLayer other = zeroed.weighted().get(l);
        float[] gradient = layer.download(layer.meanGradient());
        assertThat(gradient).isEqualTo(other.download(other.meanGradient()));
        assertThat(layer.download(layer.dBias())).isEqualTo(other.download(other.dBias()));
        float[] masks = layer.download(layer.masked());
        boolean[] learns = new boolean[1];
        for (int i = 0; i < masks.length; i++) {
          learns[0] |= masks[i] == 1 && gradient[i] != 0;
        }
        assertThat(learns[0]).as(layer.name()).isTrue();
      }
    }
  }

  private static void fill(SparseVdLayer masked, SparseVdLayer zeroed, Random random) {
    int size = masked.geometry().weights();
    float[] weights = new float[size];
    float[] masks = new float[size];
    float[] left = new float[size];
    for (int i = 0; i < size; i++) {
      weights[i] = (float) random.nextGaussian();
      masks[i] = random.nextInt(2);
      left[i] = masks[i] == 1 ? 0 : weights[i];
    }
    float[] ones = new float[size];
    Arrays.fill(ones, 1);
    masked.upload(weights, masked.posterior().mean());
    masked.upload(masks, masked.masked());
    zeroed.upload(left, zeroed.posterior().mean());
    for (SparseVdLayer layer : List.of(masked, zeroed)) {
      layer.upload(ones, layer.posterior().live());
    }
  }

  private static float[] pass(
      Net net, Backend backend, Mode.Kind kind, float[] batch, float[] scoresGradient) {
    Buffer input = backend.buffer(batch.length);
    backend.upload(batch, input);
    Buffer scores = net.forward(input, new Mode(kind, false, COLUMNS, 1, 1));
    float[] found = new float[scores.size()];
    backend.download(scores, found);
    Buffer gradient = backend.buffer(scoresGradient.length);
    backend.upload(scoresGradient, gradient);
    net.backward(gradient);
    return found;
  }
}

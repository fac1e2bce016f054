package org.sparsevd.benchmarks.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparsevd.benchmarks.nets.Pictures;
import org.sparsevd.benchmarks.nets.Subject;
import org.sparsevd.model.Model;
import org.sparsevd.model.Op;
import org.sparsevd.nets.LoadedNet;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.Shape;

/** What is compared for speed computes the same. */
class AgreementTest {

  @ParameterizedTest
  @CsvSource({"lenet-300-100,1", "lenet-300-100,37", "lenet-5,1", "lenet-5,37", "vgg-like,1"})
  void allContendersGiveTheSameScores(String net, int batch) throws IOException {
    assertAgree(Subject.of(net), batch);
  }

  /** A size that no vector divides, and a last part that no block fills. */
  @ParameterizedTest
  @ValueSource(ints = {1, 3, 150})
  void allContendersAgreeOnATinyNet(int batch) throws IOException {
    Random random = new Random(batch);
    float[] weights = new float[11 * 21];
    for (int i = 0; i < weights.length; i += 1 + random.nextInt(3)) {
      weights[i] = (float) random.nextGaussian();
    }
    DenseTensor weight = new DenseTensor(Shape.of(11, 21), weights);
    Model model =
        new Model.Chain("tiny", Shape.of(1, 3, 7))
            .add("flat", new Op.Flatten())
            .add("fc", new Op.Dense(weight, new float[11]))
            .build();
    assertAgree(new Subject("tiny", Optional.of(model), model), batch);
  }

  private static void assertAgree(Subject subject, int batch) throws IOException {
    byte[] pixels = Pictures.of(subject.shrunk().inputShape(), batch);
    float[] expected = scores(ContenderKind.SPARSEVD, subject, batch, pixels);
    Set<Float> different = new LinkedHashSet<>();
    for (float score : expected) {
      assertThat(score).isFinite();
      different.add(score);
    }
    assertThat(different).as("scores that depend on the image").hasSizeGreaterThan(9 * batch);
    float largest = 0;
    for (float score : expected) {
      largest = Math.max(largest, Math.abs(score));
    }
    for (ContenderKind kind : ContenderKind.values()) {
      if (!kind.takes(subject)) {
        continue;
      }
      boolean bytes = kind == ContenderKind.ONNX_INT8 || kind == ContenderKind.SPARSEVD_INT8;
      float[] found = scores(kind, subject, batch, pixels);
      for (int i = 0; i < expected.length; i++) {
        assertThat(found[i])
            .as("%s, score %d of %s", kind, i, Arrays.toString(expected))
            .isCloseTo(expected[i], within((bytes ? 0.2f : 1e-4f) * largest));
      }
    }
  }

  private static float[] scores(ContenderKind kind, Subject subject, int batch, byte[] pixels)
      throws IOException {
    float[] scores = new float[batch * subject.shrunk().outputShape().size()];
    try (LoadedNet contender = kind.open(subject, batch)) {
      contender.answer(pixels, batch, scores);
    }
    return scores;
  }
}

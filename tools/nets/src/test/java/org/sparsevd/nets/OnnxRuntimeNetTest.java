package org.sparsevd.nets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparsevd.compress.Answers;
import org.sparsevd.model.Model;
import org.sparsevd.model.Op;
import org.sparsevd.onnx.OnnxProfile;
import org.sparsevd.onnx.OnnxSettings;
import org.sparsevd.onnx.read.OnnxSummary;
import org.sparsevd.onnx.write.OnnxExporter;
import org.sparsevd.runtime.SparseModel;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.Shape;

/** The same net in both runtimes, asked in every way that the command and the benchmarks do. */
class OnnxRuntimeNetTest {
  private static final int INPUTS = 19;
  private static final int OUTPUTS = 3;

  @TempDir Path folder;

  private static Model model() {
    Random random = new Random(5);
    float[] weights = new float[OUTPUTS * INPUTS];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) random.nextGaussian();
    }
    DenseTensor weight = new DenseTensor(Shape.of(OUTPUTS, INPUTS), weights);
    return new Model.Chain("net", Shape.of(INPUTS))
        .add("fc", new Op.Dense(weight, new float[] {1, 2, 3}))
        .build();
  }

  private Path file(boolean pixels) throws IOException {
    Path file = folder.resolve("net.onnx");
    OnnxSettings settings =
        new OnnxSettings(OnnxProfile.DENSE, pixels, Optional.empty(), Optional.empty());
    OnnxExporter.write(model(), settings, file);
    return file;
  }

  private static OnnxRuntimeNet.Fixed fixed(int batch) {
    return new OnnxRuntimeNet.Fixed(batch, OnnxExporter.BATCH_DIMENSION);
  }

  private static byte[] pixels(int count) {
    byte[] pixels = new byte[count * INPUTS];
    new Random(6).nextBytes(pixels);
    return pixels;
  }

  private static float[] numbers(byte[] pixels) {
    float[] numbers = new float[pixels.length];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = pixels[i] & 0xff;
    }
    return numbers;
  }

  private static void assertSame(Answers found, Answers expected) {
    assertThat(found.classes()).isEqualTo(expected.classes());
    assertThat(found.values()).hasSameSizeAs(expected.values());
    assertThat(found.maxAbsDifference(expected)).isLessThan(0.01);
    assertThat(expected.largest()).isGreaterThan(100);
  }

  /** More than a batch, and a last one that is smaller. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void answersAsOurRuntimeDoes(boolean takesPixels) throws IOException {
    byte[] pixels = pixels(2 * Inputs.BATCH + 7);
    Inputs bytes = Inputs.pixels(pixels, INPUTS);
    Inputs floats = Inputs.numbers(numbers(pixels), INPUTS);
    Answers expected = bytes.answers(SparseVdNet.single(SparseModel.of(model()), Inputs.BATCH));
    try (LoadedNet all = SparseVdNet.parallel(SparseModel.of(model()))) {
      assertThat(bytes.answers(all).values()).isEqualTo(expected.values());
      assertThat(floats.answers(all).values()).isEqualTo(expected.values());
    }
    try (LoadedNet net = OnnxRuntimeNet.load(file(takesPixels))) {
      assertSame(bytes.answers(net), expected);
      if (takesPixels) {
        assertThatThrownBy(() -> floats.answers(net))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("net.onnx takes unsigned bytes, found floats");
      } else {
        assertSame(floats.answers(net), expected);
      }
    }
  }

  /** ONNX Runtime was really told the batch: it refuses any other. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aFixedBatchIsKnownToTheSession(boolean inMemory) throws IOException {
    Path file = file(false);
    byte[] pixels = pixels(5);
    float[] answers = new float[5 * OUTPUTS];
    try (LoadedNet net =
        inMemory
            ? OnnxRuntimeNet.load(Files.readAllBytes(file), fixed(4))
            : OnnxRuntimeNet.load(file, fixed(4))) {
      net.answer(pixels, 4, answers);
      assertThat(answers).endsWith(0, 0, 0);
      assertThatThrownBy(() -> net.answer(pixels, 5, answers)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void filesSayWhatTheyCallTheBatch() throws IOException {
    OnnxSummary summary = OnnxSummary.read(Files.readAllBytes(file(true)));
    assertThat(summary.batchDimension()).isEqualTo(OnnxExporter.BATCH_DIMENSION);
  }

  @Test
  void arraysThatAreTooShortAreRefused() throws IOException {
    try (LoadedNet net = OnnxRuntimeNet.load(file(false))) {
      assertThat(net.inputSize()).isEqualTo(INPUTS);
      assertThat(net.outputSize()).isEqualTo(OUTPUTS);
      assertThatThrownBy(() -> net.answer(new byte[2 * INPUTS - 1], 2, new float[2 * OUTPUTS]))
          .hasMessageContaining("a batch of 2 takes 19 values each and gives 3");
      assertThatThrownBy(() -> net.answer(new float[2 * INPUTS], 2, new float[2 * OUTPUTS - 1]))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> net.answer(new float[0], 0, new float[0]))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> Inputs.pixels(new byte[6], 3).answers(net))
          .hasMessage("expected inputs of 19 values, found 3");
    }
  }

  @Test
  void refusalsNameTheFile() throws IOException {
    Path file = Files.writeString(folder.resolve("text.onnx"), "no net");
    assertThatThrownBy(() -> OnnxRuntimeNet.load(file))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(file + ": ONNX Runtime refuses it: ");
  }

  @Test
  void conversionsGiveTheSameNumbers() {
    byte[] pixels = new byte[300];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) i;
    }
    for (int count = 0; count <= pixels.length; count++) {
      float[] plain = new float[count];
      float[] vectors = new float[count];
      new PixelConversion.Plain().convert(pixels, count, plain);
      new PixelConversion.Vectors().convert(pixels, count, vectors);
      assertThat(vectors).isEqualTo(plain);
    }
    float[] all = new float[256];
    new PixelConversion.Plain().convert(pixels, 256, all);
    assertThat(all[200]).isCloseTo(200, within(0f));
  }
}

package org.sparsevd.benchmarks.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparsevd.format.SpvdFile;
import org.sparsevd.model.Model;
import org.sparsevd.model.Op;
import org.sparsevd.onnx.OnnxProfile;
import org.sparsevd.onnx.write.OnnxExporter;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.Shape;

/** What is compared for speed is asked the same and finds the same. */
class ContenderTest {
  @Test
  void bothRuntimesGetTheSamePixels(@TempDir Path folder) throws IOException {
    float[] weights = new float[5 * 12];
    Random random = new Random(3);
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) random.nextGaussian();
    }
    Model model =
        new Model.Chain("tiny", Shape.of(3, 2, 2))
            .add("flat", new Op.Flatten())
            .add("fc", new Op.Dense(new DenseTensor(Shape.of(5, 12), weights), new float[5]))
            .build();
    Path compact = folder.resolve("model.spvd");
    Path onnx = folder.resolve("model.onnx");
    Path pixels = folder.resolve("pixels");
    SpvdFile.write(model, compact);
    OnnxExporter.write(model, OnnxProfile.DENSE, onnx);
    byte[] image = new byte[12];
    random.nextBytes(image);
    Files.write(pixels, image);
    Contender ours = Contender.ofPixels(RealRow.OURS, compact, pixels, 1);
    Contender shared = Contender.ofPixels(RealRow.OURS, compact, pixels, 2);
    Contender theirs = Contender.ofPixels(RealRow.FLOAT32, onnx, pixels, 1);
    ours.call().run();
    shared.call().run();
    theirs.call().run();
    assertThat(shared.answer().values()).isEqualTo(ours.answer().values());
    for (int i = 0; i < 5; i++) {
      float own = ours.answer().values()[i];
      assertThat(theirs.answer().values()[i]).isCloseTo(own, within(1e-3f * (1 + Math.abs(own))));
    }
  }
}

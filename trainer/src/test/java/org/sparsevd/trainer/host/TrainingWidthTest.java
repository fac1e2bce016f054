package org.sparsevd.trainer.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparsevd.trainer.recipe.Noise;

/** Training on vectors that this machine does not prefer: each width in a JVM of its own. */
class TrainingWidthTest {

  @ParameterizedTest
  @ValueSource(ints = {128, 256, 512})
  void kernelsAgreeWithPlainOnes(int bits) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--add-modules",
            "jdk.incubator.vector",
            "-Dsparsevd.vectorBits=" + bits,
            TrainingWidthTest.class.getName());
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    Process process = builder.redirectErrorStream(true).start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(printed).isZero();
    assertThat(printed).endsWith(bits / 32 + " lanes agree\n");
  }

  /** The tests of these kernels, once more. */
  public static void main(String[] args) {
    TrainingKernelsTest passes = new TrainingKernelsTest();
    passes.perturbation();
    passes.posteriorPasses(Noise.ADDITIVE);
    passes.posteriorPasses(Noise.MULTIPLICATIVE);
    passes.adam();
    new ProductsTest().vectorsAgreeWithScalars(1);
    System.out.print(VectorMath.WIDTH + " lanes agree\n");
  }
}

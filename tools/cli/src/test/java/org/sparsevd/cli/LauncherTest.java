package org.sparsevd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sparsevd.cli.io.ExitCode;
import org.sparsevd.model.Model;
import org.sparsevd.model.Op;
import org.sparsevd.onnx.OnnxProfile;
import org.sparsevd.onnx.write.OnnxExporter;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.Shape;

/** The program as a process: what the shell, the locale and the JVM add to it. */
class LauncherTest {
  private static final String NAME = "слой-日本";

  @TempDir private static Path folder;
  private static Release release;
  private static Path nets;

  @BeforeAll
  static void unpack() throws IOException {
    release = Release.unpack(folder);
    nets = Files.createDirectory(folder.resolve("größe 日"));
    Model model =
        new Model.Chain("net", Shape.of(2))
            .add(
                NAME,
                new Op.Dense(new DenseTensor(Shape.of(1, 2), new float[] {1, 2}), new float[1]))
            .build();
    OnnxExporter.write(model, OnnxProfile.DENSE, nets.resolve("net.onnx"));
  }

  private static Invocation script(String... words) throws Exception {
    return release.script(nets, (Object[]) words);
  }

  private static Invocation jar(String... words) throws Exception {
    return release.java(nets, List.of(), (Object[]) words);
  }

  @Test
  void errorsAreAloneOnStderr() throws Exception {
    Invocation usage = script("inspect", "missing.onnx");
    assertThat(usage.exitCode()).isEqualTo(ExitCode.FAILURE);
    assertThat(usage.out()).isEmpty();
    assertThat(usage.err().strip()).isEqualTo("sparsevd: no such file: missing.onnx");
    assertThat(script("frobnicate").exitCode()).isEqualTo(ExitCode.USAGE);
  }

  @Test
  @Timeout(60)
  void whatTheJvmSaysIsNotLost() throws Exception {
    Files.move(folder.resolve("sparsevd.jar"), folder.resolve("other.jar"));
    try {
      Files.writeString(folder.resolve("sparsevd.jar"), "no jar");
      Invocation broken = script("doctor");
      assertThat(broken.exitCode()).isEqualTo(1);
      // The filter may still be writing when a JVM that did not start is gone.
      Path err = folder.resolve("err");
      while (Files.size(err) == 0) {
        Thread.sleep(20);
      }
      assertThat(Files.readString(err)).contains("sparsevd.jar").doesNotContain("incubator");
    } finally {
      Files.delete(folder.resolve("sparsevd.jar"));
      Files.move(folder.resolve("other.jar"), folder.resolve("sparsevd.jar"));
    }
  }

  @Test
  void namesInAnyScriptWorkInTheLocaleOfC() throws Exception {
    for (String path : List.of("net.onnx", nets.resolve("net.onnx").toString())) {
      Invocation inspected = script("inspect", path);
      assertThat(inspected.err()).isEmpty();
      assertThat(inspected.out()).contains(path, NAME);
    }
  }

  @Test
  void withoutTheScriptTheLocaleIsNamedAsTheReason() throws Exception {
    for (String path : List.of("net.onnx", nets.resolve("net.onnx").toString())) {
      Invocation inspected = jar("inspect", path);
      assertThat(inspected.exitCode()).isNotZero();
      assertThat(inspected.err().lines()).singleElement().asString().contains("LC_ALL=C.UTF-8");
      assertThat(inspected.err()).doesNotContain("Exception");
    }
  }

  @Test
  void jsonIsUtf8InEveryLocale() throws Exception {
    Path plain = folder.resolve("plain.onnx");
    Files.copy(nets.resolve("net.onnx"), plain);
    Invocation inspected = jar("inspect", plain.toString(), "--json");
    assertThat(
            new ObjectMapper().readTree(inspected.out()).get("nodes").get(0).get("name").asText())
        .isEqualTo(NAME);
  }
}

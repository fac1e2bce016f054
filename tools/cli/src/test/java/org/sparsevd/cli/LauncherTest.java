package org.sparsevd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparsevd.cli.io.ExitCode;
import org.sparsevd.model.DenseTensor;
import org.sparsevd.model.Model;
import org.sparsevd.model.Op;
import org.sparsevd.model.Shape;
import org.sparsevd.onnx.OnnxProfile;
import org.sparsevd.onnx.write.OnnxExporter;

/** The program as a process: what the shell, the locale and the JVM add to it. */
class LauncherTest {
  private static final String NAME = "слой-日本";

  @TempDir private static Path folder;
  private static Path script;
  private static Path nets;

  /** An unpacked release: the script beside a jar, which here only points to the classes. */
  @BeforeAll
  static void unpack() throws IOException {
    script = folder.resolve("sparsevd");
    Files.copy(Path.of("../sparsevd"), script);
    List<String> entries = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      entries.add(Path.of(entry).toUri().toString());
    }
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, Main.class.getName());
    manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, String.join(" ", entries));
    try (OutputStream jar = Files.newOutputStream(folder.resolve("sparsevd.jar"))) {
      new JarOutputStream(jar, manifest).close();
    }
    nets = Files.createDirectory(folder.resolve("größe 日"));
    Model model =
        new Model.Chain("net", Shape.of(2))
            .add(
                NAME,
                new Op.Dense(new DenseTensor(Shape.of(1, 2), new float[] {1, 2}), new float[1]))
            .build();
    OnnxExporter.write(model, OnnxProfile.DENSE, nets.resolve("net.onnx"));
  }

  /** Both streams as bytes of UTF-8, in the locale of C. */
  private static Invocation start(List<String> command, String... words) throws Exception {
    List<String> all = new ArrayList<>(command);
    all.addAll(List.of(words));
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    ProcessBuilder builder = new ProcessBuilder(all).directory(nets.toFile());
    builder.environment().clear();
    builder.environment().put("PATH", System.getenv("PATH"));
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("LC_ALL", "C");
    Process process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Invocation(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  private static Invocation script(String... words) throws Exception {
    return start(List.of("bash", script.toString()), words);
  }

  private static Invocation jar(String... words) throws Exception {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    return start(
        List.of(java.toString(), "-jar", folder.resolve("sparsevd.jar").toString()), words);
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
  void whatTheJvmSaysIsNotLost() throws Exception {
    Files.move(folder.resolve("sparsevd.jar"), folder.resolve("other.jar"));
    try {
      Files.writeString(folder.resolve("sparsevd.jar"), "no jar");
      Invocation broken = script("doctor");
      assertThat(broken.exitCode()).isEqualTo(1);
      assertThat(broken.err()).contains("sparsevd.jar").doesNotContain("incubator");
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

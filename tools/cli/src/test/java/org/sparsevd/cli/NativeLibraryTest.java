package org.sparsevd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sparsevd.cli.io.ExitCode;
import org.sparsevd.model.Model;
import org.sparsevd.model.Op;
import org.sparsevd.onnx.OnnxProfile;
import org.sparsevd.onnx.write.OnnxExporter;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.Shape;

/** Systems on which ONNX Runtime's library cannot be loaded. */
class NativeLibraryTest {
  @TempDir private static Path folder;
  private static Release release;
  private static Path net;

  @BeforeAll
  static void write() throws IOException {
    release = Release.unpack(Files.createDirectory(folder.resolve("release")));
    net = folder.resolve("net.onnx");
    Model model =
        new Model.Chain("net", Shape.of(2))
            .add(
                "fc",
                new Op.Dense(new DenseTensor(Shape.of(1, 2), new float[] {1, 2}), new float[1]))
            .build();
    OnnxExporter.write(model, OnnxProfile.DENSE, net);
    Path bad = Files.createDirectory(folder.resolve("bad"));
    Files.writeString(bad.resolve("libonnxruntime.so"), "no library");
    Files.writeString(bad.resolve("libonnxruntime4j_jni.so"), "no library");
  }

  /** Options of a JVM, and what the message must name. */
  static Stream<List<String>> systems() {
    return Stream.of(
        List.of("-Djava.io.tmpdir=/nonexistent", "/nonexistent"),
        List.of("-Donnxruntime.native.path=" + folder.resolve("bad"), "onnxruntime.native.path"));
  }

  @ParameterizedTest
  @MethodSource("systems")
  void exportsAreWrittenAndNotCompared(List<String> system) throws Exception {
    Path out = Files.createTempDirectory(folder, "out").resolve("n.onnx");
    Invocation export =
        release.java(folder, system.subList(0, 1), "export", net, "--out", out, "--quiet");
    assertThat(export.exitCode()).as(export.err()).isEqualTo(ExitCode.FINE);
    assertThat(out).exists();
    assertThat(export.out()).contains("not compared");
    assertThat(export.err()).contains("not compared: ONNX Runtime cannot be loaded", system.get(1));
    assertThat(export.err()).doesNotContain("\tat ", "Exception", "this is a bug");
  }

  @ParameterizedTest
  @MethodSource("systems")
  void doctorSaysSo(List<String> system) throws Exception {
    Invocation doctor = release.java(folder, system.subList(0, 1), "doctor");
    assertThat(doctor.exitCode()).as(doctor.err()).isEqualTo(ExitCode.FINE);
    assertThat(doctor.out()).contains("! ONNX Runtime cannot be loaded").contains(system.get(1));
    assertThat(doctor.out()).doesNotContain("Nothing to change");
  }

  /** Training, compression and every file; verify alone fails in one line. */
  @Test
  void pipelinesFinish() throws Exception {
    Path data = TinyData.write(folder.resolve("bars"), 28, 28);
    Path run = folder.resolve("run");
    List<String> system = List.of("-Djava.io.tmpdir=/nonexistent");
    Invocation pipeline =
        release.java(
            folder,
            system,
            "pipeline",
            "mlp",
            "--data",
            data,
            "--epochs",
            1,
            "--out",
            run,
            "--json");
    assertThat(pipeline.exitCode()).as(pipeline.err()).isEqualTo(ExitCode.FINE);
    assertThat(pipeline.err()).contains("note: not verified: ").doesNotContain("\tat ");
    JsonNode report = new ObjectMapper().readTree(run.resolve("report.json").toFile());
    assertThat(report.get("files")).hasSize(5);
    assertThat(report.get("verification")).hasSize(1);
    Invocation verify = release.java(folder, system, "verify", run, "--data", data);
    assertThat(verify.exitCode()).isEqualTo(ExitCode.FAILURE);
    assertThat(verify.err().lines().filter(line -> line.startsWith("sparsevd: ")))
        .singleElement()
        .asString()
        .contains("ONNX Runtime cannot be loaded");
    assertThat(verify.err()).doesNotContain("\tat ");
  }

  @Test
  void doctorLoadsWhatTheCommandsLoad() {
    Invocation doctor = Invocation.of("doctor");
    assertThat(doctor.out()).containsPattern("ONNX Runtime +[0-9]");
  }
}

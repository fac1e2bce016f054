package org.sparsevd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparsevd.cli.io.ExitCode;

/** Sweeps on threads of this process. */
class SweepCommandTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private static Path folder;
  private static Path data;
  private static Path net;

  @TempDir private Path scratch;

  @BeforeAll
  static void write() throws IOException {
    data = TinyData.write(folder.resolve("bars"), 6, 6);
    net =
        Files.writeString(
            folder.resolve("net.json"),
            """
            {"name": "small", "input": [1, 6, 6],
             "layers": ["flatten", {"name": "fc", "type": "dense", "outputs": 10}],
             "training": {"batchSize": 40, "initialLogSigma2": -8, "phases":
              [{"kind": "sparse", "epochs": 3, "learningRate": 0.05, "klWeight": 0.002}]}}
            """);
  }

  private Path spec(String json) throws IOException {
    String whole = json.replace("NET", net.toString()).replace("DATA", data.toString());
    return Files.writeString(scratch.resolve("sweep.json"), whole);
  }

  private static void refused(Invocation invocation, String... parts) {
    assertThat(invocation.exitCode()).as(invocation.err()).isNotEqualTo(ExitCode.FINE);
    assertThat(invocation.err()).contains(parts).doesNotContain("unexpected", "\tat ");
  }

  /** A pipeline's seconds; the cluster's test does the same. */
  @Tag("long")
  @Test
  void runsAreThoseOfThePipelineToTheBit() throws IOException {
    Path spec =
        spec(
            """
            {"pipeline": {"network": "NET", "data": "DATA", "epochs": 3,
                          "kl-scale": [1, 2], "seed": [7]}}
            """);
    Path out = scratch.resolve("runs");
    Path run = out.resolve("kl-scale-2_seed-7");
    Path alone = scratch.resolve("alone");
    Invocation.of(
        "pipeline", "--network", net, "--data", data, "--kl-scale=2", "--seed=7", "--out", alone);

    Invocation sweep = Invocation.of("sweep", spec, "--out", out, "--threads", 2);
    assertThat(sweep.exitCode()).as(sweep.err()).isEqualTo(ExitCode.FINE);
    assertThat(sweep.out()).contains("2 runs", "kl-scale-1_seed-7", "*", "runs.html");
    assertThat(sweep.err()).contains("2/2 ");
    assertThat(run.resolve("model.ckpt")).hasSameBinaryContentAs(alone.resolve("model.ckpt"));
    assertThat(run.resolve("model.spvd")).hasSameBinaryContentAs(alone.resolve("model.spvd"));
    assertThat(out.resolve("runs.html")).content().contains("kl-scale-1_seed-7", "<svg");

    // What is complete is left alone.
    Invocation again = Invocation.of("sweep", spec, "--out", out, "--json");
    assertThat(again.exitCode()).as(again.err()).isEqualTo(ExitCode.FINE);
    JsonNode json = JSON.readTree(again.out());
    assertThat(json.get("runs")).hasSize(2);
    assertThat(json.get("failed")).isEmpty();

    // Other options of the same name are no longer these runs.
    Path other =
        spec(
            """
            {"pipeline": {"network": "NET", "data": "DATA", "epochs": 2,
                          "kl-scale": [1, 2], "seed": [7]}}
            """);
    refused(Invocation.of("sweep", other, "--out", out), "kl-scale-1_seed-7", "with other options");
  }

  @Test
  void netsAreCompressedInEachWay() throws IOException {
    Path nets = Files.createDirectory(scratch.resolve("nets"));
    Path theirs = TheirNet.write(scratch).onnx();
    Files.copy(theirs, nets.resolve("a.onnx"));
    Files.writeString(nets.resolve("broken.onnx"), "no");
    Path spec =
        spec(
            "{\"compress\": {\"files\": \""
                + nets
                + "\", \"lossless\": true,"
                + " \"format\": [\"csr\", \"dense\"]}}");
    Path out = scratch.resolve("small");
    Invocation sweep = Invocation.of("sweep", spec, "--out", out);
    refused(sweep, "2 of 4 runs failed", "broken_format-csr: ");
    assertThat(sweep.out()).contains("a_format-csr", "a_format-dense", "nets.html");
    assertThat(out.resolve("a_format-csr/model.spvd")).isNotEmptyFile();
    assertThat(out.resolve("a_format-dense/compress.json")).content().contains("bytes");
    assertThat(out.resolve("nets.html")).content().contains("a_format-dense");
  }

  @Test
  void whatMakesNoSenseIsRefusedBeforeAnyRun() throws IOException {
    Path out = scratch.resolve("none");
    String[][] wrong = {
      {"{}", "expected one of pipeline and compress"},
      {"{\"pipeline\": {\"preset\": \"lenet-5\", \"seeds\": 1}}", "pipeline has no 'seeds'"},
      {"{\"pipeline\": {\"preset\": \"lenet-5\", \"out\": \"x\"}}", "pipeline has no 'out'"},
      {"{\"pipeline\": {\"preset\": \"lenet-9\"}}", "run lenet-9: unknown preset 'lenet-9'"},
      {"{\"pipeline\": {\"preset\": \"lenet-5\", \"epochs\": \"x\"}}", "--epochs", "'x'"},
      {"{\"pipeline\": {\"preset\": \"lenet-5\", \"kl-scale\": [1, -1]}}", "kl-scale--1", "0 to"},
      {"{\"pipeline\": {\"preset\": \"lenet-5\", \"seed\": []}}", "found an empty list"},
      {"{\"pipeline\": {\"preset\": \"lenet-5\", \"paper\": 1}}", "paper, true or false"},
      {"{\"pipeline\": {\"preset\": \"lenet-5\", \"seed\": [1, 1]}}", "found twice"},
      {"{\"compress\": {\"bits\": 8}}", "expected a field 'files'"},
      {"{\"compress\": {\"files\": \"/no/such\"}}", "found none: /no/such"}
    };
    for (String[] one : wrong) {
      Invocation refused = Invocation.of("sweep", spec(one[0]), "--out", out);
      refused(refused, one[1], one[one.length - 1]);
      assertThat(refused.err()).contains("sweep.json");
    }
    Path spec = spec("{\"pipeline\": {\"preset\": \"lenet-5\"}}");
    refused(Invocation.of("sweep", spec, "--out", "hdfs://h/x"), "give --master");
    refused(
        Invocation.of("sweep", spec, "--out", out, "--master", "local[*]"),
        "needs Spark",
        "SPARK_HOME");
    refused(Invocation.of("sweep", spec, "--out", out, "--threads", 0), "1 to 1024, found 0");
  }
}

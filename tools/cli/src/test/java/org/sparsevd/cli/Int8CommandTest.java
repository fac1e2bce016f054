package org.sparsevd.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;
import static org.sparsevd.cli.TheirNet.fine;
import static org.sparsevd.cli.TheirNet.refused;
import static org.sparsevd.cli.TheirNet.values;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sparsevd.cli.io.ExitCode;
import org.sparsevd.format.SpvdFile;
import org.sparsevd.model.Interpreter;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.onnx.OnnxProfile;
import org.sparsevd.onnx.write.OnnxExporter;
import org.sparsevd.tensor.Dim;
import org.sparsevd.tensor.ElementType;
import org.sparsevd.tensor.Shape;

/** Nets put into 8 bits, from the command line. */
class Int8CommandTest {
  @TempDir private static Path folder;
  private static Path data;
  private static Path theirs;

  @TempDir private Path scratch;

  @BeforeAll
  static void write() throws IOException {
    TheirNet net = TheirNet.write(folder);
    data = net.data();
    theirs = net.onnx();
  }

  private Path spvd() {
    return scratch.resolve("small.spvd");
  }

  @Test
  void anOnnxFileComesOutInBytes() throws IOException {
    JsonNode small =
        fine("compress", theirs, "--int8", "--calibrate", data, "--out", spvd(), "--json");
    JsonNode int8 = small.get("int8");
    assertThat(int8.get("layers")).hasSize(2).allMatch(layer -> layer.get("bytes").asBoolean());
    assertThat(int8.get("errorPercentAfter").asDouble()).isLessThan(0.5);
    assertThat(small.get("file").get("ratio").asDouble()).isGreaterThan(3.5);
    assertThat(small.get("calibration").get("sameClassPercent").asDouble()).isGreaterThan(99);
    assertThat(Op.Quantize.isIn(SpvdFile.read(spvd()))).isTrue();

    JsonNode inspected = fine("inspect", spvd(), "--json");
    int layers = 0;
    for (JsonNode node : inspected.get("nodes")) {
      layers += node.has("int8") && node.get("int8").asBoolean() ? 1 : 0;
    }
    assertThat(layers).isEqualTo(2);
    assertThat(Invocation.of("inspect", spvd()).out())
        .contains("2 of 2 layers compute in 8 bits")
        .contains("8 bits, coded, step 1");
  }

  /** Integers in ONNX Runtime, too. */
  @Test
  void itLeavesAsAFileOfIntegersAndAgrees() throws IOException {
    fine("compress", theirs, "--int8", "--calibrate", data, "--out", spvd(), "--json");
    Path onnx = scratch.resolve("bytes.onnx");
    assertThat(Invocation.of("export", spvd(), "--out", onnx).exitCode()).isZero();
    JsonNode small = fine("inspect", onnx, "--json");
    assertThat(small.toString()).contains("QuantizeLinear");
    assertComesBack(onnx);
    assertThat(
            Invocation.of(
                    "export",
                    spvd(),
                    "--out",
                    onnx,
                    "--profile",
                    "int8",
                    "--force",
                    "--calibrate",
                    "random")
                .err())
        .contains("in 8 bits already");
  }

  /** The file of integers gives the compact file again: the same answers, about the same size. */
  private void assertComesBack(Path onnx) throws IOException {
    Path again = scratch.resolve("again.spvd");
    fine("compress", onnx, "--out", again, "--json");
    assertThat(Files.size(again)).isCloseTo(Files.size(spvd()), withinPercentage(3));
    Interpreter first = new Interpreter(SpvdFile.read(spvd()));
    Interpreter second = new Interpreter(SpvdFile.read(again));
    Random random = new Random(5);
    for (int i = 0; i < 50; i++) {
      float[] input = new float[SpvdFile.read(spvd()).inputShape().size()];
      for (int k = 0; k < input.length; k++) {
        input[k] = random.nextInt(256);
      }
      assertThat(second.run(input)).isEqualTo(first.run(input));
    }
    refused(
        ExitCode.FAILURE,
        "compress " + onnx + " --bits 4 --force --out " + again,
        onnx + ": the net is in 8 bits already, and is kept as it is: leave the other options out");
  }

  @Test
  void prunedFirstZerosStay() throws IOException {
    fine(
        "compress",
        theirs,
        "--int8",
        "--calibrate",
        data,
        "--sparsity",
        0.8,
        "--out",
        spvd(),
        "--json");
    Model model = SpvdFile.read(spvd());
    long left = 0;
    for (Node node : model.nodes()) {
      left += node.op() instanceof Op.Weighted layer ? layer.weight().nonZeros() : 0;
    }
    assertThat(left).isLessThan(31_760 / 4);
  }

  @Test
  void aCompactFileIsTakenToo() throws IOException {
    fine("compress", theirs, "--out", spvd(), "--json");
    Path bytes = scratch.resolve("bytes.spvd");
    fine("compress", spvd(), "--int8", "--calibrate", data, "--out", bytes, "--json");
    assertThat(Op.Quantize.isIn(SpvdFile.read(bytes))).isTrue();
    refused(
        ExitCode.FAILURE,
        "compress " + bytes + " --int8 --calibrate random --out " + scratch.resolve("again.spvd"),
        bytes + ": the net is in 8 bits already");
  }

  @Test
  void soIsANetOfWholeShapes() throws IOException {
    Random random = new Random(3);
    Dim batch = Dim.symbol("batch");
    Model.Input x = new Model.Input("x", ElementType.FLOAT, Shape.of(batch, Dim.of(3), Dim.of(8)));
    Model model =
        new Model(
            "lines",
            List.of(x),
            List.of(
                new Node("d1", new Op.Dense(values(random, 8, 8), new float[8]), List.of("x")),
                new Node("g", new Op.Gelu(false), List.of("d1")),
                new Node("d2", new Op.Dense(values(random, 4, 8), new float[4]), List.of("g")),
                new Node("m", new Op.Reduce(Op.Fold.MEAN, List.of(0)), List.of("d2"))),
            List.of(new Model.Output("y", "d2"), new Model.Output("mean", "m")),
            false,
            Map.of());
    Path onnx = scratch.resolve("lines.onnx");
    OnnxExporter.write(model, OnnxProfile.DENSE, onnx);
    JsonNode small =
        fine("compress", onnx, "--int8", "--calibrate", "random", "--out", spvd(), "--json");
    assertThat(small.get("int8").get("layers")).hasSize(2);
    double difference = small.get("calibration").get("differencePercent").get("y").asDouble();
    assertThat(difference).isBetween(1e-6, 4.0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--int8 | --int8 needs data to choose levels by",
        "--int8 --calibrate random --bits 4 | --int8 and --bits round weights in two ways",
        "--int8 --calibrate random --lossless | --int8 rounds weights, --lossless keeps every"
      })
  void whatMakesNoSenseIsRefused(String options, String message) {
    refused(ExitCode.USAGE, "compress " + theirs + " " + options + " --out " + spvd(), message);
  }

  @Test
  void aCompactFileWithoutTheOptionIsNoInput() throws IOException {
    fine("compress", theirs, "--out", spvd(), "--json");
    refused(
        ExitCode.FAILURE,
        "compress " + spvd() + " --out " + scratch.resolve("again.spvd"),
        "expected a .ckpt or .onnx file; --int8 takes .spvd files, too");
  }
}

package org.sparsevd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparsevd.cli.io.ExitCode;
import org.sparsevd.format.SpvdFile;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.onnx.OnnxProfile;
import org.sparsevd.onnx.write.OnnxExporter;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.Dim;
import org.sparsevd.tensor.ElementType;
import org.sparsevd.tensor.Shape;

/** What commands print of a net with more layers than a screen has lines. */
class ScreenTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LAYERS = 60;
  private static final int LINES = 24;
  private static final int COLUMNS = 80;

  @TempDir private static Path folder;
  private static Path large;

  @BeforeAll
  static void write() throws IOException {
    large = folder.resolve("large.onnx");
    OnnxExporter.write(chain(LAYERS, 1), OnnxProfile.DENSE, large);
  }

  /** Layers with names as long as frameworks give them, each as wide as a few digits. */
  private static Model chain(int layers, float scale) {
    Random random = new Random(3);
    Model.Chain chain = new Model.Chain("large", Shape.of(16));
    for (int i = 0; i < layers; i++) {
      float[] weight = new float[16 * 16];
      for (int k = 0; k < weight.length; k++) {
        weight[k] = scale * (float) random.nextGaussian() / 4;
      }
      String name = "/features/features." + i + "/conv/conv.0/conv.0.0/residual/Gemm";
      chain.add(name, new Op.Dense(new DenseTensor(Shape.of(16, 16), weight), new float[16]));
      chain.add(name + "/Relu", new Op.Relu());
    }
    return chain.build();
  }

  private static String fine(Object... arguments) {
    Invocation invocation = Invocation.of(arguments);
    assertThat(invocation.exitCode()).as(invocation.err()).isEqualTo(ExitCode.FINE);
    return invocation.out();
  }

  private static void fitsAScreen(String text) {
    assertThat(text.lines()).as(text).hasSizeLessThanOrEqualTo(LINES);
    assertThat(text.lines()).allMatch(line -> line.length() <= COLUMNS);
  }

  @Test
  void inspectTellsTotalsTheLargestLayersAndHowManyMoreThereAre() throws IOException {
    String brief = fine("inspect", large);
    fitsAScreen(brief);
    assertThat(brief)
        .contains("0 of 15,360 weights are zero", "and 52 smaller layers", "60 Relu", "int8")
        .contains("shrunk,sparse ", "shrunk,int8,sparse ");
    String all = fine("inspect", large, "--verbose");
    assertThat(all.lines().filter(line -> line.contains("/residual/Gemm "))).hasSize(LAYERS);
    JsonNode json = JSON.readTree(fine("inspect", large, "--json"));
    assertThat(json.get("nodes")).hasSize(2 * LAYERS);
    assertThat(json.get("profileBytes")).hasSize(8);
  }

  /** A table that a Gather reads: shapes depend on symbols, and the table counts as weights. */
  @Test
  void inspectTellsInputsOutputsTypesAndSymbols() throws IOException {
    Path file = folder.resolve("words.spvd");
    float[] embeddings = new float[2000];
    embeddings[7] = 1;
    DenseTensor table = new DenseTensor(Shape.of(100, 20), embeddings);
    Dim sequence = Dim.symbol("sequence");
    Model model =
        new Model(
            "words",
            List.of(
                new Model.Input("tokens", ElementType.INT64, Shape.of(sequence)),
                new Model.Input("scale", ElementType.FLOAT, Shape.of(Dim.of(20)))),
            List.of(
                new Node("table", new Op.Constant(ElementType.FLOAT, table), List.of()),
                new Node("found", new Op.Gather(0), List.of("table", "tokens")),
                new Node(
                    "scaled", new Op.Binary(Op.BinaryFunction.TIMES), List.of("found", "scale"))),
            List.of(new Model.Output("embedding", "scaled")),
            false,
            Map.of());
    SpvdFile.write(model, file);
    String text = fine("inspect", file);
    fitsAScreen(text);
    assertThat(text)
        .contains("takes tokens: int64 [sequence]\n", "takes scale: float [20]\n")
        .contains("gives embedding: float [sequence, 20]\n", "each call chooses sequence\n")
        .contains(
            "1,999 of 2,000 weights are zero", "kernels are chosen for the shapes of each call");
    JsonNode json = JSON.readTree(fine("inspect", file, "--json"));
    assertThat(json.get("inputs").get(0).toString())
        .isEqualTo("{\"name\":\"tokens\",\"type\":\"int64\",\"shape\":[\"sequence\"]}");
    assertThat(json.get("outputs").get(0).toString())
        .isEqualTo(
            "{\"name\":\"embedding\",\"type\":\"float\",\"shape\":[\"sequence\",20],"
                + "\"node\":\"scaled\"}");
    assertThat(json.get("symbols").toString()).isEqualTo("[\"sequence\"]");
    assertThat(json.get("batched").asBoolean()).isFalse();
    assertThat(json.get("total").asInt()).isEqualTo(2000);
  }

  @Test
  void compressEndsWithSizeAndSpeed() throws IOException {
    Path small = folder.resolve("small.spvd");
    String brief = fine("compress", large, "--sparsity", 0.8, "--out", small);
    fitsAScreen(brief);
    assertThat(brief.lines().skip(1).findFirst().orElseThrow()).startsWith("total ");
    assertThat(brief).contains("and 52 smaller layers", "choose storage: stores 60 as ");
    assertThat(brief).contains("smaller than dense", "one input takes about ");
    String all = fine("compress", large, "--sparsity", 0.8, "--out", small, "--force", "--verbose");
    assertThat(all.lines().filter(line -> line.contains("/residual/Gemm "))).hasSize(LAYERS);
    JsonNode json =
        JSON.readTree(
            fine("compress", large, "--sparsity", 0.8, "--out", small, "--force", "--json"));
    assertThat(json.get("layers")).hasSize(LAYERS);
    assertThat(json.get("speed").get("millis").asDouble()).isPositive();

    String inspected = fine("inspect", small);
    fitsAScreen(inspected);
    assertThat(inspected).containsPattern("60 x (\\w+ matrix-vector|machine code)");
    assertThat(inspected).contains("60 x fused into another");
    assertThat(fine("inspect", small, "--verbose").lines().count()).isGreaterThan(3 * LAYERS);
  }

  @Test
  void aNetWithoutWeightsIsPointedOut() throws IOException {
    Path nothing = folder.resolve("nothing.onnx");
    OnnxExporter.write(chain(2, 0), OnnxProfile.DENSE, nothing);
    Invocation compressed =
        Invocation.of("compress", nothing, "--out", folder.resolve("nothing.spvd"), "--quiet");
    assertThat(compressed.exitCode()).as(compressed.err()).isEqualTo(ExitCode.FINE);
    assertThat(compressed.err()).contains("0 of 512 weights are left");
    assertThat(fine("inspect", nothing)).contains("NONE is left");
  }

  @Test
  void theListOfCommandsSaysWholeSentences() {
    String help = fine();
    fitsAScreen(help);
    String list = help.substring(help.indexOf("Commands:"), help.indexOf("Start with:"));
    assertThat(list.strip().lines().skip(1)).hasSize(16).allMatch(line -> line.endsWith("."));
  }
}

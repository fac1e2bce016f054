package org.sparsevd.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
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
import org.sparsevd.cli.io.ExitCode;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.onnx.OnnxProfile;
import org.sparsevd.onnx.write.OnnxExporter;
import org.sparsevd.tensor.Dim;
import org.sparsevd.tensor.ElementType;
import org.sparsevd.tensor.Shape;

/** Someone's embedder and its vocabulary, from their files to vectors of texts. */
class EmbedCommandTest {
  private static final int WIDTH = 16;
  private static final int PIECES = 10;

  @TempDir private static Path folder;
  private static Path theirs;
  private static Path vocabulary;
  private static Path spvd;

  @TempDir private Path scratch;

  @BeforeAll
  static void write() throws IOException {
    Random random = new Random(5);
    Dim batch = Dim.symbol("batch");
    Dim length = Dim.symbol("length");
    Op.Constant table = new Op.Constant(ElementType.FLOAT, values(random, PIECES, WIDTH));
    Op.Dense dense = new Op.Dense(values(random, WIDTH, WIDTH), new float[WIDTH]);
    Model model =
        new Model(
            "embedder",
            List.of(new Model.Input("input_ids", ElementType.INT64, Shape.of(batch, length))),
            List.of(
                new Node("table", table, List.of()),
                new Node("rows", new Op.Gather(0), List.of("table", "input_ids")),
                new Node("fc", dense, List.of("rows"))),
            List.of(new Model.Output("last_hidden_state", "fc")),
            false,
            Map.of());
    theirs = folder.resolve("theirs.onnx");
    OnnxExporter.write(model, OnnxProfile.DENSE, theirs);
    vocabulary = folder.resolve("vocab.txt");
    Files.writeString(vocabulary, "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nthe\ncat\nsat\n##s\ndog\n");
    spvd = folder.resolve("small.spvd");
    fine("compress", theirs, "--vocabulary", vocabulary, "--out", spvd, "--bits", 10, "--json");
  }

  @Test
  void alikeTextsAreTold() throws IOException {
    JsonNode told =
        fine(
            "embed",
            spvd,
            "--text",
            "The cats sat",
            "--text",
            "the CATS  sat",
            "--text",
            "dog",
            "--json");
    JsonNode texts = told.get("texts");
    assertThat(texts).hasSize(3);
    // [CLS] the cat ##s sat [SEP]
    assertThat(texts.get(0).get("tokens").asInt()).isEqualTo(6);
    assertThat(texts.get(0).get("similarities")).isEmpty();
    assertThat(texts.get(0).get("vector")).hasSize(WIDTH);
    assertThat(texts.get(1).get("vector")).isEqualTo(texts.get(0).get("vector"));
    assertThat(texts.get(1).get("similarities").get(0).asDouble()).isCloseTo(1, within(1e-6));
    assertThat(texts.get(2).get("similarities")).hasSize(2);
    assertThat(texts.get(2).get("similarities").get(0).asDouble()).isLessThan(0.999);
    Invocation people = Invocation.of("embed", spvd, "--text", "the cat", "--text", "dog");
    assertThat(people.exitCode()).isEqualTo(ExitCode.FINE);
    assertThat(people.out()).contains("1: 'the cat', 4 tokens, 16 numbers:", "similarity to 1: ");
  }

  @Test
  void textsChooseTheSizeOfAFile() throws IOException {
    Path texts = scratch.resolve("texts.txt");
    Files.writeString(texts, "the cat sat\n\nthe dogs sat\ncats\nthe dog\n".repeat(4));
    Path file = scratch.resolve("goal.spvd");
    JsonNode told =
        fine(
            "compress",
            theirs,
            "--vocabulary",
            vocabulary,
            "--calibrate",
            texts,
            "--min-similarity",
            0.99,
            "--out",
            file,
            "--json");
    assertThat(told.get("vocabularyBytes").asInt()).isPositive();
    assertThat(told.get("chosenSimilarity").asDouble()).isBetween(0.99, 1.0);
    JsonNode similarity = told.get("calibration").get("similarity").get("last_hidden_state");
    assertThat(similarity.asDouble()).isBetween(0.97, 1.0);
    assertThat(fine("embed", file, "--text", "the dog", "--json").get("texts")).hasSize(1);
  }

  @Test
  void otherInputsAreRefusedByName() throws IOException {
    Path bare = scratch.resolve("bare.spvd");
    fine("compress", theirs, "--out", bare, "--json");
    refused(ExitCode.FAILURE, "embed " + bare + " --text a", bare + " has no vocabulary; compress");
    refused(ExitCode.USAGE, "embed " + spvd, "--text");
    refused(ExitCode.FAILURE, "embed " + scratch.resolve("none.spvd") + " --text a", "none.spvd");
    Path texts = Files.writeString(scratch.resolve("texts.txt"), "the cat\n");
    String compress = "compress " + theirs + " --out " + scratch.resolve("x.spvd");
    refused(ExitCode.USAGE, compress + " --calibrate " + texts, "texts need --vocabulary");
    Path twice = Files.writeString(scratch.resolve("twice.txt"), "[UNK]\n[CLS]\n[SEP]\na\na\n");
    refused(ExitCode.FAILURE, compress + " --vocabulary " + twice, twice + ": ");
    Path blank = Files.writeString(scratch.resolve("blank.txt"), "\n \n");
    refused(
        ExitCode.FAILURE,
        compress + " --vocabulary " + vocabulary + " --calibrate " + blank,
        blank + ": expected 1 to 16384 lines of text, found 0");
    assertThat(scratch.resolve("x.spvd")).doesNotExist();
  }
}

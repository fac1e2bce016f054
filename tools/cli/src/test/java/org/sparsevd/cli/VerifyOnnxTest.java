package org.sparsevd.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sparsevd.cli.TheirNet.fine;
import static org.sparsevd.cli.TheirNet.refused;
import static org.sparsevd.cli.TheirNet.values;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
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
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.onnx.OnnxProfile;
import org.sparsevd.onnx.write.OnnxExporter;
import org.sparsevd.tensor.Dim;
import org.sparsevd.tensor.ElementType;
import org.sparsevd.tensor.Shape;

/** {@code verify} of an ONNX file without a checkpoint: ONNX Runtime beside what is read of it. */
class VerifyOnnxTest {
  private static final int ROWS = 40;

  @TempDir private static Path folder;
  private static Path theirs;
  private static Path small;

  @TempDir private Path scratch;

  /** Two sums over looked-up rows, one of them masked, as sentence embedders have. */
  private static Model model(int seed) {
    Random random = new Random(seed);
    Dim batch = Dim.symbol("batch");
    Dim length = Dim.symbol("length");
    return new Model(
        "embedder",
        List.of(
            new Model.Input("ids", ElementType.INT64, Shape.of(batch, length)),
            new Model.Input("mask", ElementType.INT64, Shape.of(batch, length))),
        List.of(
            new Node(
                "table", new Op.Constant(ElementType.FLOAT, values(random, ROWS, 16)), List.of()),
            new Node("rows", new Op.Gather(0), List.of("table", "ids")),
            new Node("weights", new Op.Cast(ElementType.FLOAT), List.of("mask")),
            new Node("fc", new Op.Dense(values(random, 20, 16), new float[20]), List.of("rows")),
            new Node("mean", new Op.Reduce(Op.Fold.MEAN, List.of(1)), List.of("fc")),
            new Node("share", new Op.Reduce(Op.Fold.MEAN, List.of(1)), List.of("weights"))),
        List.of(new Model.Output("mean", "mean"), new Model.Output("share", "share")),
        false,
        Map.of());
  }

  @BeforeAll
  static void write() throws IOException {
    theirs = folder.resolve("theirs.onnx");
    OnnxExporter.write(model(3), OnnxProfile.DENSE, theirs);
    small = folder.resolve("small.spvd");
    fine("compress", theirs, "--out", small, "--bits", "5", "--json");
  }

  @Test
  void whatIsReadComputesWhatOnnxRuntimeComputes() throws IOException {
    JsonNode told = fine("verify", theirs, "--symbols", "length=7,batch=3", "--json");
    assertThat(told.get("passed").asBoolean()).isTrue();
    JsonNode net = told.get("nets").get(0);
    assertThat(net.get("batched").asBoolean()).isFalse();
    JsonNode mean = net.get("outputs").get(0);
    assertThat(mean.get("output").asText()).isEqualTo("mean");
    assertThat(mean.get("shape").asText()).isEqualTo("[3, 1, 20]");
    assertThat(mean.get("share").asDouble()).isLessThan(1e-5);
    assertThat(mean.get("largest").asDouble()).isGreaterThan(1);
    assertThat(mean.get("cosine").asDouble()).isGreaterThan(0.999999);
    // Of a mask of zeros and ones, not of numbers of rows.
    assertThat(net.get("outputs").get(1).get("largest").asDouble()).isBetween(0.3, 1.0);
  }

  @Test
  void compactFilesAreComparedWithTheFileTheyWereMadeOf() throws IOException {
    JsonNode told =
        fine("verify", small, theirs, "--symbols", "length=7", "--calls", 5, "--seed", 9, "--json");
    assertThat(told.get("nets")).hasSize(1);
    JsonNode mean = told.get("nets").get(0).get("outputs").get(0);
    assertThat(mean.get("cosine").asDouble()).isBetween(0.98, 0.99999);
    assertThat(mean.get("differencePercent").asDouble()).isBetween(0.5, 10.0);
    Invocation strict =
        Invocation.of(
            "verify", theirs, small, "--symbols", "length=7", "--max-difference", "0.001");
    assertThat(strict.exitCode()).isEqualTo(ExitCode.VERIFICATION_FAILED);
    assertThat(strict.out()).contains("small.spvd, read as whole", "do NOT agree", "0.001");
  }

  @Test
  void anotherNetDoesNotAgree() throws IOException {
    Path other = scratch.resolve("other.spvd");
    SpvdFile.write(model(4), other);
    Invocation verify = Invocation.of("verify", theirs, other, "--input-shape", "ids=2,6");
    assertThat(verify.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(verify.err()).contains("mask: INT64", "dimension 'length'", "found none");
    verify = Invocation.of("verify", theirs, other, "--symbols", "length=6");
    assertThat(verify.exitCode()).isEqualTo(ExitCode.VERIFICATION_FAILED);
    assertThat(verify.out()).contains("do NOT agree", "10.0 %");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "verify ONNX | dimension 'length'",
        "verify ONNX --symbols length=7,side=3 | side: the free dimensions",
        "verify ONNX --symbols length | expected NAME=",
        "verify ONNX --symbols length=0 | from 1 on",
        "verify ONNX --symbols length=2,length=3 | given twice",
        "verify ONNX --range mask=1 --symbols length=7 | such as 0..255",
        "verify ONNX --range mask=1..0 --symbols length=7 | the lower one first",
        "verify ONNX --range words=0..1 --symbols length=7 | words: the inputs",
        "verify ONNX --calls 0 --symbols length=7 | --calls must be",
        "verify ONNX --max-difference 0 --symbols length=7 | --max-difference must be",
        "verify ONNX --outputs fc --symbols length=7 | --outputs",
        "verify ONNX --input-shape words=2,7 | words",
        "verify ONNX SPVD --input-shape ids=7 | ids",
        "verify ONNX ONNX | one .onnx",
        "verify SPVD | one .ckpt",
      })
  void whatCannotBeIsRefusedByName(String line, String part) {
    String filled = line.replace("ONNX", theirs.toString()).replace("SPVD", small.toString());
    refused(ExitCode.USAGE, filled, part.strip());
  }

  @Test
  void numbersThatATableHasNotAreRefused() {
    String line = "verify " + theirs + " --symbols length=7 --range ids=90..99 --quiet";
    refused(ExitCode.FAILURE, line, "theirs.onnx");
  }
}

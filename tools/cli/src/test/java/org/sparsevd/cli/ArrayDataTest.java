package org.sparsevd.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparsevd.array.NpyFile;
import org.sparsevd.cli.io.ExitCode;
import org.sparsevd.model.Model;
import org.sparsevd.model.Op;
import org.sparsevd.onnx.OnnxProfile;
import org.sparsevd.onnx.write.OnnxExporter;
import org.sparsevd.runtime.SparseModel;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.Shape;

/** Tables and arrays of a user's own, from a file to a file. */
class ArrayDataTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int ROWS = 300;
  private static final int SIDE = 6;

  @TempDir private static Path folder;
  private static Path table;
  private static Path inputs;
  private static Path classes;
  private static Path checkpoint;
  private static Path compact;

  @TempDir private Path scratch;

  /** Columns with units of their own, sorted by class, and a net trained on them. */
  @BeforeAll
  static void train() throws IOException {
    Random random = new Random(4);
    StringBuilder csv = new StringBuilder("mass;length;kind;age\n");
    float[] values = new float[3 * ROWS];
    byte[] kinds = new byte[ROWS];
    for (int i = 0; i < ROWS; i++) {
      int kind = i / (ROWS / 2);
      float[] row = {
        (float) (1000 + 300 * kind + 50 * random.nextGaussian()),
        (float) (0.1 - 0.05 * kind + 0.01 * random.nextGaussian()),
        random.nextInt(90)
      };
      System.arraycopy(row, 0, values, 3 * i, 3);
      kinds[i] = (byte) kind;
      csv.append(String.format(Locale.ROOT, "%s;%s;%d;%s%n", row[0], row[1], kind, row[2]));
    }
    table = Files.writeString(folder.resolve("t.csv"), csv);
    inputs = Files.write(folder.resolve("x.npy"), NpyFile.encode(new int[] {ROWS, 3}, values));
    classes = Files.write(folder.resolve("y.npy"), bytes(kinds, ROWS));
    Path network =
        Files.writeString(
            folder.resolve("net.json"),
            "{\"name\": \"rows\", \"input\": [3], \"layers\": [\"flatten\","
                + " {\"type\": \"dense\", \"outputs\": 8}, \"relu\","
                + " {\"type\": \"dense\", \"outputs\": 2}]}");
    checkpoint = folder.resolve("t.ckpt");
    fine(
        "train",
        "--network",
        network,
        "--data",
        table,
        "--class-column",
        "kind",
        "--epochs",
        30,
        "--batch-size",
        10,
        "--threads",
        1,
        "--quiet",
        "--out",
        checkpoint,
        "--json");
    compact = folder.resolve("t.spvd");
    fine(
        "compress",
        checkpoint,
        "--data",
        table,
        "--class-column",
        "kind",
        "--out",
        compact,
        "--json");
  }

  private static byte[] bytes(byte[] values, int... shape) {
    StringBuilder extents = new StringBuilder();
    for (int extent : shape) {
      extents.append(extent).append(", ");
    }
    String header = "{'descr': '|u1', 'fortran_order': False, 'shape': (" + extents + "), }\n";
    ByteBuffer file = ByteBuffer.allocate(10 + header.length() + values.length);
    file.order(ByteOrder.LITTLE_ENDIAN).put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'});
    file.put((byte) 1).put((byte) 0).putShort((short) header.length());
    return file.put(header.getBytes(StandardCharsets.US_ASCII)).put(values).array();
  }

  private static JsonNode fine(Object... arguments) throws IOException {
    Invocation invocation = Invocation.of(arguments);
    assertThat(invocation.exitCode()).as(invocation.err()).isEqualTo(ExitCode.FINE);
    return JSON.readTree(invocation.out());
  }

  private static void refused(int exitCode, String message, Object... arguments) {
    Invocation invocation = Invocation.of(arguments);
    assertThat(invocation.err()).contains(message);
    assertThat(invocation.err().strip().lines()).hasSize(1);
    assertThat(invocation.exitCode()).isEqualTo(exitCode);
    assertThat(invocation.out()).isEmpty();
  }

  /** The same rows as a table and as arrays: the same error, everywhere. */
  @Test
  void aTableIsLearnedAndRun() throws IOException {
    JsonNode fromTable = fine("run", compact, "--data", table, "--class-column", "kind", "--json");
    assertThat(fromTable.get("images").asInt()).isEqualTo(ROWS);
    assertThat(fromTable.get("errorPercent").asDouble()).isLessThan(5);
    JsonNode fromArrays = fine("run", compact, "--data", inputs + "," + classes, "--json");
    assertThat(fromArrays.get("errorPercent")).isEqualTo(fromTable.get("errorPercent"));
    assertThat(Invocation.of("run", compact, "--data", inputs + "," + classes).out())
        .contains("x.npy: 300 images of all, error");
    JsonNode verified =
        fine("verify", checkpoint, compact, "--data", table, "--class-column", "kind", "--json");
    assertThat(verified.get("passed").asBoolean()).isTrue();
  }

  @Test
  void answersGoIntoAFile() throws IOException {
    Path answers = scratch.resolve("z.npy");
    JsonNode run =
        fine("run", compact, "--input", "input=" + inputs, "--output", answers, "--json");
    assertThat(run.get("inputs").asInt()).isEqualTo(ROWS);
    assertThat(run.get("outputShape").toString()).isEqualTo("[300,2]");
    float[] scores = NpyFile.read(answers).floats();
    float[] values = NpyFile.read(inputs).floats();
    SparseModel model = SparseModel.load(compact);
    float[] expected = new float[2 * ROWS];
    model.newSession(ROWS).run(values, ROWS, expected);
    assertThat(scores).isEqualTo(expected);
    for (int i = 0; i < ROWS; i++) {
      assertThat(run.get("classes").get(i).asInt())
          .isEqualTo(scores[2 * i + 1] > scores[2 * i] ? 1 : 0);
    }
    Path one = scratch.resolve("one.npy");
    Files.write(one, NpyFile.encode(new int[] {1, 3}, java.util.Arrays.copyOf(values, 3)));
    JsonNode single = fine("run", compact, "--input", one, "--json");
    assertThat(single.get("class")).isEqualTo(run.get("classes").get(0));
    assertThat(single.get("probabilities")).hasSize(2);
    assertThat(Invocation.of("run", compact, "--input", inputs).out())
        .contains("x.npy: 300 inputs", "and 290 more; --output FILE.npy writes all");
    refused(
        ExitCode.FAILURE, "exists; --force", "run", compact, "--input", one, "--output", answers);
    fine("run", compact, "--input", one, "--output", answers, "--force", "--json");
    assertThat(NpyFile.read(answers).shape()).containsExactly(1, 2);
    refused(
        ExitCode.USAGE, "is the input", "run", compact, "--input", one, "--output", one, "--force");
  }

  @Test
  void mistakesOfRunAreOneLine() throws IOException {
    Path wide = scratch.resolve("wide.npy");
    Files.write(wide, NpyFile.encode(new int[] {2, 4}, new float[8]));
    refused(
        ExitCode.FAILURE,
        "wide.npy: float32 [2, 4]: the net takes [count, 3, 1, 1], or one input [3, 1, 1]",
        "run",
        compact,
        "--input",
        wide);
    refused(
        ExitCode.USAGE,
        "has no input 'x', expected 'input'",
        "run",
        compact,
        "--input",
        "x=" + wide);
    refused(
        ExitCode.USAGE,
        "has one input, 'input', found 2 files",
        "run",
        compact,
        "--input",
        wide,
        "--input",
        inputs);
    refused(
        ExitCode.USAGE,
        "--output must be named .npy",
        "run",
        compact,
        "--input",
        inputs,
        "--output",
        scratch.resolve("z.txt"));
    refused(
        ExitCode.USAGE,
        "--output writes what a net answers to --input",
        "run",
        compact,
        "--data",
        table,
        "--output",
        scratch.resolve("z.npy"));
    refused(ExitCode.FAILURE, "found inputs alone", "run", compact, "--data", inputs);
    refused(
        ExitCode.USAGE,
        "--layout: expected one of [nchw, nhwc], found 'hwc'",
        "run",
        compact,
        "--data",
        inputs,
        "--layout",
        "hwc");
    refused(
        ExitCode.USAGE,
        "--layout is of .npy files",
        "run",
        compact,
        "--input",
        table,
        "--layout",
        "nhwc");
    refused(
        ExitCode.FAILURE,
        "t.csv: line 2, column 4 (age): expected",
        "run",
        compact,
        "--data",
        Files.writeString(scratch.resolve("t.csv"), "mass;length;kind;age\n1;2;0;3.5\n"));
  }

  /** Calibration on the table with classes, and on its inputs alone. */
  @Test
  void netsOfOthersAreCalibrated() throws IOException {
    Path onnx = scratch.resolve("t.onnx");
    JsonNode exported =
        fine(
            "export",
            compact,
            "--calibrate",
            table,
            "--class-column",
            "kind",
            "--out",
            onnx,
            "--json");
    assertThat(exported.get("comparison").get("passed").asBoolean()).isTrue();
    Path small = scratch.resolve("s.spvd");
    JsonNode labelled =
        fine(
            "compress",
            onnx,
            "--calibrate",
            table,
            "--class-column",
            "kind",
            "--sparsity",
            0.1,
            "--out",
            small,
            "--json");
    assertThat(labelled.get("calibration").get("errorPercentBefore").asDouble()).isLessThan(5);
    JsonNode alone =
        fine(
            "compress",
            onnx,
            "--calibrate",
            inputs,
            "--sparsity",
            0.1,
            "--out",
            small,
            "--force",
            "--json");
    JsonNode calibration = alone.get("calibration");
    assertThat(calibration.get("inputs").asText()).endsWith(", without classes");
    assertThat(calibration.has("errorPercentBefore")).isFalse();
    assertThat(calibration.get("differencePercent").asDouble()).isBetween(0.0, 100.0);
  }

  /** A net that takes channels first, of a picture, as both layouts and types have it. */
  @Test
  void layouts() throws IOException {
    int area = SIDE * SIDE;
    Random random = new Random(9);
    float[] weight = new float[2 * 3 * area];
    for (int i = 0; i < weight.length; i++) {
      weight[i] = (float) random.nextGaussian() / 100;
    }
    Path onnx = scratch.resolve("net.onnx");
    OnnxExporter.write(
        new Model.Chain("net", Shape.of(3, SIDE, SIDE))
            .add("flat", new Op.Flatten())
            .add("fc", new Op.Dense(new DenseTensor(Shape.of(2, 3 * area), weight), new float[2]))
            .build(),
        OnnxProfile.DENSE,
        onnx);
    Path net = scratch.resolve("net.spvd");
    fine("compress", onnx, "--lossless", "--out", net, "--json");
    byte[] first = new byte[5 * 3 * area];
    random.nextBytes(first);
    byte[] last = new byte[first.length];
    float[] lastNumbers = new float[first.length];
    for (int i = 0; i < first.length; i++) {
      int inside = i % (3 * area);
      int to = i - inside + inside % area * 3 + inside / area;
      last[to] = first[i];
      lastNumbers[to] = first[i] & 0xff;
    }
    Path pixels = Files.write(scratch.resolve("f.npy"), bytes(first, 5, 3, SIDE, SIDE));
    Path turned = Files.write(scratch.resolve("l.npy"), bytes(last, 5, SIDE, SIDE, 3));
    Path numbers =
        Files.write(
            scratch.resolve("n.npy"), NpyFile.encode(new int[] {5, SIDE, SIDE, 3}, lastNumbers));
    Path answers = scratch.resolve("z.npy");
    fine("run", net, "--input", pixels, "--output", answers, "--json");
    float[] expected = NpyFile.read(answers).floats();
    refused(
        ExitCode.FAILURE,
        "the net takes [count, 3, 6, 6], or one input [3, 6, 6]; --layout nhwc",
        "run",
        net,
        "--input",
        turned);
    byte[] labels = new byte[5];
    for (int i = 0; i < 5; i++) {
      labels[i] = (byte) (expected[2 * i + 1] > expected[2 * i] ? 1 : 0);
    }
    Path classesFile = Files.write(scratch.resolve("c.npy"), bytes(labels, 5));
    for (Path file : List.of(turned, numbers)) {
      fine(
          "run",
          net,
          "--input",
          file,
          "--layout",
          "nhwc",
          "--output",
          answers,
          "--force",
          "--json");
      float[] found = NpyFile.read(answers).floats();
      for (int i = 0; i < found.length; i++) {
        assertThat(found[i]).isCloseTo(expected[i], within(1e-4f));
      }
      JsonNode run = fine("run", net, "--data", file + "," + classesFile, "--json");
      assertThat(run.get("errorPercent").asDouble()).isZero();
      assertThat(run.get("layout").asText()).isEqualTo("channels first");
    }
    refused(
        ExitCode.FAILURE,
        "--layout says where they lie",
        "run",
        net,
        "--data",
        turned + "," + classesFile,
        "--layout",
        "nchw");
  }
}

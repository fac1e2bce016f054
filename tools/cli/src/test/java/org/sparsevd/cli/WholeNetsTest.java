package org.sparsevd.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.sparsevd.cli.TheirNet.fine;
import static org.sparsevd.cli.TheirNet.refused;
import static org.sparsevd.cli.TheirNet.values;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparsevd.array.NpyFile;
import org.sparsevd.cli.io.ExitCode;
import org.sparsevd.format.SpvdFile;
import org.sparsevd.model.Interpreter;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.onnx.OnnxProfile;
import org.sparsevd.onnx.read.OnnxImporter;
import org.sparsevd.onnx.write.OnnxExporter;
import org.sparsevd.tensor.Dim;
import org.sparsevd.tensor.ElementType;
import org.sparsevd.tensor.Shape;

/** Nets of several inputs and open shapes, from someone's ONNX file to arrays. */
class WholeNetsTest {
  private static final int BATCH = 2;
  private static final int LENGTH = 5;

  @TempDir private static Path folder;
  private static Model model;
  private static Path theirs;
  private static Path ids;
  private static Path extra;

  @TempDir private Path scratch;

  @BeforeAll
  static void write() throws IOException {
    Random random = new Random(3);
    Dim batch = Dim.symbol("batch");
    Dim length = Dim.symbol("length");
    model =
        new Model(
            "embedder",
            List.of(
                new Model.Input("ids", ElementType.INT64, Shape.of(batch, length)),
                new Model.Input("extra", ElementType.FLOAT, Shape.of(batch, length, Dim.of(16)))),
            List.of(
                new Node(
                    "table", new Op.Constant(ElementType.FLOAT, values(random, 40, 16)), List.of()),
                new Node("rows", new Op.Gather(0), List.of("table", "ids")),
                new Node("sum", new Op.Binary(Op.BinaryFunction.PLUS), List.of("rows", "extra")),
                new Node("fc", new Op.Dense(values(random, 20, 16), new float[20]), List.of("sum")),
                new Node("pooled", new Op.Reduce(Op.Fold.MEAN, List.of(1)), List.of("fc"))),
            List.of(new Model.Output("each", "fc"), new Model.Output("mean", "pooled")),
            false,
            Map.of());
    theirs = folder.resolve("theirs.onnx");
    OnnxExporter.write(model, OnnxProfile.DENSE, theirs);
    float[] numbers = new float[BATCH * LENGTH];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = random.nextInt(40);
    }
    ids = wholes(folder.resolve("ids.npy"), numbers, BATCH, LENGTH);
    extra = folder.resolve("extra.npy");
    Files.write(
        extra,
        NpyFile.encode(new int[] {BATCH, LENGTH, 16}, values(random, BATCH, LENGTH, 16).toArray()));
  }

  /** A file of int64, which is what NumPy makes of Python's numbers. */
  private static Path wholes(Path file, float[] numbers, int... shape) throws IOException {
    byte[] floats = NpyFile.encode(shape, numbers);
    int header = floats.length - 4 * numbers.length;
    ByteBuffer all =
        ByteBuffer.allocate(header + 8 * numbers.length).order(ByteOrder.LITTLE_ENDIAN);
    String text = new String(floats, 0, header, StandardCharsets.ISO_8859_1);
    all.put(text.replace("<f4", "<i8").getBytes(StandardCharsets.ISO_8859_1));
    for (float number : numbers) {
      all.putLong((long) number);
    }
    Files.write(file, all.array());
    return file;
  }

  private Path spvd() {
    return scratch.resolve("small.spvd");
  }

  private static float[] expected(Model whole, String value) throws IOException {
    Model bound = whole.bind(Map.of("batch", BATCH, "length", LENGTH));
    Map<String, float[]> inputs =
        Map.of("ids", NpyFile.read(ids).floats(), "extra", NpyFile.read(extra).floats());
    return new Interpreter(bound).values(inputs).get(value);
  }

  @Test
  void withoutDataWeightsAndTablesAreRounded() throws IOException {
    JsonNode told = fine("compress", theirs, "--out", spvd(), "--json");
    assertThat(told.get("bits").asInt()).isEqualTo(8);
    assertThat(told.toString()).contains("removed 0 of 20 units");
    assertThat(told.get("parameters").get("total").asInt()).isEqualTo(40 * 16 + 20 * 16);
    Path each = scratch.resolve("each.npy");
    Path mean = scratch.resolve("mean.npy");
    fine(
        "run",
        spvd(),
        "--input",
        "extra=" + extra,
        "--input",
        "ids=" + ids,
        "--output",
        "each=" + each,
        "--output",
        "mean=" + mean,
        "--json");
    assertThat(NpyFile.read(each).shape()).containsExactly(BATCH, LENGTH, 20);
    Model compressed = SpvdFile.read(spvd());
    String pooled = compressed.outputs().get(1).value();
    checkNear(NpyFile.read(mean).floats(), expected(compressed, pooled), 1e-5f);
    checkNear(NpyFile.read(each).floats(), expected(model, "fc"), 0.3f);
    assertThat(expected(compressed, pooled)).isNotEqualTo(expected(model, "pooled"));
  }

  private static void checkNear(float[] found, float[] expected, float by) {
    assertThat(found).hasSameSizeAs(expected);
    for (int i = 0; i < expected.length; i++) {
      assertThat(found[i]).isCloseTo(expected[i], within(by));
    }
  }

  @Test
  void losslessKeepsEveryValueAndSparsityGoesForTables() throws IOException {
    fine("compress", theirs, "--out", spvd(), "--lossless", "--json");
    Model kept = SpvdFile.read(spvd());
    assertThat(expected(kept, kept.outputs().get(0).value())).isEqualTo(expected(model, "fc"));
    JsonNode sparse =
        fine(
            "compress",
            theirs,
            "--out",
            spvd(),
            "--force",
            "--sparsity",
            "0.5",
            "--bits",
            "6",
            "--json");
    assertThat(sparse.get("parameters").get("nonZero").asInt()).isBetween(470, 480);
    JsonNode told = fine("inspect", spvd(), "--json");
    assertThat(told.get("total").asInt()).isEqualTo(40 * 16 + 20 * 16);
    assertThat(told.get("nonZero").asInt()).isBetween(450, 480);
    fine("inspect", theirs, "--json");
  }

  @ParameterizedTest
  @ValueSource(strings = {"random", "files", "archive"})
  void layersAreFittedToWhatTheyReadOnCalls(String kind) throws IOException {
    List<Object> line = new ArrayList<>(List.of("compress", theirs, "--out", spvd(), "--json"));
    line.addAll(List.of("--sparsity", "0.3", "--bits", "5", "--calibrate"));
    switch (kind) {
      case "random" -> line.add("random");
      case "files" -> line.addAll(List.of("ids=" + ids, "--calibrate", "extra=" + extra));
      default -> line.add(archive());
    }
    JsonNode told = fine(line.toArray());
    JsonNode calibration = told.get("calibration");
    boolean random = kind.equals("random");
    assertThat(calibration.get("judgedBy").asInt()).isEqualTo(random ? 4 : 1);
    assertThat(calibration.get("lookedAt").asInt()).isEqualTo(random ? 12 : 1);
    assertThat(calibration.get("differencePercent").get("each").asDouble()).isBetween(0.1, 60.0);
    assertThat(calibration.get("differencePercent").get("mean").asDouble()).isBetween(0.01, 60.0);
    assertThat(told.toString()).contains("round to 5 bits by least squares");
  }

  @Test
  void aFileMeetsTheGoalThatIsAskedFor() throws IOException {
    Files.createFile(scratch.resolve("x.spvd.front.html"));
    List<Object> line = List.of("compress", theirs, "--calibrate", "random", "--json", "--force");
    JsonNode alike = fine(with(line, "--out", spvd(), "--min-similarity", "0.999"));
    assertThat(alike.get("chosenSimilarity").asDouble()).isGreaterThanOrEqualTo(0.999);
    long bytes = Files.size(spvd());
    JsonNode small =
        fine(with(line, "--out", spvd(), "--front", "--max-bytes", String.valueOf(bytes * 3 / 4)));
    assertThat(Files.size(spvd())).isBetween(bytes / 2, bytes * 3 / 4);
    assertThat(small.get("chosenSimilarity").asDouble()).isBetween(0.5, 0.9999);
    long before = Long.MAX_VALUE / 2;
    for (JsonNode point : small.get("front")) {
      assertThat(point.get("bytes").asLong()).isLessThanOrEqualTo(before + 20);
      before = point.get("bytes").asLong();
    }
    assertThat(small.get("front").size()).isGreaterThanOrEqualTo(7);
    String page = Files.readString(Path.of(spvd() + ".front.html"));
    assertThat(page).contains("<svg", "class='front'", "by 4 calls", "<td>written</td>");
    assertThat(page.split("class='mark m0 hollow'", -1)).hasSizeGreaterThan(7);
    refused(
        ExitCode.FAILURE,
        "compress "
            + theirs
            + " --calibrate random --front --out "
            + spvd().resolveSibling("x.spvd"),
        "x.spvd.front.html exists");
    JsonNode calibration = small.get("calibration");
    assertThat(calibration.get("lookedAt").asInt() + 2 * calibration.get("judgedBy").asInt())
        .isEqualTo(16);
  }

  private static Object[] with(List<Object> line, Object... more) {
    List<Object> all = new ArrayList<>(line);
    all.addAll(List.of(more));
    return all.toArray();
  }

  /** Both arrays in one file. */
  private Path archive() throws IOException {
    Path file = scratch.resolve("calls.npz");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      for (Map.Entry<String, Path> array : Map.of("ids", ids, "extra", extra).entrySet()) {
        zip.putNextEntry(new ZipEntry(array.getKey() + ".npy"));
        Files.copy(array.getValue(), zip);
        zip.closeEntry();
      }
    }
    return file;
  }

  @ParameterizedTest
  @ValueSource(strings = {"drawn", "files"})
  void speedIsMeasuredBesideOnnxRuntime(String kind) throws IOException {
    fine("compress", theirs, "--out", spvd(), "--lossless", "--json");
    List<Object> line = new ArrayList<>(List.of("bench", spvd(), "--seconds", "0.1", "--json"));
    boolean drawn = kind.equals("drawn");
    line.addAll(
        drawn
            ? List.of("--input-shape", "ids=3,7")
            : List.of("--input", "ids=" + ids, "--input", "extra=" + extra));
    JsonNode told = fine(line.toArray());
    assertThat(told.get("inputs").get("extra").asText())
        .isEqualTo(drawn ? "FLOAT [3, 7, 16]" : "FLOAT [1, 5, 16]");
    assertThat(told.get("calls")).hasSize(2);
    for (JsonNode call : told.get("calls")) {
      assertThat(call.get("nanosecondsPerCall").asDouble()).isPositive();
    }
    for (String output : List.of("each", "mean")) {
      JsonNode difference = told.get("differences").get(output);
      assertThat(difference.get("largest").asDouble()).isLessThan(1e-5);
      assertThat(difference.get("scale").asDouble()).isGreaterThan(0.01);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"onnx", "spvd"})
  void exportsAreComparedOnDrawnCalls(String kind) throws IOException {
    fine("compress", theirs, "--out", spvd(), "--json");
    Path from = kind.equals("onnx") ? theirs : spvd();
    Path to = scratch.resolve("again.onnx");
    JsonNode said = fine("export", from, "--out", to, "--symbols", "batch=2,length=5", "--json");
    JsonNode outputs = said.get("comparison").get("outputs");
    assertThat(outputs).hasSize(2);
    for (JsonNode output : outputs) {
      assertThat(output.get("share").asDouble()).isLessThan(1e-5);
      assertThat(output.get("largest").asDouble()).isGreaterThan(0.01);
    }
    Model again = OnnxImporter.read(to);
    assertThat(again.symbols()).isEqualTo(model.symbols());
    assertThat(again.inputs()).isEqualTo(model.inputs());
  }

  @Test
  void exportsOfUnknownExtentsAreWrittenAndNotCompared() throws IOException {
    Path to = scratch.resolve("again.onnx");
    Invocation export = Invocation.of("export", theirs, "--out", to);
    assertThat(export.exitCode()).isEqualTo(ExitCode.FINE);
    assertThat(export.err()).contains("written, but not compared", "'length'", "--symbols");
    assertThat(OnnxImporter.read(to).outputs()).hasSize(2);
  }

  @Test
  void aStackTraceIsPrintedWhereItIsAskedFor() {
    Invocation missing = Invocation.of("inspect", scratch.resolve("no.onnx"), "--stacktrace");
    assertThat(missing.err()).contains("no such file", "\tat ");
  }

  @Test
  void answersAreShownWhereNoFileTakesThem() throws IOException {
    fine("compress", theirs, "--out", spvd(), "--lossless", "--json");
    Invocation run =
        Invocation.of("run", spvd(), "--input", "ids=" + ids, "--input", "extra=" + extra);
    assertThat(run.out()).contains("each", "mean", "[2, 5, 20]", "float", "...");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "run SPVD --input ids=IDS | --input extra=FILE.npy",
        "run SPVD --input IDS | NAME=FILE",
        "run SPVD --input words=IDS | no input 'words'",
        "run SPVD --input ids=IDS --input ids=IDS | two files",
        "run SPVD --input ids=IDS --input extra=EXTRA --output best=B.npy | no output 'best'",
        "run SPVD --input ids=IDS --input extra=EXTRA --output mean=IDS --force | named twice",
        "run SPVD | --input NAME=FILE.npy",
        "compress ONNX --out OUT --calibrate random --max-error-increase 1 | --bits N",
        "compress ONNX --out OUT --calibrate ids=IDS | --calibrate extra=FILE.npy",
        "compress ONNX --out OUT --calibrate words=IDS | no input 'words'",
        "compress ONNX --out OUT --mean 0 --std 1 | --mean",
        "compress ONNX --out OUT --bits 1 | 2 to 16",
        "bench SPVD --input-shape words=1,2 | no input 'words'",
        "bench SPVD --input-shape ids=1 | --input-shape: input 'ids' has the shape [batch, length]",
        "bench SPVD --input ids=IDS | --input extra=FILE.npy",
        "bench SPVD --threads 2 | --threads",
        "compress ONNX --out OUT --bits 8 --lossless | choose one",
        "compress ONNX --out OUT --max-bytes 9kB | --calibrate DATA",
        "compress ONNX --out OUT --calibrate random --max-bytes 9x | 9.5MB",
        "compress ONNX --out OUT --calibrate random --min-similarity 2 | such as 0.99",
        "compress ONNX --out OUT --calibrate random --front --bits 4 | leave --bits",
        "compress ONNX --out OUT --calibrate random --front --max-bytes 1 --min-similarity 0.5 |"
            + " each",
        "export ONNX --out X.onnx --profile int8 | takes [Input[name=ids",
      })
  void whatCannotBeIsRefusedByName(String line, String part) throws IOException {
    fine("compress", theirs, "--out", spvd(), "--lossless", "--json");
    refused(ExitCode.USAGE, filled(line), part.strip());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "run SPVD --input ids=EXTRA --input extra=EXTRA | whole numbers",
        "run SPVD --input ids=IDS --input extra=IDS | extra",
      })
  void whatDoesNotFitIsRefusedByName(String line, String part) throws IOException {
    fine("compress", theirs, "--out", spvd(), "--lossless", "--json");
    refused(ExitCode.FAILURE, filled(line), part.strip());
  }

  private String filled(String line) {
    return line.replace("SPVD", spvd().toString())
        .replace("IDS", ids.toString())
        .replace("EXTRA", extra.toString())
        .replace("ONNX", theirs.toString())
        .replace("OUT", scratch.resolve("out.spvd").toString());
  }
}

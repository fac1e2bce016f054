package org.sparsevd.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.sparsevd.model.Attributes;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.model.OpRow;
import org.sparsevd.tensor.Dim;
import org.sparsevd.tensor.Shape;
import org.sparsevd.tensor.Tensor;

/**
 * The reader in {@code src/test/python}, written from {@code FORMAT.md} alone, gets the same models
 * from the conformance files: a test of that page. Skipped where there is no {@code python3}.
 */
class StrangersReaderTest {
  private static final Path FOLDER = Path.of("src/test/resources/conformance");

  /** Whether there is time for a minute of Python, which 17 million decisions take. */
  private static final boolean SOAK = Integer.getInteger("sparsevd.mutations", 0) >= 100_000;

  @Test
  void readsTheSameModels() throws Exception {
    assumeTrue(hasPython(), "no python3");
    List<Path> files;
    try (Stream<Path> all = Files.list(FOLDER)) {
      files = all.filter(file -> file.toString().endsWith(".spvd")).sorted().toList();
    }
    assertThat(files).hasSizeGreaterThan(10);
    if (!SOAK) {
      files = files.stream().filter(file -> !file.endsWith("refuse-coded-decisions.spvd")).toList();
    }
    for (Path file : files) {
      String found = output("python3", "src/test/python/spvd.py", file.toString());
      if (file.getFileName().toString().startsWith("refuse-")) {
        assertThat(found).as(file.toString()).startsWith("refused: ");
      } else {
        assertThat(found.lines().toList())
            .as(file.toString())
            .isEqualTo(lines(SpvdFile.decodeUncertain(Files.readAllBytes(file))));
      }
    }
  }

  private static boolean hasPython() {
    try {
      return output("python3", "--version").startsWith("Python 3");
    } catch (IOException | InterruptedException e) {
      return false;
    }
  }

  private static String output(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return output;
  }

  private static List<String> lines(UncertainModel uncertain) {
    Model model = uncertain.model();
    List<String> lines = FileVersion.isGeneral(model) ? generalLines(model) : lines(model);
    for (Node node : uncertain.model().nodes()) {
      Tensor deviations = uncertain.deviations().get(node.name());
      if (deviations != null) {
        lines.add("deviations " + node.name() + " " + told(deviations.toArray()));
      }
    }
    return lines;
  }

  /** Of a model that needs a general header: attributes in place of shapes. */
  private static List<String> generalLines(Model model) {
    List<String> lines = new ArrayList<>();
    lines.add("name " + model.name());
    lines.add(model.batched() ? "batched" : "whole");
    Map<String, Integer> values = new HashMap<>();
    for (Model.Input input : model.inputs()) {
      lines.add("input " + input.name() + " " + input.type() + " " + input.shape());
      values.put(input.name(), values.size());
    }
    for (Node node : model.nodes()) {
      lines.add(line(node, attributes(node.op()), values));
      values.put(node.name(), values.size());
    }
    for (Model.Output output : model.outputs()) {
      lines.add("output " + output.name() + " " + values.get(output.value()));
    }
    model.metadata().forEach((key, value) -> lines.add(key + "=" + value));
    return lines;
  }

  /** Shapes of tensors, then attributes, of operators that only these files have. */
  private static String attributes(Op op) {
    if (!FileVersion.isOnlyGeneral(op.kind())) {
      return "";
    }
    List<String> parts = new ArrayList<>();
    op.tensors().forEach(tensor -> parts.add(tensor.shape().toString()));
    Attributes attributes = op.attributes();
    Iterator<Integer> integers = attributes.integers().iterator();
    Iterator<List<Dim>> lists = attributes.extents().iterator();
    Iterator<Float> reals = attributes.reals().iterator();
    for (OpRow.Attribute attribute : op.kind().row().attributes()) {
      switch (attribute.form()) {
        case INTEGER -> parts.add(integers.next().toString());
        case EXTENTS -> parts.add(lists.next().toString());
        case REAL -> parts.add(String.format("%08x", Float.floatToRawIntBits(reals.next())));
        default -> throw new AssertionError(attribute);
      }
    }
    return String.join(" ", parts);
  }

  private static String line(Node node, String third, Map<String, Integer> values) {
    List<String> parts = new ArrayList<>();
    parts.add(node.op().kind().number() + " " + node.name());
    parts.add(
        node.inputs().stream()
            .map(name -> values.get(name).toString())
            .collect(Collectors.joining(" ")));
    parts.add(third);
    node.op().tensors().forEach(tensor -> parts.add(told(tensor.toArray())));
    return String.join(" | ", parts);
  }

  private static List<String> lines(Model model) {
    List<String> lines = new ArrayList<>();
    lines.add("name " + model.name());
    lines.add("input " + words(model.inputShape()));
    Map<String, Integer> values = new HashMap<>(Map.of(Model.INPUT, 0));
    for (Node node : model.nodes()) {
      lines.add(line(node, words(model.shape(node.name())), values));
      values.put(node.name(), values.size());
    }
    lines.add("output " + values.get(model.output()));
    model.metadata().forEach((key, value) -> lines.add(key + "=" + value));
    return lines;
  }

  private static String words(Shape shape) {
    return IntStream.of(shape.toArray()).mapToObj(String::valueOf).collect(Collectors.joining(" "));
  }

  private static String told(float[] tensor) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * tensor.length).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : tensor) {
      bytes.putFloat(value);
    }
    CRC32 checksum = new CRC32();
    checksum.update(bytes.array());
    return String.format(Locale.ROOT, "%d:%08x", tensor.length, checksum.getValue());
  }
}

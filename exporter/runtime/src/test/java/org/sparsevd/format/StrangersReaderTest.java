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
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
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
    List<String> lines = lines(uncertain.model());
    for (Node node : uncertain.model().nodes()) {
      Tensor deviations = uncertain.deviations().get(node.name());
      if (deviations != null) {
        lines.add("deviations " + node.name() + " " + told(deviations.toArray()));
      }
    }
    return lines;
  }

  private static List<String> lines(Model model) {
    List<String> lines = new ArrayList<>();
    lines.add("name " + model.name());
    lines.add("input " + words(model.inputShape()));
    Map<String, Integer> values = new HashMap<>(Map.of(Model.INPUT, 0));
    for (Node node : model.nodes()) {
      List<String> parts = new ArrayList<>();
      parts.add(node.op().kind().number() + " " + node.name());
      parts.add(
          node.inputs().stream()
              .map(name -> values.get(name).toString())
              .collect(Collectors.joining(" ")));
      parts.add(words(model.shape(node.name())));
      node.op().tensors().forEach(tensor -> parts.add(told(tensor.toArray())));
      lines.add(String.join(" | ", parts));
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

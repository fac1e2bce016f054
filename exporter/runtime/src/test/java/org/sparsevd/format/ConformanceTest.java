package org.sparsevd.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sparsevd.model.Interpreter;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;

/** The files that strangers test their readers with: what was valid once stays so. */
class ConformanceTest {
  private static final Path FOLDER = Path.of("src/test/resources/conformance");

  @ParameterizedTest
  @CsvSource({
    "all-operators.spvd, output.txt",
    "compact.spvd, compact-output.txt",
    "compact-anonymous.spvd, compact-output.txt",
    "additions.spvd, additions-output.txt"
  })
  void readsAndRunsEveryOperator(String file, String output) throws IOException {
    Model model = SpvdFile.read(FOLDER.resolve(file));
    Set<OpCode> found = new HashSet<>();
    for (Node node : model.nodes()) {
      found.add(OpCode.of(node.op()));
    }
    boolean additions = file.equals("additions.spvd");
    assertThat(found)
        .containsAll(
            Arrays.stream(OpCode.values()).filter(c -> c.isAddition() == additions).toList());
    float[] expected = numbers(output);
    float[] input = Arrays.copyOf(numbers("input.txt"), model.inputShape().size());
    float[] actual = new Interpreter(model).run(input);
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < expected.length; i++) {
      assertThat(actual[i]).isCloseTo(expected[i], within(1e-5f));
    }
  }

  private static float[] numbers(String file) throws IOException {
    List<String> lines = Files.readAllLines(FOLDER.resolve(file));
    float[] numbers = new float[lines.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = Float.parseFloat(lines.get(i));
    }
    return numbers;
  }

  @ParameterizedTest
  @CsvSource({
    "refuse-checksum.spvd, checksum of section",
    "refuse-version.spvd, version 4 is unknown",
    "refuse-storage-kind.spvd, storage kind 3 of a.scale is unknown",
    "refuse-expansion.spvd, expansion limit",
    "refuse-compact-checksum.spvd, checksum of the file",
    "refuse-coded-end.spvd, the end is not the shortest one",
    "refuse-coded-lines.spvd, more than a stream of this length may have"
  })
  void refuses(String file, String message) {
    assertThatThrownBy(() -> SpvdFile.read(FOLDER.resolve(file)))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining(message);
  }
}

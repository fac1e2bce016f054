package org.sparsevd.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparsevd.model.Interpreter;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.OpKind;
import org.sparsevd.sparse.Storage;
import org.sparsevd.tensor.Step;

/** The files that strangers test their readers with: what was valid once stays so. */
class ConformanceTest {
  private static final Path FOLDER = Path.of("src/test/resources/conformance");

  @ParameterizedTest
  @CsvSource({
    "all-operators.spvd, output.txt",
    "compact.spvd, compact-output.txt",
    "compact-anonymous.spvd, compact-output.txt",
    "additions.spvd, additions-output.txt",
    "operators-4.spvd, operators-4-output.txt"
  })
  void readsAndRunsEveryOperator(String file, String output) throws IOException {
    Model model = SpvdFile.read(FOLDER.resolve(file));
    Set<OpKind> found = new HashSet<>();
    for (Node node : model.nodes()) {
      found.add(node.op().kind());
    }
    int version = read(file)[4];
    assertThat(found)
        .containsAll(
            OpKind.all().stream()
                .filter(kind -> FileVersion.has(version, kind))
                .filter(kind -> version < 3 || !FileVersion.has(version - 1, kind))
                .filter(kind -> !FileVersion.isOnlyGeneral(kind))
                .toList());
    float[] expected = numbers(output);
    float[] input = Arrays.copyOf(numbers("input.txt"), model.inputShape().size());
    float[] actual = new Interpreter(model).run(input);
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < expected.length; i++) {
      assertThat(actual[i]).isCloseTo(expected[i], within(1e-5f));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"general.spvd", "general-anonymous.spvd"})
  void readsAndRunsEveryGeneralOperator(String file) throws IOException {
    Model model = SpvdFile.read(FOLDER.resolve(file));
    Set<OpKind> found = new HashSet<>();
    model.nodes().forEach(node -> found.add(node.op().kind()));
    assertThat(found)
        .containsAll(
            OpKind.all().stream()
                .filter(FileVersion::isOnlyGeneral)
                .filter(kind -> kind.number() <= GeneralModels.LAST)
                .toList());
    Map<String, float[]> known = namedNumbers("general-values.txt");
    Map<String, float[]> inputs = new HashMap<>();
    model.inputs().forEach(in -> inputs.put(in.name(), known.get("input " + in.name())));
    Map<String, float[]> values = new Interpreter(model.bind(GeneralModels.NUMBERS)).values(inputs);
    for (Model.Output output : model.outputs()) {
      float[] expected = known.get("output " + output.name());
      assertThat(values.get(output.value()))
          .as(output.name())
          .containsExactly(expected, within(1e-5f));
    }
  }

  /** A file that was not made anew would show less than its model has. */
  @Test
  void generalFilesAreThoseOfTheirModel() throws IOException {
    Model model = GeneralModels.everything(new Random(9));
    assertThat(SpvdFile.encode(model)).isEqualTo(read("general.spvd"));
    assertThat(SpvdFile.encodeCompact(Anonymous.of(model)))
        .isEqualTo(read("general-anonymous.spvd"));
  }

  /** Numbers below the line that says what they are. */
  private static Map<String, float[]> namedNumbers(String file) throws IOException {
    Map<String, List<String>> lists = new HashMap<>();
    List<String> last = List.of();
    for (String line : Files.readAllLines(FOLDER.resolve(file))) {
      if (line.contains(" ")) {
        last = new ArrayList<>();
        lists.put(line, last);
      } else {
        last.add(line);
      }
    }
    Map<String, float[]> numbers = new HashMap<>();
    lists.forEach((name, list) -> numbers.put(name, numbers(list)));
    return numbers;
  }

  @ParameterizedTest
  @EnumSource(Storage.class)
  void readsEveryStorageKind(Storage storage) throws IOException {
    String file = storage.name().toLowerCase(Locale.ROOT) + ".spvd";
    Model model = SpvdFile.read(FOLDER.resolve(file));
    assertThat(SpvdFile.encode(model, storage)).hasSameSizeAs(read(file));
    float[] output = new Interpreter(model).run(numbers("input.txt"));
    assertThat(output).containsExactly(numbers("output.txt"), within(1e-5f));
  }

  @Test
  void readsAndWritesTheCodedNet() throws IOException {
    Model model = SpvdFile.decode(read("coded.spvd"));
    assertThat(SpvdFile.encodeCompact(model)).isEqualTo(read("coded.spvd"));
    assertThat(Description.of(model))
        .isEqualTo(Description.of(QuantizedModels.convolutional(new Random(9))));
  }

  @Test
  void readsAndWritesDeviations() throws IOException {
    UncertainModel model = SpvdFile.decodeUncertain(read("deviations.spvd"));
    assertThat(model.deviations()).hasSize(4);
    assertThat(SpvdFile.encodeCompact(model)).isEqualTo(read("deviations.spvd"));
    assertThat(SpvdFile.encodeCompact(model.model())).isEqualTo(read("coded.spvd"));
  }

  @Test
  void readsTabledTensors() throws IOException {
    Model model = SpvdFile.decode(read("tabled.spvd"));
    float[] expected = ConformanceFiles.tabledWeight(new Random(9)).toTensor().toArray();
    assertThat(model.nodes().get(0).op().tensors().get(0).toArray()).isEqualTo(expected);
    assertThat(model.nodes().get(0).step(0)).contains(Step.nearest(0.25));
  }

  /** Every single-bit flip of every valid file is refused; nothing in a file is without meaning. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "all-operators.spvd",
        "dense.spvd",
        "csr.spvd",
        "bitmask.spvd",
        "coded.spvd",
        "compact.spvd",
        "compact-anonymous.spvd",
        "additions.spvd",
        "operators-4.spvd",
        "general.spvd",
        "general-anonymous.spvd",
        "deviations.spvd",
        "tabled.spvd"
      })
  void everyFlippedBitIsRefused(String name) throws IOException {
    byte[] file = read(name);
    for (int bit = 0; bit < 8 * file.length; bit++) {
      file[bit / 8] ^= (byte) (1 << bit % 8);
      assertThatThrownBy(() -> SpvdFile.decode(file))
          .as("bit %d", bit)
          .isInstanceOf(FormatException.class);
      file[bit / 8] ^= (byte) (1 << bit % 8);
    }
  }

  private static byte[] read(String file) throws IOException {
    return Files.readAllBytes(FOLDER.resolve(file));
  }

  private static float[] numbers(String file) throws IOException {
    return numbers(Files.readAllLines(FOLDER.resolve(file)));
  }

  private static float[] numbers(List<String> lines) {
    float[] numbers = new float[lines.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = Float.parseFloat(lines.get(i));
    }
    return numbers;
  }

  @ParameterizedTest
  @CsvSource({
    "refuse-checksum.spvd, checksum of section",
    "refuse-version.spvd, version 5 is unknown",
    "refuse-storage-kind.spvd, storage kind 3 of a.scale is unknown",
    "refuse-expansion.spvd, expansion limit",
    "refuse-compact-checksum.spvd, checksum of the file",
    "refuse-tabled-states.spvd, 'tensor 1 of dense-1: the states of a block do not end'",
    "refuse-coded-end.spvd, the end is not the shortest one",
    "refuse-coded-lines.spvd, rows and columns are more than a stream of this length may have",
    "refuse-coded-decisions.spvd, decisions are more than a stream of this length may have"
  })
  void refuses(String file, String message) {
    assertThatThrownBy(() -> SpvdFile.read(FOLDER.resolve(file)))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining(message);
  }
}

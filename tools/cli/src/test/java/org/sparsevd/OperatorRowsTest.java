package org.sparsevd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * In how many files an operator stands: all main sources, comments too, by any name that it has in
 * Java or ONNX. What docs/ADDING-AN-OPERATOR.md promises.
 */
class OperatorRowsTest {
  private static final Path ROOT = Path.of("..", "..");

  private static List<String> filesWith(String name) throws IOException {
    Pattern mention = Pattern.compile("(?<![A-Za-z])" + name, Pattern.CASE_INSENSITIVE);
    List<String> found = new ArrayList<>();
    int sources = 0;
    try (Stream<Path> files = Files.walk(ROOT)) {
      for (Path file : (Iterable<Path>) files.filter(OperatorRowsTest::isMainSource)::iterator) {
        sources++;
        if (mention.matcher(Files.readString(file)).find()) {
          found.add(file.getFileName().toString());
        }
      }
    }
    assertThat(sources).isGreaterThan(300);
    return found;
  }

  private static boolean isMainSource(Path file) {
    String path = file.toString().replace('\\', '/');
    return path.contains("/src/main/") && path.endsWith(".java");
  }

  @Test
  void aFunctionOfEachElementStandsInTwoFiles() throws IOException {
    // Not an author of that name.
    assertThat(filesWith("mish(?!ra)"))
        .containsExactlyInAnyOrder("FunctionOps.java", "PointwiseTable.java");
    assertThat(filesWith("selu")).hasSize(2);
    assertThat(filesWith("thresholded_?relu")).hasSize(2);
  }

  /**
   * Recurrent layers have names for some functions, and formulas of exporters are known as some. A
   * curve of its own has GELU.
   */
  @Test
  void whatElseKnowsAFunctionIsNoReaderOfAllOperators() throws IOException {
    assertThat(filesWith("softsign"))
        .containsExactlyInAnyOrder(
            "FunctionOps.java", "PointwiseTable.java", "Activation.java", "RecurrentUnits.java");
    assertThat(filesWith("gelu"))
        .containsExactlyInAnyOrder(
            "PointwiseOps.java",
            "PointwiseTable.java",
            "Gates.java",
            "Patterns.java",
            "GeluWriter.java",
            "NodeWriter.java",
            "Opsets.java",
            "Curve.java",
            "CurveVectors.java",
            "GeluVectors.java",
            "ElementMap.java",
            "Curved.java");
  }

  /** And in three that translate between it and the general operator of which it is a case. */
  @Test
  void anOperatorWithATensorStandsInFourFiles() throws IOException {
    assertThat(filesWith("p_?relu"))
        .containsExactlyInAnyOrder(
            "ChannelOps.java",
            "Cut.java",
            "ElementPlanner.java",
            "NodeWriter.java",
            "ElementRules.java",
            "Sums.java",
            "ArithmeticWriter.java");
  }
}

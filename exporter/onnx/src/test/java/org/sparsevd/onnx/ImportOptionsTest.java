package org.sparsevd.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.sparsevd.model.Model;
import org.sparsevd.onnx.read.OnnxImporter;

/** Shapes of inputs and outputs that a caller names in place of those of a file. */
class ImportOptionsTest {
  private static final byte[] FILE =
      new GraphWriter(13, 3, 0, 0)
          .node("Relu", "a", List.of("x"))
          .node("Sigmoid", "b", List.of("a"))
          .bytes("b");

  private static Model read(List<String> shapes, List<String> outputs) throws OnnxException {
    return OnnxImporter.read(FILE, ImportOptions.of(shapes, outputs));
  }

  private static void refused(List<String> shapes, List<String> outputs, String... reasons) {
    assertThatThrownBy(() -> read(shapes, outputs))
        .isInstanceOf(OnnxException.class)
        .hasMessageContainingAll(reasons);
  }

  @Test
  void numbersFixWhatAFileLeavesOpen() throws Exception {
    Model whole = OnnxImporter.read(FILE);
    assertThat(whole.batched()).isFalse();
    assertThat(whole.symbols()).hasSize(3);
    Model fixed = read(List.of("x=batch,3,4,5"), List.of());
    assertThat(fixed.batched()).isTrue();
    assertThat(fixed.inputShape().toArray()).containsExactly(3, 4, 5);
    assertThat(read(List.of("n,3,4,5"), List.of()).inputShape()).isEqualTo(fixed.inputShape());
  }

  @Test
  void namesLeaveDimensionsFree() throws Exception {
    Model open = read(List.of("x=1,3,side,side"), List.of());
    assertThat(open.symbols()).containsExactly("side");
    assertThat(open.inputs().get(0).shape().toString()).isEqualTo("[1, 3, side, side]");
  }

  @Test
  void otherValuesComeOut() throws Exception {
    Model model = read(List.of(), List.of("a", "b"));
    assertThat(model.outputs()).extracting(Model.Output::name).containsExactly("a", "b");
    assertThat(read(List.of("x=n,3,4,5"), List.of("a")).nodes()).hasSize(1);
  }

  @Test
  void whatDoesNotFitTheFileIsRefused() {
    refused(List.of("y=1,3,4,5"), List.of(), "for input 'y'", "inputs are x=batch,3,?,?");
    refused(List.of("x=3,4,5"), List.of(), "3 dimensions", "x=batch,3,?,?", "expected 4");
    refused(List.of(), List.of("c"), "no node makes a value 'c'", "outputs are b");
    refused(List.of(), List.of("b", "b"), "named twice");
  }

  @Test
  void whatIsNoShapeIsRefused() {
    for (String bad : List.of("", "x=", "x=1,,2", "x=0,1", "x=-1", "x=1.5", "x=99999999999")) {
      assertThatThrownBy(() -> ImportOptions.of(List.of(bad), List.of()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("found '" + bad + "'");
    }
    assertThatThrownBy(() -> ImportOptions.of(List.of("x=1", "x=2"), List.of()))
        .hasMessageContaining("two shapes for input 'x'");
  }
}

package org.sparsevd.onnx.lower;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparsevd.model.Interpreter;
import org.sparsevd.model.Model;
import org.sparsevd.onnx.GraphWriter;
import org.sparsevd.onnx.OnnxException;
import org.sparsevd.onnx.read.OnnxImporter;
import org.sparsevd.onnx.write.Attributes;
import org.sparsevd.tensor.Shape;

/** Values that a graph makes of extents which only a call tells: places, masks, the extents. */
class FreeExtentsTest {
  private static final int BATCH = 2;

  /** From {@code x [batch, length]}, whose length is {@code n} below. */
  private static GraphWriter graph() {
    return new GraphWriter(16, 0)
        .integers("one", 1)
        .node("Shape", "s", List.of("x"))
        .node("Gather", "list", List.of("s", "one"))
        .node("Squeeze", "n", List.of("list"));
  }

  private static float[] run(GraphWriter graph, int length) throws OnnxException {
    Model open = OnnxImporter.read(graph.bytes("y"));
    Shape shape = open.inputs().get(0).shape();
    Map<String, Integer> numbers = new HashMap<>();
    numbers.put(shape.extent(0).toString(), BATCH);
    numbers.put(shape.extent(1).toString(), length);
    float[] x = new float[BATCH * length];
    for (int i = 0; i < x.length; i++) {
      x[i] = 10 * (i + 1);
    }
    return new Interpreter(open.bind(numbers))
        .values(Map.of("x", x))
        .get(open.outputs().get(0).value());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5})
  void aRangeOfFreeLength(int length) throws Exception {
    GraphWriter graph =
        graph()
            .integers("three", 3)
            .integers("minus", -2)
            .node("Squeeze", "start", List.of("three"))
            .node("Squeeze", "step", List.of("minus"))
            .node("Sub", "span", List.of("start", "n"))
            .node("Sub", "end", List.of("span", "n"))
            .node("Range", "r", List.of("start", "end", "step"))
            .node("Cast", "floats", List.of("r"), Attributes.integer("to", 1))
            .node("Add", "y", List.of("x", "floats"));
    float[] found = run(graph, length);
    for (int i = 0; i < found.length; i++) {
      assertThat(found[i]).isEqualTo(10 * (i + 1) + 3 - 2 * (i % length));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5})
  void aTriangleOfFreeSize(int length) throws Exception {
    for (int upper = 0; upper < 2; upper++) {
      GraphWriter graph =
          graph()
              .node("Concat", "square", List.of("list", "list"), Attributes.integer("axis", 0))
              .node(
                  "ConstantOfShape",
                  "ones",
                  List.of("square"),
                  GraphWriter.tensor("value", GraphWriter.integerTensor(7).build()))
              .node("Trilu", "t", List.of("ones", "one"), Attributes.integer("upper", upper))
              .node("Cast", "floats", List.of("t"), Attributes.integer("to", 1))
              .node("MatMul", "y", List.of("x", "floats"));
      float[] found = run(graph, length);
      for (int i = 0; i < found.length; i++) {
        float expected = 0;
        for (int k = 0; k < length; k++) {
          int beyond = i % length - k - 1;
          expected +=
              (upper == 1 ? beyond >= 0 : beyond <= 0) ? 7 * 10 * (i / length * length + k + 1) : 0;
        }
        assertThat(found[i]).isEqualTo(expected);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5})
  void anExtentAsANumber(int length) throws Exception {
    GraphWriter graph =
        graph()
            .node("Cast", "float", List.of("n"), Attributes.integer("to", 1))
            .node("Sqrt", "root", List.of("float"))
            .node("Mul", "y", List.of("x", "root"));
    float[] found = run(graph, length);
    for (int i = 0; i < found.length; i++) {
      assertThat(found[i]).isEqualTo(10 * (i + 1) * (float) Math.sqrt(length));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5})
  void allElementsBackwards(int length) throws Exception {
    GraphWriter graph =
        graph()
            .integers("last", -1)
            .integers("least", Long.MIN_VALUE)
            .node("Slice", "y", List.of("x", "last", "least", "one", "last"));
    float[] found = run(graph, length);
    for (int i = 0; i < found.length; i++) {
      assertThat(found[i]).isEqualTo(10 * (i / length * length + length - i % length));
    }
  }

  /** Halves, twice, beside the whole: as long where the length is even. */
  private static GraphWriter halvesBesideTheWhole() {
    return graph()
        .integers("zero", 0)
        .integers("two", 2)
        .integers("most", Long.MAX_VALUE)
        .node("Slice", "half", List.of("x", "zero", "most", "one", "two"))
        .node("Concat", "twice", List.of("half", "half"), Attributes.integer("axis", 1))
        .node("Add", "sum", List.of("twice", "x"))
        .node("Concat", "y", List.of("twice", "sum"), Attributes.integer("axis", 0));
  }

  @Test
  void formulasThatACallMakesEqualAreTakenForEqual() throws Exception {
    float[] found = run(halvesBesideTheWhole(), 4);
    assertThat(found).startsWith(10, 30, 10, 30, 50, 70, 50, 70);
    assertThat(found).endsWith(20, 50, 40, 70, 100, 130, 120, 150);
    assertThatThrownBy(() -> run(halvesBesideTheWhole(), 5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("node 'sum'")
        .hasMessageContainingAll("[2, 6]", "[2, 5]");
    // With one element, it would be repeated along the other, where the graph expects one.
    assertThatThrownBy(() -> run(halvesBesideTheWhole(), 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("node 'sum'", "expected");
  }
}

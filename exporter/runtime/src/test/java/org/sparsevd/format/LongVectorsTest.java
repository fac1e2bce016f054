package org.sparsevd.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.ElementType;
import org.sparsevd.tensor.Shape;

/** Vectors as long as images, as ConvNeXt has them: the coder would make nothing of them. */
class LongVectorsTest {
  private static final int LENGTH = 300_000;

  private static Node sum(String name, float value) {
    float[] row = new float[LENGTH];
    Arrays.fill(row, value);
    DenseTensor weight = new DenseTensor(Shape.of(1, LENGTH), row);
    return new Node(name, new Op.Dense(weight, new float[1]), List.of(Model.INPUT));
  }

  /** More than a million lines in a stream of some bytes are more than readers accept. */
  @ParameterizedTest
  @ValueSource(floats = {0, 1})
  void filesOfMillionsOfElementsThatAreAlikeAreReadBack(float value) throws Exception {
    List<Node> nodes =
        List.of(
            sum("a", value),
            sum("b", value),
            sum("c", value),
            sum("d", value),
            new Node("both", new Op.Add(), List.of("a", "b")),
            new Node("rest", new Op.Add(), List.of("c", "d")),
            new Node("all", new Op.Add(), List.of("both", "rest")));
    Model model =
        new Model(
            "vectors",
            List.of(new Model.Input(Model.INPUT, ElementType.FLOAT, Shape.of(1, LENGTH))),
            nodes,
            List.of(new Model.Output("all", "all")),
            false,
            Map.of());
    for (byte[] file : List.of(SpvdFile.encode(model), SpvdFile.encodeCompact(model))) {
      Model read = SpvdFile.decode(file);
      assertThat(read.weights().get("d").toArray()).isEqualTo(model.weights().get("d").toArray());
    }
  }
}

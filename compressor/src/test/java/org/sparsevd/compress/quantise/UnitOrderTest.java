package org.sparsevd.compress.quantise;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.sparsevd.compress.RandomNets;
import org.sparsevd.compress.SameFunction;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.Shape;

class UnitOrderTest {
  private static final long SEED = 31;

  @Test
  void keepsTheFunction() {
    Random random = new Random(SEED);
    for (int round = 0; round < 150; round++) {
      Model model = RandomNets.next(random);
      Model ordered = UnitOrder.byBias(model).apply();
      SameFunction.check("net " + round + ", seed " + SEED, model, ordered, random);
    }
  }

  @Test
  void biasesOfHiddenUnitsAscend() {
    float[] weight = {1, 2, 3, 4, 5, 6};
    Op.Dense first = new Op.Dense(new DenseTensor(Shape.of(3, 2), weight), new float[] {2, 0, 1});
    Op.Dense last = new Op.Dense(new DenseTensor(Shape.of(2, 3), weight), new float[] {9, 8});
    Model model =
        new Model(
            "two layers",
            Shape.of(2),
            List.of(
                new Node("a", first, List.of(Model.INPUT)),
                new Node("r", new Op.Relu(), List.of("a")),
                new Node("b", last, List.of("r"))),
            "b",
            Map.of());
    Model ordered = UnitOrder.byBias(model).apply();
    Op.Weighted hidden = (Op.Weighted) ordered.nodes().get(0).op();
    Op.Weighted output = (Op.Weighted) ordered.nodes().get(2).op();
    assertThat(hidden.bias()).containsExactly(0, 1, 2);
    assertThat(hidden.weight().toArray()).containsExactly(3, 4, 5, 6, 1, 2);
    assertThat(output.bias()).as(Arrays.toString(output.bias())).containsExactly(9, 8);
    assertThat(output.weight().toArray()).containsExactly(2, 3, 1, 5, 6, 4);
  }
}

package org.sparsevd.compress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sparsevd.model.Interpreter;
import org.sparsevd.model.Model;
import org.sparsevd.model.Op;
import org.sparsevd.model.OpKind;
import org.sparsevd.model.OpKindTest;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.Shape;

/** A dead unit in front of each function of single elements, many of which do not keep zero. */
class ConstantFunctionsTest {
  static List<Op> functions() {
    return OpKind.all().stream()
        .map(OpKindTest::sample)
        .filter(Op.Pointwise.class::isInstance)
        .toList();
  }

  private static Op.Dense dense(int inputs, float[] bias, float... weight) {
    return new Op.Dense(new DenseTensor(Shape.of(bias.length, inputs), weight), bias);
  }

  private static float[] run(Model model) {
    return new Interpreter(model).run(new float[] {0.5f, 2});
  }

  @ParameterizedTest
  @MethodSource("functions")
  void theirValueMovesIntoTheNextBias(Op function) {
    int moved = 0;
    for (float bias : new float[] {0, 0.75f, 1.25f}) {
      float value = ((Op.Pointwise) function).apply(bias);
      if (Float.isNaN(value) || Float.isInfinite(value)) {
        continue;
      }
      moved++;
      Model model =
          new Model.Chain("m", Shape.of(2))
              .add("a", dense(2, new float[] {0.5f, bias}, 1, 1, 0, 0))
              .add("f", function)
              .add("b", dense(2, new float[] {10, 20}, 1, 2, 3, 4))
              .build();
      Model smaller = new RemoveDeadUnits().apply(model);
      assertThat(smaller.shape("a").size()).isEqualTo(1);
      assertThat(run(smaller)[0]).isCloseTo(run(model)[0], within(1e-5f));
      assertThat(run(smaller)[1]).isCloseTo(run(model)[1], within(1e-5f));
    }
    assertThat(moved).isPositive();
  }

  /** What varies is not taken to be constant, whatever a function makes of NaN. */
  @ParameterizedTest
  @MethodSource("functions")
  void whatVariesStays(Op function) {
    Model model =
        new Model.Chain("m", Shape.of(2))
            .add("a", dense(2, new float[] {0.5f, 0.5f}, 1, 1, 2, 1))
            .add("f", function)
            .add("b", dense(2, new float[] {10, 20}, 1, 2, 3, 4))
            .build();
    Model smaller = new RemoveDeadUnits().apply(model);
    assertThat(smaller.shape("a").size()).isEqualTo(2);
    assertThat(run(smaller)).isEqualTo(run(model));
  }
}

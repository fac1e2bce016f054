package org.sparsevd.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.tensor.ElementType;
import org.sparsevd.tensor.Shape;

/** Models whose shapes leave the batch out, called with values by name. */
class BatchedValuesTest {
  private final Random random = new Random(1);

  @Test
  void valuesGiveTheBitsOfArrays() {
    Model net = SessionTest.lenet(random, 0.9);
    Session session = SparseModel.of(net).newSession();
    String output = SparseModel.of(net).outputs().get(0).name();
    for (int batch : new int[] {1, 3, 90}) {
      float[] inputs = RandomModels.floats(random, batch * 784);
      float[] expected = new float[batch * 10];
      session.run(inputs, batch, expected);
      Value given = Value.of(inputs, batch, 1, 28, 28);
      Value found = session.run(Map.of("input", given)).get(output);
      assertThat(found).hasToString("FLOAT [" + batch + ", 10]");
      assertThat(found.floats()).isEqualTo(expected);
      byte[] pixels = new byte[inputs.length];
      random.nextBytes(pixels);
      session.run(pixels, batch, expected);
      given = Value.of(pixels, batch, 1, 28, 28);
      assertThat(session.run(Map.of("input", given)).get(output).floats()).isEqualTo(expected);
    }
  }

  @Test
  void severalInputsShareTheBatch() {
    Model model =
        new Model(
            "two",
            List.of(
                new Model.Input("a", ElementType.FLOAT, Shape.of(3)),
                new Model.Input("b", ElementType.INT32, Shape.of(new int[0]))),
            List.of(
                new Node("layer", RandomModels.dense(random, 1, Shape.of(2, 3)), List.of("a")),
                new Node("float", new Op.Cast(ElementType.FLOAT), List.of("b")),
                new Node("sum", new Op.Binary(Op.BinaryFunction.PLUS), List.of("layer", "float"))),
            List.of(new Model.Output("sum", "sum"), new Model.Output("b", "b")),
            true,
            Map.of());
    Session session = SparseModel.of(model).newSession(4);
    float[] a = RandomModels.floats(random, 12);
    Map<String, Value> all =
        session.run(Map.of("a", Value.of(a, 4, 3), "b", Value.of(new int[] {10, -20, 30, -40}, 4)));
    assertThat(all.get("b").ints()).containsExactly(10, -20, 30, -40);
    for (int i = 0; i < 4; i++) {
      float[] own = {a[3 * i], a[3 * i + 1], a[3 * i + 2]};
      Value b = Value.of(new int[] {all.get("b").ints()[i]}, 1);
      float[] one = session.run(Map.of("a", Value.of(own, 1, 3), "b", b)).get("sum").floats();
      assertThat(all.get("sum").floats()).containsSequence(one);
    }
    Value two = Value.of(new int[2], 2);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> session.run(Map.of("a", Value.of(new float[9], 3, 3), "b", two)))
        .withMessage("input 'a' has a batch of 3, input 'b' of 2");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                session.run(
                    Map.of("a", Value.of(new float[15], 5, 3), "b", Value.of(new int[5], 5))))
        .withMessage("batch must be 1 to 4, found 5");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> session.run(Map.of("a", Value.of(new float[3], 3), "b", two)))
        .withMessage("input 'a' takes FLOAT [batch, 3], found FLOAT [3]");
  }

  @Test
  void valuesAreViewsOfTheirArrays() {
    assertThat(Value.of(new float[] {1, 2}, 2).floats()).containsExactly(1, 2);
    assertThat(Value.of(new byte[] {-1, 2}, 2).ints()).containsExactly(255, 2);
    assertThat(Value.of(new boolean[] {true}).floats()).containsExactly(1);
    assertThat(Value.of(new int[] {7}, 1, 1).longs()).containsExactly(7);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Value.of(new float[5], 2, 3))
        .withMessage("a value of shape [2, 3] has 6 elements, found 5");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Value.of(new float[1]).longs())
        .withMessage("a value of type FLOAT is asked for whole numbers");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Value.of(new long[] {1L << 40}, 1).ints())
        .withMessage("element 0 does not fit an int");
  }
}

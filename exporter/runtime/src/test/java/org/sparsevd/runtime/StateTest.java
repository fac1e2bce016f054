package org.sparsevd.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.tensor.Dim;
import org.sparsevd.tensor.ElementType;
import org.sparsevd.tensor.Shape;

/** {@code sum = x + before}, which becomes {@code before} of the next call. */
class StateTest {
  private static final Dim WIDTH = Dim.symbol("width");

  private static Model sums(boolean batched, Shape shape) {
    return new Model(
        "sums",
        List.of(
            new Model.Input("x", ElementType.FLOAT, shape),
            new Model.Input("before", ElementType.FLOAT, shape)),
        List.of(new Node("sum", new Op.Binary(Op.BinaryFunction.PLUS), List.of("x", "before"))),
        List.of(new Model.Output("after", "sum"), new Model.Output("x", "x")),
        batched,
        Map.of());
  }

  private static Map<String, Value> x(float... x) {
    return Map.of("x", Value.of(x, x.length));
  }

  private static float[] after(Session session, Map<String, Value> call) {
    return session.run(call).get("after").floats();
  }

  @Test
  void anOutputBecomesTheInputOfTheNextCall() {
    Session session = SparseModel.of(sums(false, Shape.of(WIDTH))).newSession();
    session.keepState("after", "before");
    assertThat(after(session, x(1, 2))).containsExactly(1, 2);
    assertThat(after(session, x(10, 20))).containsExactly(11, 22);
    float[] after = {0, 0};
    session.run(x(100, 100), Map.of("after", Value.of(after, 2)));
    assertThat(after).containsExactly(111, 122);
    session.run(x(1, 1), Map.of());
    assertThat(after(session, x(0, 0))).containsExactly(112, 123);
    session.forgetState();
    assertThat(after(session, x(5, 6, 7))).containsExactly(5, 6, 7);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> session.run(x(1, 2)))
        .withMessage("'width' is 2 by input 'x', but 3 by input 'before'");
    assertThat(after(session, x(1, 1, 1))).containsExactly(6, 7, 8);
  }

  @Test
  void aCallMayGiveTheStateItself() {
    Session session = SparseModel.of(sums(false, Shape.of(2))).newSession();
    session.keepState("after", "before");
    assertThat(after(session, x(1, 2))).containsExactly(1, 2);
    Value given = Value.of(new float[] {50, 60}, 2);
    Map<String, Value> call = Map.of("x", Value.of(new float[] {1, 2}, 2), "before", given);
    assertThat(after(session, call)).containsExactly(51, 62);
    assertThat(given.floats()).containsExactly(50, 60);
    assertThat(after(session, x(1, 1))).containsExactly(52, 63);
  }

  @Test
  void eachInputOfABatchHasItsOwn() {
    Session session = SparseModel.of(sums(true, Shape.of(2))).newSession();
    session.keepState("after", "before");
    Map<String, Value> call = Map.of("x", Value.of(new float[] {1, 2, 3, 4, 5, 6}, 3, 2));
    assertThat(session.run(call).get("after")).hasToString("FLOAT [3, 2]");
    assertThat(after(session, call)).containsExactly(2, 4, 6, 8, 10, 12);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> session.run(Map.of("x", Value.of(new float[2], 1, 2))))
        .withMessage("input 'x' has a batch of 1, input 'before' of 3");
  }

  @Test
  void refusesWhatCannotBeState() {
    Session session = SparseModel.of(sums(false, Shape.of(2))).newSession();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> session.keepState("sum", "before"))
        .withMessageStartingWith("the model has no output 'sum', only [after: FLOAT [2], ");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> session.keepState("after", "state"))
        .withMessageStartingWith("the model has no input 'state', only [x: FLOAT [2], ");
    session.keepState("after", "before");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> session.keepState("after", "x"))
        .withMessageContaining("part of another state already");
  }
}

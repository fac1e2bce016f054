package org.sparsevd.runtime;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.sparsevd.format.BindingLimit;
import org.sparsevd.format.SpvdFile;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.tensor.Dim;
import org.sparsevd.tensor.ElementType;
import org.sparsevd.tensor.Shape;

/** A file of few bytes whose values are large for small numbers: refused before there is memory. */
class BindingLimitTest {
  private static final Dim N = Dim.symbol("n");

  /** A chain over one input [n], which is repeated to so many rows; each node reads the last. */
  private static Model repeated(long rows, Op... more) {
    List<Node> nodes = new ArrayList<>();
    nodes.add(new Node("rows", new Op.Expand(Shape.of(Dim.of(rows), N)), List.of("x")));
    for (Op op : more) {
      String last = nodes.get(nodes.size() - 1).name();
      List<String> inputs = op.arity() < 0 ? List.of(last, last) : List.of(last);
      nodes.add(new Node("more" + nodes.size(), op, inputs));
    }
    return new Model(
        "m",
        List.of(new Model.Input("x", ElementType.FLOAT, Shape.of(N))),
        nodes,
        List.of(new Model.Output("y", nodes.get(nodes.size() - 1).name())),
        false,
        Map.of());
  }

  private static void check(Model model, int n) {
    Map<String, Integer> numbers = Map.of("n", n);
    BindingLimit.check(model.bind(numbers), numbers);
  }

  @Test
  void elementsAreLimited() throws IOException {
    Op repeat = new Op.ConcatAlong(0);
    Op same = new Op.Cast(ElementType.FLOAT);
    Model model = repeated(1 << 28, repeat, same, same, same, same);
    assertThatCode(() -> check(model, 1)).doesNotThrowAnyException();
    assertThatThrownBy(() -> check(model, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("more4' exceeds the limit of 4294967296 elements")
        .hasMessageContaining("{n=2}");
    SparseModel loaded = SparseModel.load(SpvdFile.encode(model));
    Map<String, Value> inputs = Map.of("x", Value.of(new float[] {1, 2}, 2));
    assertThatThrownBy(() -> loaded.newSession().run(inputs))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("elements of all values");
  }

  /** Rows by rows: the work grows faster than the number that the caller chose. */
  @Test
  void workIsLimited() {
    Op turn = new Op.MoveAxes(List.of(1, 0));
    Model model =
        new Model(
            "m",
            List.of(new Model.Input("x", ElementType.FLOAT, Shape.of(N, Dim.of(1 << 12)))),
            List.of(
                new Node("turned", turn, List.of("x")),
                new Node("square", new Op.MatMul(), List.of("turned", "x")),
                new Node("cube", new Op.MatMul(), List.of("square", "square")),
                new Node("more", new Op.MatMul(), List.of("cube", "square"))),
            List.of(new Model.Output("y", "more")),
            false,
            Map.of());
    assertThatThrownBy(() -> check(model, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("exceeds the work limit of 68719476736 steps");
    assertThatCode(() -> check(model, 10)).doesNotThrowAnyException();
  }
}

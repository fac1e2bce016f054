package org.sparsevd.nets;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.sparsevd.compress.Walk;
import org.sparsevd.compress.flow.Prefix;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.runtime.SparseModel;
import org.sparsevd.runtime.Value;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.Dim;
import org.sparsevd.tensor.ElementType;
import org.sparsevd.tensor.Shape;

/** Steps through a net give what the net gives, also where layers change behind them. */
class CallWalkTest {
  private static final int WIDTH = 6;

  private final Random random = new Random(8);

  private Op.Dense dense(int outputs, int inputs) {
    float[] weight = new float[outputs * inputs];
    for (int i = 0; i < weight.length; i++) {
      weight[i] = (float) random.nextGaussian();
    }
    return new Op.Dense(new DenseTensor(Shape.of(outputs, inputs), weight), new float[outputs]);
  }

  /** A residual block: what the first layer gives is read by the second and by the sum. */
  private Model model(boolean batched) {
    Shape shape =
        batched ? Shape.of(WIDTH) : Shape.of(Dim.symbol("n"), Dim.symbol("s"), Dim.of(WIDTH));
    return new Model(
        "m",
        List.of(new Model.Input(Model.INPUT, ElementType.FLOAT, shape)),
        List.of(
            new Node("a", dense(WIDTH, WIDTH), List.of(Model.INPUT)),
            new Node("r", new Op.Relu(), List.of("a")),
            new Node("b", dense(WIDTH, WIDTH), List.of("r")),
            new Node("sum", new Op.Add(), List.of("b", "a")),
            new Node("c", dense(3, WIDTH), List.of("sum"))),
        List.of(new Model.Output("y", "c")),
        batched,
        Map.of());
  }

  private List<Map<String, Value>> calls(boolean batched) {
    List<Map<String, Value>> calls = new ArrayList<>();
    for (int call = 0; call < 7; call++) {
      int lines = 1 + call % 3;
      float[] values = new float[2 * lines * WIDTH];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) random.nextGaussian();
      }
      int[] dims = batched ? new int[] {2 * lines, WIDTH} : new int[] {2, lines, WIDTH};
      calls.add(Map.of(Model.INPUT, Value.of(values, dims)));
    }
    return calls;
  }

  private static void isWhatTheNetGives(
      List<Walk.Seen> seen, Model model, String value, List<Map<String, Value>> calls) {
    Model prefix = Prefix.of(model, value);
    assertThat(seen).hasSize(calls.size());
    for (int call = 0; call < calls.size(); call++) {
      Value expected = SparseModel.of(prefix).newSession().run(calls.get(call)).get(value);
      assertThat(seen.get(call).elements()).isEqualTo(expected.floats());
      assertThat(seen.get(call).shape()).isEqualTo(expected.shape());
    }
  }

  @Test
  void stepsGiveWhatTheChangedNetGives() {
    for (boolean batched : new boolean[] {true, false}) {
      Model model = model(batched);
      List<Map<String, Value>> calls = calls(batched);
      CallWalk walk = new CallWalk(model, calls);
      assertThat(walk.to(model, Model.INPUT).get(3).elements())
          .isEqualTo(calls.get(3).get(Model.INPUT).floats());
      Model changed = model;
      for (String layer : List.of("a", "b", "c")) {
        Node node =
            changed.nodes().stream().filter(n -> n.name().equals(layer)).findFirst().orElseThrow();
        String input = node.inputs().get(0);
        isWhatTheNetGives(walk.to(changed, input), changed, input, calls);
        Op.Dense other = dense(layer.equals("c") ? 3 : WIDTH, WIDTH);
        changed = changed.mapNodes(old -> old == node ? old.with(other) : old);
      }
      isWhatTheNetGives(walk.to(changed, "c"), changed, "c", calls);
    }
  }
}

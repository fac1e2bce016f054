package org.sparsevd.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.Dim;
import org.sparsevd.tensor.ElementType;
import org.sparsevd.tensor.Shape;

class NamedCallsTest {
  private static final Dim BATCH = Dim.symbol("batch");
  private static final Dim LENGTH = Dim.symbol("length");

  /** A table looked up by {@code ids}, masked, and the index of each row's largest. */
  private static Model lookUp() {
    DenseTensor table = new DenseTensor(Shape.of(5, 3), RandomModels.floats(new Random(1), 15));
    return new Model(
        "look up",
        List.of(
            new Model.Input("ids", ElementType.INT64, Shape.of(BATCH, LENGTH)),
            new Model.Input("mask", ElementType.BOOL, Shape.of(BATCH, LENGTH, Dim.of(1)))),
        List.of(
            new Node("table", new Op.Constant(ElementType.FLOAT, table), List.of()),
            new Node("rows", new Op.Gather(0), List.of("table", "ids")),
            new Node("weights", new Op.Cast(ElementType.FLOAT), List.of("mask")),
            new Node("masked", new Op.Binary(Op.BinaryFunction.TIMES), List.of("rows", "weights")),
            new Node("best", new Op.ArgExtreme(2, true, false), List.of("rows"))),
        List.of(new Model.Output("states", "masked"), new Model.Output("index", "best")),
        false,
        Map.of());
  }

  private static Map<String, Value> call(int batch, int length) {
    long[] ids = new long[batch * length];
    boolean[] mask = new boolean[ids.length];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = i % 10 - 5;
      mask[i] = i % 3 > 0;
    }
    return new HashMap<>(
        Map.of("ids", Value.of(ids, batch, length), "mask", Value.of(mask, batch, length, 1)));
  }

  private final Session session = SparseModel.of(lookUp()).newSession();

  @Test
  void saysWhatItTakesAndReturns() {
    SparseModel model = SparseModel.of(lookUp());
    assertThat(model.inputs())
        .hasToString("[ids: INT64 [batch, length], mask: BOOL [batch, length, 1]]");
    assertThat(model.outputs())
        .hasToString("[states: FLOAT [batch, length, 3], index: INT64 [batch, length, 1]]");
    assertThat(model.symbols()).containsExactly("batch", "length");
    assertThat(model.isBatched()).isFalse();
  }

  @Test
  void takesTheShapesOfEachCall() {
    float[] table = RandomModels.floats(new Random(1), 15);
    for (int[] shape : new int[][] {{1, 4}, {2, 3}, {1, 4}, {5, 1}, {2, 2}, {7, 7}, {1, 4}}) {
      Map<String, Value> found = session.run(call(shape[0], shape[1]));
      assertThat(found.keySet()).containsExactly("states", "index");
      assertThat(found.get("states")).hasToString("FLOAT [" + shape[0] + ", " + shape[1] + ", 3]");
      float[] states = found.get("states").floats();
      long[] index = found.get("index").longs();
      for (int i = 0; i < index.length; i++) {
        int row = Math.floorMod(i % 10 - 5, 5);
        int best = 0;
        for (int c = 0; c < 3; c++) {
          float expected = i % 3 > 0 ? table[row * 3 + c] : 0;
          assertThat(states[i * 3 + c]).isEqualTo(expected);
          best = table[row * 3 + c] > table[row * 3 + best] ? c : best;
        }
        assertThat(index[i]).isEqualTo(best);
      }
    }
  }

  @Test
  void whatIsMadeOfUnchangedWeightsIsShared() {
    Random random = new Random(2);
    Model one = layers(random, RandomModels.floats(random, 12));
    Model other = layers(new Random(2), RandomModels.floats(new Random(3), 12));
    Map<String, Value> call = Map.of("x", Value.of(RandomModels.floats(random, 20), 5, 4));
    SparseModel first = SparseModel.of(one);
    float[] before = first.newSession().run(call).get("y").floats().clone();
    // Layer a is the same object, layer b is another one.
    Model mixed = one.mapNodes(node -> node.name().equals("b") ? other.nodes().get(1) : node);
    float[] expected = SparseModel.of(mixed).newSession().run(call).get("y").floats().clone();
    SparseModel changed = first.with(mixed);
    assertThat(changed.newSession().run(call).get("y").floats()).isEqualTo(expected);
    assertThat(expected).isNotEqualTo(before);
    assertThat(first.newSession().run(call).get("y").floats()).isEqualTo(before);
  }

  private static Model layers(Random random, float[] last) {
    DenseTensor a = new DenseTensor(Shape.of(6, 4), RandomModels.floats(random, 24));
    DenseTensor b = new DenseTensor(Shape.of(2, 6), last);
    return new Model(
        "layers",
        List.of(new Model.Input("x", ElementType.FLOAT, Shape.of(LENGTH, Dim.of(4)))),
        List.of(
            new Node("a", new Op.Dense(a, new float[6]), List.of("x")),
            new Node("b", new Op.Dense(b, new float[2]), List.of("a"))),
        List.of(new Model.Output("y", "b")),
        false,
        Map.of());
  }

  @Test
  void isBoundToSomeNumbersOrAll() {
    SparseModel model = SparseModel.of(lookUp());
    SparseModel some = model.bind(Map.of("length", 4));
    assertThat(some.symbols()).containsExactly("batch");
    SparseModel all = model.bind(Map.of("length", 4, "batch", 2));
    assertThat(all.symbols()).isEmpty();
    float[] expected = session.run(call(2, 4)).get("states").floats().clone();
    for (SparseModel bound : List.of(some, all)) {
      assertThat(bound.newSession().run(call(2, 4)).get("states").floats()).isEqualTo(expected);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> bound.newSession().run(call(2, 3)))
          .withMessageContaining("4");
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> model.bind(Map.of("length", 1 << 20, "batch", 1 << 20)));
  }

  @Test
  void refusesWhatDoesNotFitTheModelByName() {
    Map<String, Value> call = call(2, 3);
    call.remove("mask");
    refuses(call, "input 'mask' is missing; the model takes [ids: INT64 [batch, length], ");
    call = call(2, 3);
    call.put("masks", call.get("mask"));
    refuses(call, "the model has no input [masks], only [ids: ");
    call.put("mask", Value.of(new boolean[6], 2, 3));
    refuses(call, "input 'mask' takes BOOL [batch, length, 1], found BOOL [2, 3]", "masks");
    call.put("mask", Value.of(new boolean[12], 2, 3, 2));
    refuses(call, "input 'mask' takes BOOL [batch, length, 1], found BOOL [2, 3, 2]", "masks");
    call.put("mask", Value.of(new float[6], 2, 3, 1));
    refuses(call, "input 'mask' takes BOOL [batch, length, 1], found FLOAT [2, 3, 1]", "masks");
    call.put("mask", Value.of(new boolean[8], 2, 4, 1));
    refuses(call, "'length' is 3 by input 'ids', but 4 by input 'mask'", "masks");
  }

  private void refuses(Map<String, Value> call, String message, String... without) {
    Map<String, Value> given = new HashMap<>(call);
    List.of(without).forEach(given::remove);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> session.run(given))
        .withMessageStartingWith(message);
    assertThat(session.run(call(1, 2))).hasSize(2);
  }

  @Test
  void namesTheNodeThatCannotGoOn() {
    Map<String, Value> call = call(1, 2);
    call.put("ids", Value.of(new long[] {0, 5}, 1, 2));
    refuses(call, "node 'rows': Gather: index 5, expected -5 to 4");
    call.put("ids", Value.of(new long[] {0, 1L << 40}, 1, 2));
    assertThatExceptionOfType(ArithmeticException.class)
        .isThrownBy(() -> session.run(call))
        .withMessage(
            "input 'ids': element 1 is 1099511627776;"
                + " whole numbers are computed up to 2^24 only");
  }

  @Test
  void fillsTheArraysThatItIsGiven() {
    Value index = Value.of(new long[6], 2, 3, 1);
    session.run(call(2, 3), Map.of("index", index));
    assertThat(index.longs()).isEqualTo(session.run(call(2, 3)).get("index").longs());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> session.run(call(2, 4), Map.of("index", index)))
        .withMessage("output 'index' is INT64 [2, 4, 1], found INT64 [2, 3, 1]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> session.run(call(2, 3), Map.of("indices", index)))
        .withMessageStartingWith("the model has no output [indices], only [states: ");
  }

  @Test
  void refusesBareArraysByName() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> session.run(new float[6], new float[6]))
        .withMessageStartingWith("run(float[], float[]) takes models from one input of floats")
        .withMessageEndingWith("call Session.run with values by name");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> session.run(new float[6], 1, new float[6]))
        .withMessageContaining("model 'look up' takes [ids: INT64 [batch, length]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SparseModel.of(lookUp()).newParallelSession(2))
        .withMessageStartingWith("a parallel session takes models from one input of floats");
  }

  @Test
  void findsTheNumberBehindAnExtent() {
    Shape shape = Shape.of(LENGTH.times(2).plus(1));
    Model model =
        new Model(
            "odd",
            List.of(new Model.Input("x", ElementType.FLOAT, shape)),
            List.of(new Node("y", new Op.Relu(), List.of("x"))),
            List.of(new Model.Output("y", "y")),
            false,
            Map.of());
    Session odd = SparseModel.of(model).newSession();
    Value found = odd.run(Map.of("x", Value.of(new float[] {-1, 2, -3}, 3))).get("y");
    assertThat(found.floats()).containsExactly(0, 2, 0);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> odd.run(Map.of("x", Value.of(new float[4], 4))))
        .withMessageStartingWith("input 'x': dimension 0 is 2*length + 1, which cannot be 4");
  }

  @Test
  void saysWhichKernelsTheLastShapesGot() {
    SparseModel model = SparseModel.of(lookUp());
    assertThatIllegalStateException()
        .isThrownBy(model::kernels)
        .withMessage("kernels are chosen at the first call: shapes depend on [batch, length]");
    model.newSession().run(call(2, 3));
    assertThat(model.kernels()).hasSize(5);
    assertThat(model.kernels().get(0)).startsWith("table: constant (");
    assertThat(model.kernels().get(1)).startsWith("rows: as defined (");
  }

  @Test
  void aCallThatFailsLeavesTheSessionAsItWas() {
    Map<String, Value> call = call(2, 3);
    call.put("mask", null);
    refuses(call, "input 'mask' is missing; the model takes [ids: ");
    call = call(2, 3);
    call.put("more", null);
    refuses(call, "the model has no input [more], only [ids: ");
    call = call(1, 1);
    call.put("ids", Value.of(new long[] {0}));
    refuses(call, "input 'ids' takes INT64 [batch, length], found INT64 []");
    call.put("ids", Value.of(new long[] {Long.MIN_VALUE}, 1, 1));
    Map<String, Value> least = call;
    assertThatExceptionOfType(ArithmeticException.class)
        .isThrownBy(() -> session.run(least))
        .withMessageStartingWith("input 'ids': element 0 is -9223372036854775808; whole numbers");
  }

  @Test
  void namesTheNodeThatTheNumbersOfACallMakeTooLarge() {
    Model wide =
        new Model(
            "wide",
            List.of(new Model.Input("x", ElementType.FLOAT, Shape.of(LENGTH))),
            List.of(
                new Node("column", new Op.Reshape(Shape.of(LENGTH, Dim.of(1))), List.of("x")),
                new Node("all", new Op.Binary(Op.BinaryFunction.PLUS), List.of("column", "x"))),
            List.of(new Model.Output("all", "all")),
            false,
            Map.of());
    Session small = SparseModel.of(wide).newSession();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> small.run(Map.of("x", Value.of(new float[50_000], 50_000))))
        .withMessageStartingWith("node 'all': shape [50000, 50000]: more than 2^31-1 elements");
    Value two = Value.of(new float[] {1, 2}, 2);
    assertThat(small.run(Map.of("x", two)).get("all").floats()).containsExactly(2, 3, 3, 4);
  }
}

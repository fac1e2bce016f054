package org.sparsevd.onnx.lower;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sparsevd.onnx.write.Attributes.integer;
import static org.sparsevd.onnx.write.Attributes.text;

import ai.onnx.proto.OnnxMl.AttributeProto;
import java.util.List;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.sparsevd.model.Model;
import org.sparsevd.model.Op;

/** Elements chosen, or put in the place of others, as ONNX Runtime does it. */
class SelectionRulesTest extends DrawnNodes {
  /** Among them equal ones. */
  private NodeCase few(int opset, int... shape) {
    return new NodeCase(random, opset)
        .live(shape)
        .floats(new float[] {3}, 1)
        .node("Mul", "wide")
        .node("Floor", "few");
  }

  @RepeatedTest(24)
  void theBestAlongAnAxis() throws Exception {
    int[] shape = {pick(1, 3), pick(1, 9), pick(1, 3)};
    int axis = pick(0, 2);
    few(11, shape)
        .free((axis + 1) % 3)
        .integers(new long[] {pick(1, shape[axis])}, 1)
        .node(
            "TopK",
            List.of("best", "places"),
            integer("axis", axis - 3 * pick(0, 1)),
            integer("largest", pick(0, 1)))
        .assertAlike();
  }

  /** So many that the heap is deep; by their indices. */
  @RepeatedTest(4)
  void theIndicesOfTheBest() throws Exception {
    int count = pick(1, 200);
    new NodeCase(random, 11)
        .live(2, 200)
        .integers(new long[] {count}, 1)
        .node("TopK", List.of("best", "places"), integer("largest", pick(0, 1)))
        .next("places")
        .node("Cast", "y", integer("to", 1))
        .assertAlike();
  }

  @RepeatedTest(24)
  void elementsPutInPlace() throws Exception {
    int axis = pick(0, 1);
    int[] shape = {pick(2, 4), pick(2, 4)};
    int[] updates = {pick(1, shape[0]), pick(1, shape[1])};
    long[] indices = new long[updates[0] * updates[1]];
    String[] reductions = {"none", "add", "mul", "min", "max"};
    String reduction = reductions[pick(0, 4)];
    for (int i = 0; i < indices.length; i++) {
      // Without a reduction each goes to a place of its own, else to any.
      int own = axis == 0 ? i / updates[1] : i % updates[1];
      indices[i] = reduction.equals("none") ? own : pick(-shape[axis], shape[axis] - 1);
    }
    AttributeProto[] attributes = {integer("axis", axis), text("reduction", reduction)};
    new NodeCase(random, 18)
        .live(shape)
        .integers(indices, updates[0], updates[1])
        .stored(updates)
        .node("ScatterElements", "y", attributes)
        .assertAlike();
  }

  @RepeatedTest(8)
  void runsSummedUp() throws Exception {
    long[] indices = {pick(0, 2), pick(0, 3), pick(0, 2), pick(0, 3), 1, 2, 1, 2};
    new NodeCase(random, 18)
        .live(3, 4, 2)
        .integers(indices, 4, 2)
        .stored(4, 2)
        .node("ScatterND", "y", text("reduction", pick(0, 1) == 0 ? "add" : "max"))
        .assertAlike();
  }

  @Test
  void choicesThatAreKnown() throws Exception {
    NodeCase compress =
        new NodeCase(random, 13).live(2, 5).truths(5).node("Compress", "y", integer("axis", 1));
    assertThat(compress.assertAlike().nodes()).anyMatch(node -> node.op() instanceof Op.Gather);
    new NodeCase(random, 13).live(2, 5).truths(7).node("Compress", "y").assertAlike();
    float[] values = {2, 0, -1, 2, 0, 5};
    Model places =
        new NodeCase(random, 13)
            .floats(values, 2, 3)
            .node("NonZero", "n")
            .node("Cast", "c", integer("to", 1))
            .live(2, 4)
            .node("Add", "y")
            .assertAlike();
    assertThat(places.nodes()).noneMatch(node -> node.op() instanceof Op.Cast);
    for (int sorted = 0; sorted < 2; sorted++) {
      for (String output : List.of("u", "first", "which", "counts")) {
        new NodeCase(random, 13)
            .floats(values, 2, 3)
            .node("Unique", List.of("u", "first", "which", "counts"), integer("sorted", sorted))
            .next(output)
            .node("Cast", "c", integer("to", 1))
            .live(1)
            .node("Add", "y")
            .assertAlike();
      }
    }
  }

  @Test
  void shapesThatDataDecide() {
    for (String op : new String[] {"NonZero", "Unique"}) {
      assertThat(new NodeCase(random, 13).live(2, 3).node(op, "y").refusal())
          .contains("node 'y' (" + op + "): how large its result is depends on what input 1");
    }
    NodeCase live = new NodeCase(random, 13).live(4).live(4).node("Cast", "b", integer("to", 9));
    assertThat(live.next("x0", "b").node("Compress", "y").refusal())
        .contains("input 2 must be known");
  }

  @Test
  void whatCannotBe() {
    NodeCase many = new NodeCase(random, 18).live(2).integers(new long[65], 65).stored(65);
    assertThat(many.node("ScatterElements", "y", text("reduction", "add")).refusal())
        .contains("more than 64 updates fall on one element");
    NodeCase more = new NodeCase(random, 11).live(2, 3).integers(new long[] {4}, 1);
    assertThat(more.node("TopK", "y").refusal()).contains("4 elements along axis 1 of [2, 3]");
    NodeCase none = new NodeCase(random, 11).live(3).integers(new long[] {0}, 1);
    assertThat(none.node("TopK", "y").refusal()).contains("chooses 0 elements");
  }
}

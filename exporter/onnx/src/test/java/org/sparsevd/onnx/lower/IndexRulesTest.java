package org.sparsevd.onnx.lower;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sparsevd.onnx.write.Attributes.integer;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** Elements picked, scattered and marked by indices, and running sums, as ONNX Runtime does it. */
class IndexRulesTest extends DrawnNodes {
  private long[] indices(int count, int extent) {
    long[] indices = new long[count];
    for (int i = 0; i < count; i++) {
      indices[i] = pick(-extent, extent - 1);
    }
    return indices;
  }

  @RepeatedTest(20)
  void elementsAlongAnAxis() throws Exception {
    int axis = pick(0, 2);
    int[] data = {pick(2, 4), pick(2, 4), pick(2, 4)};
    long[] picked = {pick(1, data[0]), pick(1, data[1]), pick(1, data[2])};
    picked[axis] = pick(1, 5);
    new NodeCase(random, 13)
        .live(data)
        .integers(indices((int) (picked[0] * picked[1] * picked[2]), data[axis]), picked)
        .node("GatherElements", "y", integer("axis", axis - 3 * pick(0, 1)))
        .assertAlike();
  }

  @RepeatedTest(20)
  void runsByListsOfIndices() throws Exception {
    int[] data = {3, pick(3, 5), pick(1, 3)};
    int axes = pick(1, 3);
    int lists = pick(1, 3);
    long[] each = new long[lists * axes];
    for (int list = 0; list < lists; list++) {
      // Different first indices: in which order updates of one place come is nobody's promise.
      each[list * axes] = list;
      for (int axis = 1; axis < axes; axis++) {
        each[list * axes + axis] = indices(1, data[axis])[0];
      }
    }
    new NodeCase(random, 13)
        .live(data)
        .integers(each, lists, axes)
        .node("GatherND", "y")
        .assertAlike();
    int[] updates = new int[1 + 3 - axes];
    updates[0] = lists;
    System.arraycopy(data, axes, updates, 1, 3 - axes);
    new NodeCase(random, 13)
        .live(data)
        .integers(each, lists, axes)
        .stored(updates)
        .node("ScatterND", "y")
        .assertAlike();
  }

  @RepeatedTest(10)
  void triangles() throws Exception {
    new NodeCase(random, 14)
        .live(pick(1, 2), pick(1, 5), pick(1, 5))
        .integers(new long[] {pick(-3, 3)})
        .node("Trilu", "y", integer("upper", pick(0, 1)))
        .assertAlike();
  }

  @RepeatedTest(16)
  void runningSums() throws Exception {
    new NodeCase(random, 14)
        .live(pick(1, 3), pick(1, 6), pick(1, 3))
        .integers(new long[] {pick(-3, 2)})
        .node("CumSum", "y", integer("exclusive", pick(0, 1)), integer("reverse", pick(0, 1)))
        .assertAlike();
  }

  @RepeatedTest(10)
  void marks() throws Exception {
    new NodeCase(random, 13)
        .live(pick(1, 3), pick(2, 5))
        .node("ArgMax", "best", integer("axis", 1), integer("keepdims", 0))
        .floats(new float[] {5})
        .floats(new float[] {-1, 2}, 2)
        .node("OneHot", "y", integer("axis", pick(-2, 1)))
        .assertAlike();
  }

  @Test
  void whatIsNoNumberOrInfinite() throws Exception {
    float[] odd = {Float.NaN, 1, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY};
    for (String op : new String[] {"IsNaN", "IsInf"}) {
      new NodeCase(random, 13)
          .live(3, 4)
          .floats(odd, 4)
          .node("Mul", "odd")
          .node(op, "found")
          .node("Cast", "y", integer("to", 1))
          .assertAlike();
    }
  }

  @Test
  void whatCannotBe() {
    NodeCase outside = new NodeCase(random, 13).live(2, 3).integers(new long[] {3}, 1, 1);
    assertThat(outside.node("GatherElements", "y", integer("axis", 1)).refusal())
        .contains("index 3, expected -3 to 2");
    NodeCase wide =
        new NodeCase(random, 13).live(2, 3).integers(new long[] {0, 0, 0}, 1, 3).stored(1);
    assertThat(wide.node("ScatterND", "y").refusal()).contains("lists of 3 indices into [2, 3]");
    NodeCase bytes =
        new NodeCase(random, 13)
            .floats(new float[] {300}, 1)
            .node("Cast", "b", integer("to", 2))
            .node("Cast", "y", integer("to", 1));
    assertThat(bytes.refusal()).contains("casts 300 to UINT8, which cannot hold it");
  }
}

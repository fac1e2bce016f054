package org.sparsevd.onnx.lower;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** Slices whose bounds lie beyond the value, of open extents as well, as ONNX Runtime cuts them. */
class SliceRulesTest extends DrawnNodes {
  private NodeCase slice(int extent, long start, long end, long step) {
    return new NodeCase(random, 13)
        .live(2, extent)
        .free(1)
        .integers(new long[] {start}, 1)
        .integers(new long[] {end}, 1)
        .integers(new long[] {1}, 1)
        .integers(new long[] {step}, 1)
        .node("Slice", "y");
  }

  /** Each taken forwards from the first element on, or backwards from the last: none is empty. */
  @RepeatedTest(30)
  void boundsAreCut() throws Exception {
    int extent = pick(1, 6);
    slice(extent, -pick(extent, 9), pick(1, 9), pick(1, 3)).assertAlike();
    slice(extent, pick(extent - 1, 9), -pick(extent + 1, 9), -pick(1, 3)).assertAlike();
    slice(extent, -pick(1, 4), pick(extent, 9), pick(1, 3)).assertAlike();
  }

  /** What symbols leave open is taken to lie inside where else shapes would not fit. */
  @Test
  void aTableIsCutToTheLengthOfAValue() throws Exception {
    new NodeCase(random, 13)
        .live(2, 3)
        .free(1)
        .node("Shape", "shape")
        .integers(new long[] {1}, 1)
        .node("Gather", "length")
        .next()
        .stored(1, 5)
        .integers(new long[] {0}, 1)
        .again("length")
        .integers(new long[] {1}, 1)
        .node("Slice", "cut")
        .again("x0")
        .node("Add", "y")
        .assertAlike();
  }

  /** Whether the end counts from the front or the back depends on the symbol. */
  @Test
  void backwardsToAnEndOfUnknownSign() {
    NodeCase file =
        new NodeCase(random, 13)
            .live(2, 3)
            .free(1)
            .node("Shape", "shape")
            .integers(new long[] {1}, 1)
            .node("Gather", "length")
            .integers(new long[] {2}, 1)
            .node("Sub", "end")
            .next("x0")
            .integers(new long[] {9}, 1)
            .again("end")
            .integers(new long[] {1}, 1)
            .integers(new long[] {-1}, 1)
            .node("Slice", "y");
    assertThat(file.refusal()).contains("goes backwards and ends at n1_3 - 2");
  }
}

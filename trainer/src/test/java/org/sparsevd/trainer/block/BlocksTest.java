package org.sparsevd.trainer.block;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which weights make a block, of whole layers and of layers with units left out. */
class BlocksTest {
  @ParameterizedTest
  @EnumSource
  void whatIsLeftOutDoesNotMoveTheOthers(Blocks blocks) {
    Random random = new Random(5);
    int[] shape = {10, 7, 2, 1};
    int[] outputs = random.ints(0, 10).distinct().limit(6).sorted().toArray();
    int[] inputs = random.ints(0, 7).distinct().limit(4).sorted().toArray();
    BlockGrid whole = blocks.grid(shape, 2);
    BlockGrid part = blocks.grid(shape, 2, outputs, inputs);
    if (blocks == Blocks.NONE) {
      assertThat(whole).isNull();
      assertThat(part).isNull();
      return;
    }
    Map<Integer, Integer> same = new HashMap<>();
    for (int o = 0; o < outputs.length; o++) {
      for (int k = 0; k < 2 * inputs.length; k++) {
        int expected = block(whole, outputs[o], 2 * inputs[k / 2] + k % 2);
        int found = block(part, o, k);
        assertThat(same.merge(found, expected, (a, b) -> a)).isEqualTo(expected);
        assertThat(part.size(found)).isEqualTo(whole.size(expected));
      }
    }
    assertThat(same.values()).doesNotHaveDuplicates().hasSize(part.blocks());
  }

  @ParameterizedTest
  @EnumSource
  void blocksHaveTheWeightsTheySay(Blocks blocks) {
    BlockGrid grid = blocks.grid(new int[] {10, 7, 2, 1}, 2);
    int[] counts = new int[grid == null ? 0 : grid.blocks()];
    for (int o = 0; grid != null && o < 10; o++) {
      for (int k = 0; k < 14; k++) {
        counts[block(grid, o, k)]++;
      }
    }
    for (int b = 0; b < counts.length; b++) {
      assertThat(counts[b]).isEqualTo(grid.size(b));
    }
    int most = Arrays.stream(counts).max().orElse(1);
    assertThat(most)
        .isEqualTo(
            switch (blocks) {
              case NONE -> 1;
              case INPUTS, UNITS -> 4;
              case SQUARES -> 16;
              case WHOLE_UNITS -> 14;
            });
  }

  private static int block(BlockGrid grid, int output, int place) {
    int range = 0;
    while (grid.starts()[range + 1] <= output) {
      range++;
    }
    return range * grid.perRange() + grid.blockOf()[place];
  }
}

package org.sparsevd.compress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sparsevd.compress.prune.BlockPruning;
import org.sparsevd.compress.prune.LeastSquaresPruning;
import org.sparsevd.compress.prune.WeightBlock;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.model.Window;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.Shape;

/** Pruning in blocks, against blocks that are gathered by their definition. */
class BlockPruningTest {
  /** A block by its definition: places of its weights, and their mean square. */
  private record Block(List<Integer> weights, float size) {
    boolean isZero(float[] values) {
      return weights.stream().allMatch(i -> values[i] == 0);
    }
  }

  private static List<Block> blocks(Op.Weighted op, WeightBlock block) {
    int[] dims = Arrays.copyOf(op.weight().shape().toArray(), 4);
    int area = Math.max(1, dims[2]) * Math.max(1, dims[3]);
    int groups = op instanceof Op.Conv2d conv ? conv.groups() : 1;
    int perGroup = dims[0] / groups;
    float[] values = op.weight().toArray();
    List<Block> blocks = new ArrayList<>();
    for (int group = 0; group < groups; group++) {
      for (int u = 0; u < perGroup; u += block.units()) {
        for (int position = 0; position < area; position++) {
          for (int i = 0; i < dims[1]; i += block.inputs()) {
            List<Integer> weights = new ArrayList<>();
            double squares = 0;
            for (int du = 0; du < block.units() && u + du < perGroup; du++) {
              for (int di = 0; di < block.inputs() && i + di < dims[1]; di++) {
                int unit = group * perGroup + u + du;
                weights.add((unit * dims[1] + i + di) * area + position);
                squares += Math.pow(values[weights.get(weights.size() - 1)], 2);
              }
            }
            blocks.add(new Block(weights, (float) Math.sqrt(squares / weights.size())));
          }
        }
      }
    }
    return blocks;
  }

  private static float[] pruned(Op.Weighted op, WeightBlock block, int most) {
    List<Block> ordered = new ArrayList<>(blocks(op, block));
    ordered.sort(Comparator.comparing(Block::size));
    float[] values = op.weight().toArray();
    int zeros = 0;
    for (Block next : ordered) {
      zeros += next.weights().size();
      if (zeros > most) {
        break;
      }
      next.weights().forEach(i -> values[i] = 0);
    }
    return values;
  }

  private static boolean isDepthwise(Op.Weighted op) {
    return op instanceof Op.Conv2d conv
        && conv.weight().shape().dim(1) == 1
        && conv.groups() == conv.weight().rows();
  }

  @ParameterizedTest
  @CsvSource({"1,4", "4,1", "4,4", "3,2"})
  void whatGoesAreTheLeastBlocks(int units, int inputs) {
    WeightBlock block = new WeightBlock(units, inputs);
    for (int seed = 0; seed < 60; seed++) {
      Model model = RandomNets.next(new Random(seed));
      BlockPruning pruning = BlockPruning.global(model, 0.6, block);
      Model after = pruning.apply(model);
      for (Node node : model.nodes()) {
        if (node.op() instanceof Op.Weighted op) {
          int most = isDepthwise(op) ? 0 : pruning.zeros().getOrDefault(node.name(), 0);
          assertThat(after.weights().get(node.name()).toArray())
              .as("seed %d, %s", seed, node.name())
              .isEqualTo(pruned(op, block, most));
        }
      }
    }
  }

  private static Op dense(Random random, int rows, int columns) {
    float[] weight = gaussians(random, rows * columns);
    return new Op.Dense(new DenseTensor(Shape.of(rows, columns), weight), gaussians(random, rows));
  }

  private static float[] gaussians(Random random, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private static Model net(Random random) {
    DenseTensor filters = new DenseTensor(Shape.of(8, 4, 2, 2), gaussians(random, 8 * 4 * 2 * 2));
    return new Model.Chain("net", Shape.of(8, 3, 3))
        .add(
            "conv",
            new Op.Conv2d(
                filters, gaussians(random, 8), new Window(2, 2, 1, 1, 1, 1, 0, 0, 0, 0), 2))
        .add("relu", new Op.Relu())
        .add("flat", new Op.Flatten())
        .add("fc", dense(random, 6, 32))
        .build();
  }

  @Test
  void theShareOfZerosIsThatOfAllLayersTogether() {
    Model model = net(new Random(3));
    WeightBlock block = new WeightBlock(4, 4);
    Model after = BlockPruning.global(model, 0.75, block).apply(model);
    long total = 8 * 4 * 2 * 2 + 6 * 32;
    // Up to a block of each layer may be missing.
    assertThat(total - WeightCount.of(after).nonZero())
        .isBetween(total * 3 / 4 - 2 * 16, total * 3 / 4);
  }

  private static Calibration data(Model model, Random random) {
    float[][] inputs = new float[300][];
    Arrays.setAll(inputs, i -> gaussians(random, model.inputShape().size()));
    return PruningTest.looking(inputs);
  }

  @Test
  void withDataBlocksStayWholeAndWhatIsLeftMakesUpForThem() {
    WeightBlock block = new WeightBlock(1, 4);
    for (int seed = 0; seed < 5; seed++) {
      Random random = new Random(seed);
      Model model = net(random);
      Calibration data = data(model, random);
      Model plain = BlockPruning.global(model, 0.6, block).apply(model);
      Model fitted = LeastSquaresPruning.blocks(block, 0.6, data).apply(model);
      assertThat(CallDistance.of(model, fitted, data))
          .as("seed %d", seed)
          .isLessThan(CallDistance.of(model, plain, data));
      for (Node node : fitted.nodes()) {
        if (node.op() instanceof Op.Weighted op) {
          float[] values = op.weight().toArray();
          long zeros = blocks(op, block).stream().filter(b -> b.isZero(values)).count();
          assertThat(zeros * 4).isEqualTo(values.length - op.weight().nonZeros()).isPositive();
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"0,4", "1,1", "17,1", "4,-1"})
  void refusesWhatIsNoBlock(int units, int inputs) {
    assertThatThrownBy(() -> new WeightBlock(units, inputs))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(units + "x" + inputs);
  }

  @Test
  void refusesAShareThatIsNone() {
    Model model = net(new Random(1));
    assertThatThrownBy(() -> BlockPruning.global(model, 1, new WeightBlock(1, 4)))
        .hasMessageContaining("sparsity");
  }
}

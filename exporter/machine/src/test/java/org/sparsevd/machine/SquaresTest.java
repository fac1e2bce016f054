package org.sparsevd.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sparsevd.model.Model;
import org.sparsevd.runtime.ParallelSession;
import org.sparsevd.runtime.SparseModel;
import org.sparsevd.runtime.kernel.KernelLookup;

/** Nets whose tiles are squares of cells where there are 32 registers. */
class SquaresTest {
  private static final String TILES = "sparsevd.tiles";

  @BeforeEach
  void force() {
    System.setProperty(TILES, "always");
  }

  @AfterEach
  void forget() {
    System.clearProperty(KernelLookup.PROPERTY);
    System.clearProperty(TILES);
  }

  private static SparseModel on(Model model, String kernels) {
    System.setProperty(KernelLookup.PROPERTY, kernels);
    return SparseModel.of(model);
  }

  @Test
  void findTheBitsOfVectorsOnAnyNumberOfThreads() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    RandomNets nets = new RandomNets(random);
    for (int i = 0; i < 40; i++) {
      Model model = nets.halved();
      SparseModel machine = on(model, "machine");
      SparseModel vectors = on(model, "vector");
      float[] input = nets.input(machine.inputSize());
      float[] expected = new float[machine.outputSize()];
      vectors.newSession().run(input, expected);
      float[] found = new float[expected.length];
      machine.newSession().run(input, found);
      assertThat(found).as("seed %d, net %d: %s", seed, i, machine.kernels()).isEqualTo(expected);
      try (ParallelSession threads = machine.newParallelSession(1 + random.nextInt(3))) {
        Arrays.fill(found, 0);
        threads.run(input, 1, found);
      }
      assertThat(found).as("seed %d, net %d, by threads", seed, i).isEqualTo(expected);
    }
  }
}

package org.sparsevd.machine;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sparsevd.model.Model;
import org.sparsevd.runtime.Session;
import org.sparsevd.runtime.SparseModel;
import org.sparsevd.runtime.kernel.KernelLookup;

/** Nets of 8 bits: machine code has the bits of other kernels, which compute with floats. */
class LevelSessionTest {
  private static final String TILES = "sparsevd.tiles";
  private static final String PROPERTY = KernelLookup.PROPERTY;

  @BeforeEach
  void force() {
    System.setProperty(TILES, "always");
  }

  @AfterEach
  void forget() {
    System.clearProperty(PROPERTY);
    System.clearProperty(TILES);
  }

  private static SparseModel on(Model model, String kernels) {
    System.setProperty(PROPERTY, kernels);
    return SparseModel.of(model);
  }

  private static float[] run(SparseModel model, float[] input) {
    float[] output = new float[model.outputSize()];
    Session session = model.newSession();
    session.run(input, output);
    session.run(input, output);
    return output;
  }

  @Test
  void answersHaveTheSameBits() {
    long seed = System.nanoTime();
    LevelNets nets = new LevelNets(new Random(seed));
    int bytes = 0;
    int rows = 0;
    for (int i = 0; i < 70; i++) {
      Model model = nets.next();
      float[] input = nets.input(model);
      SparseModel machine = on(model, "machine");
      System.setProperty(TILES, "never");
      float[] expected = run(on(model, "scalar"), input);
      System.setProperty(TILES, "always");
      bytes += machine.kernels().toString().contains("machine code, 8-bit convolution") ? 1 : 0;
      rows += machine.kernels().toString().contains("machine code, 8-bit dense") ? 1 : 0;
      assertThat(bits(run(machine, input)))
          .as("seed %d, net %d: %s", seed, i, machine.kernels())
          .isEqualTo(bits(expected));
    }
    assertThat(bytes).isGreaterThan(45);
    assertThat(rows).isPositive();
  }

  @Test
  void callsLeaveNoGarbage() {
    LevelNets nets = new LevelNets(new Random(5));
    Model model = nets.next();
    float[] input = nets.input(model);
    SparseModel machine = on(model, "machine");
    assertThat(machine.kernels().toString()).contains("8-bit convolution");
    Session session = machine.newSession();
    float[] output = new float[machine.outputSize()];
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long bytes = Long.MAX_VALUE;
    for (int round = 0; round < 40 && bytes > 1000; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < 300; i++) {
        session.run(input, output);
      }
      bytes = threads.getCurrentThreadAllocatedBytes() - before;
    }
    assertThat(bytes).isLessThanOrEqualTo(1000);
  }

  private static int[] bits(float[] values) {
    int[] bits = new int[values.length];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = Float.floatToRawIntBits(values[i]);
    }
    return bits;
  }
}

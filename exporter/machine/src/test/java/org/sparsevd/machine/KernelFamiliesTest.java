package org.sparsevd.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.sparsevd.model.Model;
import org.sparsevd.model.Op;
import org.sparsevd.model.Window;
import org.sparsevd.runtime.Session;
import org.sparsevd.runtime.SparseModel;
import org.sparsevd.runtime.Value;
import org.sparsevd.runtime.kernel.KernelLookup;
import org.sparsevd.runtime.kernel.ScalarKernels;
import org.sparsevd.runtime.layout.Scratch;
import org.sparsevd.runtime.machine.MachineSupport;
import org.sparsevd.runtime.plan.Engine;
import org.sparsevd.runtime.plan.LayerShapes;
import org.sparsevd.runtime.plan.PackedWeights;
import org.sparsevd.runtime.plan.Plan;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.Shape;

/**
 * Random nets on all kernels that there are: plain Java, vectors, machine code, in rows and in
 * tiles, float32 and 8 bits. All find the same bits. {@code -Plong} draws 20,000 nets.
 */
class KernelFamiliesTest {
  private static final int GRAPHS = Integer.getInteger("sparsevd.graphs", 40);
  private static final long SEED = Long.getLong("sparsevd.seed", System.nanoTime());
  private static final String TILES = "sparsevd.tiles";

  /** How often a note said so of a net on machine code, so that none is missed unseen. */
  private final Map<String, Integer> seen = new TreeMap<>();

  @AfterEach
  void forget() {
    System.clearProperty(KernelLookup.PROPERTY);
    System.clearProperty(TILES);
  }

  @Test
  void allFindTheSameBits() {
    check(GRAPHS);
  }

  @Test
  @Tag("long")
  void allFindTheSameBitsOfTwentyThousandNets() {
    check(20_000);
  }

  @Test
  void imagesOfABatchRunOneByOneWhereThatIsCode() {
    System.setProperty(TILES, "always");
    Model large = convolution(32);
    assertThat(isAlone(large, MachineSupport.find())).isTrue();
    assertThat(isAlone(large, MachineSupport.none("this test wants none"))).isFalse();
    assertThat(isAlone(convolution(4), MachineSupport.find())).isFalse();
  }

  private static Model convolution(int size) {
    float[] weights = new float[8 * 8 * 9];
    Arrays.fill(weights, 1);
    DenseTensor weight = new DenseTensor(Shape.of(8, 8, 3, 3), weights);
    Op convolution = new Op.Conv2d(weight, new float[8], Window.square(3, 1), 1);
    return new Model.Chain("one", Shape.of(8, size, size)).add("one", convolution).build();
  }

  private static boolean isAlone(Model model, MachineSupport machine) {
    PackedWeights packed = new PackedWeights();
    Model laid = LayerShapes.of(model, packed);
    return new Engine(laid, packed, KernelLookup.find("vector"), machine).isAlone();
  }

  private void check(int graphs) {
    for (int i = 0; i < graphs; i++) {
      long seed = SEED + i;
      Random random = new Random(seed);
      RandomNets nets = new RandomNets(random);
      LevelNets levels = new LevelNets(random);
      Model model =
          switch (i % 5) {
            case 0 -> nets.chain();
            case 1 -> nets.images();
            case 2 -> nets.residual();
            case 3 -> nets.tokens();
            default -> levels.next();
          };
      float[] input = i % 5 == 4 ? levels.input(model) : nets.input(size(model));
      int[] expected = bits(plain(model, input));
      for (String kernels : new String[] {"vector", "machine"}) {
        for (String tiles : new String[] {"never", "always"}) {
          assertThat(Arrays.mismatch(bits(model, input, kernels, tiles), expected))
              .as("-Dsparsevd.seed=%d, net %d, %s, tiles %s", SEED, i, kernels, tiles)
              .isEqualTo(-1);
        }
      }
    }
    assertThat(seen).as("kinds of machine code, seed %d", SEED).hasSizeGreaterThan(4);
  }

  private static int size(Model model) {
    return model.inputs().get(0).shape().size();
  }

  private int[] bits(Model model, float[] input, String kernels, String tiles) {
    System.setProperty(KernelLookup.PROPERTY, kernels);
    System.setProperty(TILES, tiles);
    SparseModel on = SparseModel.of(model);
    Session session = on.newSession();
    float[] output = run(model, session, input);
    if (kernels.equals("machine")) {
      for (String line : on.kernels()) {
        int at = line.indexOf("machine code, ");
        if (at >= 0) {
          seen.merge(line.substring(at).split("[,;(0-9]")[1], 1, Integer::sum);
        }
      }
    }
    return bits(output);
  }

  private static int[] bits(float[] values) {
    int[] bits = new int[values.length];
    Arrays.setAll(bits, k -> Float.floatToRawIntBits(values[k]));
    return bits;
  }

  /** By plain Java that rounds as all the others do: products are fused into their sums. */
  private static float[] plain(Model model, float[] input) {
    System.setProperty(TILES, "never");
    PackedWeights packed = new PackedWeights();
    Model laid = LayerShapes.of(model, packed);
    Plan plan = new Engine(laid, packed, new ScalarKernels(true)).single();
    Scratch scratch = plan.newScratch();
    System.arraycopy(input, 0, scratch.values(plan.input()), 0, input.length);
    plan.run(scratch);
    int size = model.shape(model.outputs().get(0).value()).size();
    return Arrays.copyOf(scratch.values(plan.output()), size);
  }

  private static float[] run(Model model, Session session, float[] input) {
    if (model.batched()) {
      float[] output = new float[model.outputShape().size()];
      session.run(input, output);
      return output;
    }
    Model.Input first = model.inputs().get(0);
    Value value = Value.of(input, first.shape().toArray());
    return session.run(Map.of(first.name(), value)).values().iterator().next().floats();
  }
}

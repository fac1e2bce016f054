package org.sparsevd.machine.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.sparsevd.machine.RandomNets;
import org.sparsevd.machine.code.Emulator;
import org.sparsevd.machine.memory.Processor;
import org.sparsevd.model.Model;
import org.sparsevd.model.Op;
import org.sparsevd.runtime.machine.NetCall;
import org.sparsevd.runtime.machine.NetFunction;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.Shape;

class NetCompilerTest {
  private static final Processor HERE = Processor.find();

  private static NetCall call(Model model) {
    return NetCompiler.compile(model, Set.of(), HERE).orElseThrow().newCall().orElseThrow();
  }

  /** This processor, and ones that can do less. */
  private static List<Processor> processors() {
    boolean avx512 = HERE.avx512();
    return List.of(
        new Processor(true, false, false, false, false),
        new Processor(true, false, avx512, avx512, false),
        HERE);
  }

  @Test
  void randomNetsHaveTheSameBitsAsPlainJava() {
    long seed = System.nanoTime();
    RandomNets chains = new RandomNets(new Random(seed));
    int compiled = 0;
    for (int i = 0; i < 600; i++) {
      Model model = i % 2 == 0 ? chains.chain() : chains.images();
      Processor processor = processors().get(i / 2 % 3);
      Optional<NetFunction> function = NetCompiler.compile(model, Set.of(), processor);
      if (function.isPresent()) {
        compiled++;
        NetCall call = function.get().newCall().orElseThrow();
        for (int again = 0; again < 3; again++) {
          compare(model, call, chains, "seed " + seed + ", net " + i + ", " + processor);
        }
      }
    }
    assertThat(compiled).as("seed %d", seed).isGreaterThan(200);
  }

  /** For processors that are not here, too; each access to memory is looked at. */
  @Test
  void anEmulatorComputesTheSameAndStaysInside() {
    long seed = System.nanoTime();
    RandomNets chains = new RandomNets(new Random(seed));
    Processor widest = new Processor(true, true, true, true, true);
    int run = 0;
    for (int i = 0; i < 60; i++) {
      Model model = i % 2 == 0 ? chains.chain() : chains.images();
      Processor processor = i % 6 < 2 ? processors().get(0) : widest;
      Optional<NetCode> code = NetCompiler.write(model, Set.of(), processor);
      if (code.isPresent()) {
        run++;
        emulate(model, code.get(), chains, "seed " + seed + ", net " + i);
      }
    }
    assertThat(run).as("seed %d", seed).isGreaterThan(20);
  }

  private static void emulate(Model model, NetCode code, RandomNets chains, String what) {
    NetLayout layout = code.layout();
    ByteBuffer memory = ByteBuffer.allocate(layout.size()).order(ByteOrder.LITTLE_ENDIAN);
    byte[] pixels = chains.pixels(layout.inputs());
    float[] widened = new float[layout.inputs()];
    for (int i = 0; i < widened.length; i++) {
      memory.put(layout.bytes() + i, pixels[i]);
      widened[i] = pixels[i] & 0xff;
    }
    check(PlainChain.run(model, widened), results(code, code.fromPixels(), memory), what);
    float[] input = chains.input(layout.inputs());
    for (int i = 0; i < input.length; i++) {
      memory.putFloat(layout.floats() + i * Float.BYTES, input[i]);
    }
    check(PlainChain.run(model, input), results(code, code.fromFloats(), memory), what);
  }

  private static float[] results(NetCode code, int entry, ByteBuffer memory) {
    Emulator machine = new Emulator();
    long base = machine.map(memory);
    assertThat(machine.callAt(code.bytes(), entry, base)).isOne();
    float[] found = new float[code.layout().outputs() + 2];
    for (int i = 0; i < code.layout().outputs(); i++) {
      found[2 + i] = memory.getFloat(code.layout().results() + i * Float.BYTES);
    }
    return found;
  }

  private static void compare(Model model, NetCall call, RandomNets chains, String what) {
    int size = model.inputShape().size();
    float[] found = new float[model.outputShape().size() + 2];
    float[] input = chains.input(size);
    float[] behind = new float[size + 3];
    System.arraycopy(input, 0, behind, 3, size);
    assertThat(call.run(behind, 3, found, 2)).isTrue();
    check(PlainChain.run(model, input), found, what);
    byte[] pixels = chains.pixels(size);
    float[] widened = new float[size];
    for (int i = 0; i < size; i++) {
      widened[i] = pixels[i] & 0xff;
    }
    assertThat(call.run(pixels, 0, found, 2)).isTrue();
    check(PlainChain.run(model, widened), found, what + ", pixels");
  }

  private static void check(float[] expected, float[] found, String what) {
    assertThat(found[1]).isZero();
    for (int i = 0; i < expected.length; i++) {
      assertThat(Float.floatToRawIntBits(found[2 + i]))
          .as("%s, output %d: %s", what, i, Arrays.toString(expected))
          .isEqualTo(Float.floatToRawIntBits(expected[i]));
    }
  }

  @Test
  void inputsOutOfTheOrdinaryAreLeftToOthers() {
    Model model = new RandomNets(new Random(5)).chain();
    int size = model.inputShape().size();
    NetCall call = call(model);
    float[] found = new float[model.outputShape().size()];
    float[] strange = {
      Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 0x1p50f, -0x1p50f, 1e38f
    };
    for (float each : strange) {
      for (int at : new int[] {0, size / 2, size - 1}) {
        float[] input = new float[size];
        input[at] = each;
        Arrays.fill(found, 7);
        assertThat(call.run(input, 0, found, 0)).as("%s at %d", each, at).isFalse();
        assertThat(found).containsOnly(7);
      }
    }
    float[] largest = new float[size];
    Arrays.fill(largest, Math.nextDown(0x1p50f));
    largest[0] = -largest[0];
    assertThat(call.run(largest, 0, found, 0)).isTrue();
  }

  @Test
  void watchedValuesAreLookedAt() {
    float[] weight = new float[9];
    Arrays.fill(weight, 1e20f);
    Op.Dense large = new Op.Dense(new DenseTensor(Shape.of(3, 3), weight), new float[3]);
    Op.Dense small =
        new Op.Dense(new DenseTensor(Shape.of(1, 3), new float[] {1, 1, 1}), new float[1]);
    Model model =
        new Model.Chain("watched", Shape.of(3)).add("large", large).add("small", small).build();
    NetFunction function = NetCompiler.compile(model, Set.of("large"), HERE).orElseThrow();
    NetCall call = function.newCall().orElseThrow();
    float[] found = new float[1];
    assertThat(call.run(new float[] {1e-10f, 0, 0}, 0, found, 0)).isTrue();
    assertThat(found[0]).isEqualTo(3 * (1e20f * 1e-10f));
    assertThat(call.run(new float[] {0, 1, 0}, 0, found, 0)).isFalse();
  }

  @Test
  void netsOfOtherKindsAreLeftToOthers() {
    RandomNets chains = new RandomNets(new Random(3));
    Model other = new Model.Chain("other", Shape.of(3)).add("relu", new Op.Relu()).build();
    Model tanh =
        new Model.Chain("tanh", Shape.of(3))
            .add("layer", chains.dense(2, 3))
            .add("tanh", new Op.Tanh())
            .build();
    assertThat(NetCompiler.compile(other, Set.of(), HERE)).isEmpty();
    assertThat(NetCompiler.compile(tanh, Set.of(), HERE)).isEmpty();
    Model dense = new Model.Chain("wide", Shape.of(200)).add("layer", ones(200, 200)).build();
    assertThat(NetCompiler.compile(dense, Set.of(), HERE)).isEmpty();
  }

  private static Op.Dense ones(int rows, int columns) {
    float[] weight = new float[rows * columns];
    Arrays.fill(weight, 1);
    return new Op.Dense(new DenseTensor(Shape.of(rows, columns), weight), new float[rows]);
  }

  @Test
  void saysWhatBecameOfEachNode() {
    Model model =
        new Model.Chain("named", Shape.of(2, 2))
            .add("flat", new Op.Flatten())
            .add("fc", ones(3, 4))
            .add("relu", new Op.Relu())
            .build();
    Processor oldest = processors().get(0);
    assertThat(NetCompiler.compile(model, Set.of(), oldest).orElseThrow().notes())
        .containsEntry("flat", "same array as input")
        .containsEntry("fc", "machine code, 100.0 % dense, by rows")
        .containsEntry("relu", "fused into fc");
    Map<String, String> here = NetCompiler.compile(model, Set.of(), HERE).orElseThrow().notes();
    assertThat(here.get("fc")).startsWith("machine code, 100.0 % dense");
  }
}

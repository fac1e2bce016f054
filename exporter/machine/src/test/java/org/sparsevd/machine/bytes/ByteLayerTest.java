package org.sparsevd.machine.bytes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.sparsevd.machine.check.SelfCheck;
import org.sparsevd.machine.code.EmulatedMemory;
import org.sparsevd.machine.code.Width;
import org.sparsevd.machine.depth.DepthColumns;
import org.sparsevd.machine.depth.DepthCompiler;
import org.sparsevd.machine.depth.DepthSums;
import org.sparsevd.machine.memory.GuardedMemory;
import org.sparsevd.runtime.machine.TileCode;
import org.sparsevd.runtime.share.Share;
import org.sparsevd.runtime.tile.bytes.ByteConvolution;
import org.sparsevd.runtime.tile.bytes.ByteDepthwise;
import org.sparsevd.runtime.tile.bytes.ByteLanes;
import org.sparsevd.runtime.tile.bytes.ByteMaximum;

/** Convolutions of bytes against plain loops, with pages around that must not be touched. */
public class ByteLayerTest {
  private static final ByteProducts AVX2 = new ByteProducts(Width.YMM, false);

  private static final List<ByteProducts> PROCESSORS =
      List.of(
          AVX2,
          new ByteProducts(Width.YMM, true),
          new ByteProducts(Width.ZMM, false),
          new ByteProducts(Width.ZMM, true));

  /** Else the check before the first use would check something else. */
  @Test
  void theCheckTriesSingleFiltersAndSeveral() {
    for (ByteProducts products : PROCESSORS) {
      if (products.fourAtOnce()) {
        Set<Integer> tried = new TreeSet<>();
        InvocationHandler watching =
            (proxy, method, arguments) -> {
              if (arguments[0] instanceof ByteConvolution layer) {
                tried.add(ByteJobs.atOnce(products, layer));
              }
              return Optional.empty();
            };
        Class<?>[] what = {TileCode.class};
        ClassLoader loader = getClass().getClassLoader();
        TileCode watched = (TileCode) Proxy.newProxyInstance(loader, what, watching);
        assertThat(SelfCheck.byteDifference(watched, products.width().lanes())).isEmpty();
        assertThat(tried).contains(1).hasSizeGreaterThan(1);
      }
    }
  }

  @Test
  void randomLayersHaveTheSameBitsAsPlainLoopsAndStayInside() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    int blocks = 0;
    for (int i = 0; i < 150; i++) {
      ByteCase each = new ByteCase(random, Width.YMM.lanes());
      float[] memory = each.memory();
      float[] expected = memory.clone();
      each.layer.run(expected, 0);
      blocks += new ByteCompiler(AVX2).make(each.layer).codes().length > 1 ? 1 : 0;
      float[] found = new float[memory.length + 5];
      System.arraycopy(memory, 0, found, 5, memory.length);
      ByteLayer code = new ByteCompiler(AVX2).make(each.layer).load();
      for (Share share : Share.of(1 + i % 3)) {
        code.run(found, 5, share);
      }
      check(each, expected, found, 5, seed, i);
      try (GuardedMemory guarded = GuardedMemory.endingAtAGuard(memory.length * 4L)) {
        MemorySegment inside = guarded.segment();
        MemorySegment.copy(memory, 0, inside, ValueLayout.JAVA_FLOAT, 0, memory.length);
        code.run(inside, 0);
        check(each, expected, inside.toArray(ValueLayout.JAVA_FLOAT), 0, seed, i);
      }
    }
    assertThat(blocks).as("seed %d", seed).isPositive();
  }

  /** Processors that are not here run in an emulator; the one that is runs there as well. */
  @Test
  void otherProcessorsComputeTheSame() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 60; i++) {
      ByteProducts products = PROCESSORS.get(i % PROCESSORS.size());
      ByteCase each = new ByteCase(random, products.width().lanes());
      float[] memory = each.memory();
      float[] expected = memory.clone();
      each.layer.run(expected, 0);
      emulate(new ByteCompiler(products).make(each.layer), memory);
      check(each, expected, memory, 0, seed, i);
    }
  }

  @Test
  void maximaHaveTheSameBytesAsPlainLoops() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 60; i++) {
      Width width = i % 4 == 0 ? Width.ZMM : Width.YMM;
      ByteCase each = new ByteCase(random, width.lanes());
      ByteMaximum pooling = each.maximum();
      float[] memory = each.memory();
      float[] expected = memory.clone();
      pooling.run(expected, 0);
      ByteProgram program = new ByteCompiler(new ByteProducts(width, false)).make(pooling);
      if (width == Width.YMM) {
        program.load().run(memory, 0);
      } else {
        emulate(program, memory);
      }
      for (int place = 0; place < memory.length; place++) {
        assertThat(Float.floatToRawIntBits(memory[place]))
            .as("seed %d, case %d, float %d: %s", seed, i, place, each)
            .isEqualTo(Float.floatToRawIntBits(expected[place]));
      }
    }
  }

  @Test
  void depthwiseLayersHaveTheSameBytesAsPlainLoops() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    int columns = 0;
    for (int i = 0; i < 120; i++) {
      ByteProducts products = PROCESSORS.get(i % PROCESSORS.size());
      int lanes = products.width().lanes();
      ByteCase each = i % 8 < 4 ? new ByteCase(random, lanes) : ByteCase.squares(random, lanes);
      ByteDepthwise layer = each.depthwise();
      columns += DepthSums.of(products, layer) instanceof DepthColumns ? 1 : 0;
      float[] memory = each.memory();
      float[] expected = memory.clone();
      layer.run(expected, 0);
      ByteProgram program = new DepthCompiler(products).make(layer);
      if (products.equals(AVX2)) {
        program.load().run(memory, 0);
      } else {
        emulate(program, memory);
      }
      for (int place = 0; place < memory.length; place++) {
        int plane = (place - layer.out().start()) / layer.out().tiling().stride();
        boolean last = plane == layer.out().channels() - 1;
        int known = last ? layer.channels() - plane * ByteLanes.CHANNELS : ByteLanes.CHANNELS;
        for (int channel = 0; channel < known; channel++) {
          assertThat(ByteLanes.get(memory[place], channel))
              .as("seed %d, case %d, float %d: %s", seed, i, place, products)
              .isEqualTo(ByteLanes.get(expected[place], channel));
        }
      }
    }
    assertThat(columns).isGreaterThanOrEqualTo(15);
  }

  private static void emulate(ByteProgram program, float[] memory) {
    ByteTable table = program.table();
    EmulatedMemory machine = new EmulatedMemory(memory, table.memory().asByteBuffer());
    for (int chunk = 0; chunk < program.chunks(); chunk++) {
      for (int block = 0; block < program.codes().length; block++) {
        for (int i = 0; i < program.calls().length - 1; i++) {
          int first = program.calls()[i];
          int jobs = program.calls()[i + 1] - first;
          int before = block * program.calls()[program.calls().length - 1];
          long job = table.job(before + first);
          machine.call(program.codes()[block], table.chunk(chunk), job, jobs);
        }
      }
    }
    machine.copyTo(memory);
  }

  public static void check(
      ByteCase each, float[] expected, float[] found, int at, long seed, int number) {
    for (int place = 0; place < expected.length; place++) {
      if (Float.floatToRawIntBits(expected[place]) != Float.floatToRawIntBits(found[at + place])) {
        for (int channel = 0; channel < ByteLanes.CHANNELS; channel++) {
          if (each.matters(place, channel)) {
            assertThat(ByteLanes.get(found[at + place], channel))
                .as("seed %d, layer %d, float %d, byte %d: %s", seed, number, place, channel, each)
                .isEqualTo(ByteLanes.get(expected[place], channel));
          }
        }
      }
    }
  }

  @Test
  void memoryThatIsTooShortIsRefused() {
    ByteCase each = new ByteCase(new Random(3), Width.YMM.lanes());
    ByteLayer code = new ByteCompiler(AVX2).make(each.layer).load();
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> code.run(new float[code.touched().end() - 1], 0));
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> code.run(each.memory(), -code.touched().first() - 1));
  }
}

package org.sparsevd.machine.tile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.sparsevd.machine.check.SelfCheck;
import org.sparsevd.machine.code.EmulatedMemory;
import org.sparsevd.machine.code.Width;
import org.sparsevd.machine.memory.GuardedMemory;
import org.sparsevd.runtime.layout.SparseFilters;
import org.sparsevd.runtime.machine.TileCode;
import org.sparsevd.runtime.share.Share;
import org.sparsevd.runtime.tile.CellGroups;
import org.sparsevd.runtime.tile.CellSplit;
import org.sparsevd.runtime.tile.Ending;

/** Layers over images in tiles against plain loops, with pages around that must not be touched. */
class CellLayerTest {
  /** Else the check before the first use would check something else. */
  @Test
  void theCheckTriesFiltersInStepAndAlone() {
    for (Width width : new Width[] {Width.YMM, Width.ZMM}) {
      TileCode code = CellCompiler.of(width, false);
      Set<Integer> together = new TreeSet<>();
      InvocationHandler watching =
          (proxy, method, arguments) -> {
            if (method.getName().equals("sparse")) {
              CellLayer made = (CellLayer) ((Optional<?>) method.invoke(code, arguments)).get();
              together.add(made.together());
            }
            return Optional.empty();
          };
      Class<?>[] what = {TileCode.class};
      ClassLoader loader = getClass().getClassLoader();
      TileCode watched = (TileCode) Proxy.newProxyInstance(loader, what, watching);
      assertThat(SelfCheck.difference(watched, width.lanes())).isEmpty();
      assertThat(together).containsExactly(1, 8);
    }
  }

  /** A layer by chance: channels of 40 cells, those of the output behind those of the input. */
  private static final class Case {
    final Random random;
    final int lanes;
    final int channels;
    final int count;
    final int blocks;
    final int stride;
    final CellGroups groups;
    final SparseFilters filters;
    final Ending ending;
    final int output;
    final int sums;
    final int size;
    final CellSplit split;

    Case(Random random, Width width) {
      this.random = random;
      this.lanes = width.lanes();
      this.stride = 40 * lanes;
      this.channels = 1 + random.nextInt(5);
      this.count = 1 + random.nextInt(random.nextInt(4) == 0 ? 40 : 7);
      this.blocks = 1 + random.nextInt(3);
      int rows = 1 + random.nextInt(4);
      int cells = 1 + random.nextInt(rows == 1 ? 9 : (width == Width.YMM ? 12 : 16) / rows);
      int step = 1 + random.nextInt(2);
      this.output = channels * stride;
      int residual = output + count * stride;
      this.sums = residual + count * stride;
      int number = 1 + random.nextInt(3);
      int[] reads = new int[number * rows];
      int[] writes = new int[number * rows];
      for (int i = 0; i < reads.length; i++) {
        reads[i] = random.nextInt(20 - 2 * cells + 1) * lanes;
        writes[i] = output + (i * cells % (40 - cells)) * lanes;
      }
      // Threads share groups where these write apart.
      int parts = reads.length * cells < 40 - cells ? random.nextInt(4) : 0;
      int room = count * rows * cells * lanes + random.nextInt(9);
      this.split = new CellSplit(IntStream.rangeClosed(1, count).toArray(), room, parts);
      this.size = sums + Math.max(1, parts) * room;
      this.groups = new CellGroups(rows, cells, step, reads, writes);
      this.filters = filters();
      this.ending =
          new Ending(
              random.nextBoolean() ? -1 : Float.NEGATIVE_INFINITY,
              random.nextBoolean() ? 2 : Float.POSITIVE_INFINITY,
              random.nextBoolean() ? residual - output : Ending.NONE);
    }

    private SparseFilters filters() {
      int[] starts = new int[blocks * count + 1];
      for (int i = 0; i < blocks * count; i++) {
        starts[i + 1] = starts[i] + random.nextInt(9);
      }
      int[] offsets = new int[starts[blocks * count]];
      float[] weights = new float[offsets.length];
      for (int k = 0; k < offsets.length; k++) {
        offsets[k] = random.nextInt(channels) * stride + random.nextInt(20) * lanes;
        weights[k] = (float) random.nextGaussian();
      }
      float[] bias = new float[count];
      for (int f = 0; f < count; f++) {
        bias[f] = (float) random.nextGaussian();
      }
      return new SparseFilters(starts, offsets, weights, bias, blocks, 1);
    }

    float[] memory() {
      float[] memory = new float[size];
      for (int i = 0; i < size; i++) {
        memory[i] = (float) random.nextGaussian();
      }
      return memory;
    }

    /** Each sum from its bias on, products fused, in the order of the blocks. */
    void plain(float[] memory) {
      for (int g = 0; g < groups.count(); g++) {
        for (int f = 0; f < count; f++) {
          for (int i = 0; i < groups.rows() * groups.cells() * lanes; i++) {
            int row = g * groups.rows() + i / lanes / groups.cells();
            int cell = i / lanes % groups.cells();
            int read = groups.reads()[row] + cell * groups.step() * lanes + i % lanes;
            float sum = filters.bias()[f];
            for (int b = 0; b < blocks; b++) {
              int stream = b * count + f;
              for (int k = filters.starts()[stream]; k < filters.starts()[stream + 1]; k++) {
                sum = Math.fma(filters.weights()[k], memory[read + filters.offsets()[k]], sum);
              }
            }
            int write = groups.writes()[row] + f * stride + cell * lanes + i % lanes;
            sum = ending.addsResidual() ? sum + memory[write + ending.residual()] : sum;
            memory[write] = Math.min(Math.max(sum, ending.low()), ending.high());
          }
        }
      }
    }

    CellLayer code() {
      return (CellLayer)
          CellCompiler.of(Width.YMM, false)
              .sparse(filters, groups, stride, ending, sums, split)
              .orElseThrow();
    }
  }

  @Test
  void randomLayersHaveTheSameBitsAsPlainLoopsAndStayInside() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 300; i++) {
      Case layer = new Case(random, Width.YMM);
      float[] memory = layer.memory();
      float[] expected = memory.clone();
      layer.plain(expected);
      float[] shifted = new float[layer.size + 5];
      System.arraycopy(memory, 0, shifted, 5, layer.size);
      CellLayer code = layer.code();
      code.run(shifted, 5);
      check(expected, Arrays.copyOfRange(shifted, 5, shifted.length), layer, seed, i);
      System.arraycopy(memory, 0, shifted, 5, layer.size);
      for (Share share : Share.of(1 + random.nextInt(4))) {
        share.reset();
        code.run(shifted, 5, share);
      }
      check(expected, Arrays.copyOfRange(shifted, 5, shifted.length), layer, seed, i);
      try (GuardedMemory guarded = GuardedMemory.endingAtAGuard((layer.size + 15) / 16 * 64L)) {
        MemorySegment inside = guarded.segment();
        MemorySegment.copy(memory, 0, inside, ValueLayout.JAVA_FLOAT, 0, memory.length);
        code.run(inside, 0);
        float[] found = new float[layer.size];
        MemorySegment.copy(inside, ValueLayout.JAVA_FLOAT, 0, found, 0, found.length);
        check(expected, found, layer, seed, i);
      }
    }
  }

  /** Processors that are not here run in an emulator. */
  @Test
  void vectorsOfEveryWidthComputeTheSame() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 60; i++) {
      Width width = i % 3 == 0 ? Width.YMM : Width.ZMM;
      Case layer = new Case(random, width);
      float[] memory = layer.memory();
      float[] expected = memory.clone();
      layer.plain(expected);
      emulate(layer, width, memory);
      check(expected, memory, layer, seed, i);
    }
  }

  private static void emulate(Case layer, Width width, float[] memory) {
    CellGroups groups = layer.groups;
    CellShape shape = new CellShape(width, 1, groups.rows(), groups.cells(), groups.step());
    SingleStreams streams = new SingleStreams(layer.filters);
    CellLayerMaker maker =
        new CellLayerMaker(
            shape, streams, groups, layer.ending, layer.stride, layer.sums, layer.split);
    int[][] calls = maker.calls();
    EmulatedMemory machine = new EmulatedMemory(memory, maker.table().memory().asByteBuffer());
    for (int group = 0; group < groups.count(); group++) {
      for (int block = 0; block < calls.length; block++) {
        for (int i = 0; i < calls[block].length - 1; i++) {
          long job = maker.table().job(calls[block][i]);
          int jobs = calls[block][i + 1] - calls[block][i];
          machine.call(
              maker.code(block),
              maker.table().group(group % layer.split.rooms(), group),
              job,
              jobs);
        }
      }
    }
    machine.copyTo(memory);
  }

  /** What lies between blocks is nobody's business. */
  private static void check(float[] expected, float[] found, Case layer, long seed, int i) {
    for (int at = 0; at < layer.sums; at++) {
      assertThat(Float.floatToRawIntBits(found[at]))
          .as("seed %d, layer %d, float %d of %s", seed, i, at, layer.groups)
          .isEqualTo(Float.floatToRawIntBits(expected[at]));
    }
  }

  @Test
  void memoryThatIsTooShortIsRefused() {
    Case layer = new Case(new Random(3), Width.YMM);
    CellLayer code = layer.code();
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> code.run(new float[code.touched().end() - 1], 0));
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> code.run(layer.memory(), layer.size));
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> code.run(layer.memory(), -code.touched().first() - 1));
  }

  @Test
  void groupsOfMoreSumsThanRegistersAreLeftToOthers() {
    Case layer = new Case(new Random(3), Width.YMM);
    CellGroups wide = new CellGroups(1, 16, 1, new int[] {0}, new int[] {layer.output});
    assertThat(
            CellCompiler.of(Width.YMM, false)
                .sparse(layer.filters, wide, layer.stride, Ending.PLAIN, layer.sums, layer.split))
        .isEmpty();
  }
}

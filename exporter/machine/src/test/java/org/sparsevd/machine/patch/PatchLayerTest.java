package org.sparsevd.machine.patch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.sparsevd.machine.bytes.ByteCase;
import org.sparsevd.machine.bytes.ByteLayerTest;
import org.sparsevd.machine.bytes.ByteProducts;
import org.sparsevd.machine.bytes.ByteTable;
import org.sparsevd.machine.code.EmulatedMemory;
import org.sparsevd.machine.code.Width;
import org.sparsevd.machine.memory.GuardedMemory;
import org.sparsevd.runtime.share.Share;
import org.sparsevd.runtime.tile.bytes.ByteLanes;

/** Convolutions by patches against plain loops, with pages around them. */
class PatchLayerTest {
  private static final ByteProducts AVX2 = new ByteProducts(Width.YMM, false);

  @Test
  void randomLayersHaveTheSameBitsAsPlainLoopsAndStayInside() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    int patches = 0;
    for (int i = 0; i < 20; i++) {
      ByteCase each = ByteCase.patches(random, Width.YMM.lanes());
      Optional<PatchShape> shape = PatchShape.of(AVX2, each.layer);
      if (shape.isEmpty()) {
        continue;
      }
      patches++;
      float[] memory = each.memory();
      float[] expected = memory.clone();
      each.layer.run(expected, 0);
      float[] found = new float[memory.length + 5];
      System.arraycopy(memory, 0, found, 5, memory.length);
      PatchLayer code = PatchLayer.of(PatchProgram.of(shape.get()));
      for (Share share : Share.of(1 + i % 6)) {
        code.run(found, 5, share);
      }
      ByteLayerTest.check(each, expected, found, 5, seed, i);
      try (GuardedMemory guarded = GuardedMemory.endingAtAGuard(memory.length * 4L)) {
        MemorySegment inside = guarded.segment();
        MemorySegment.copy(memory, 0, inside, ValueLayout.JAVA_FLOAT, 0, memory.length);
        code.run(inside, 0, Share.WHOLE);
        ByteLayerTest.check(each, expected, inside.toArray(ValueLayout.JAVA_FLOAT), 0, seed, i);
      }
    }
    assertThat(patches).as("seed %d", seed).isGreaterThan(2);
  }

  /** Processors that are not here run in an emulator; the one that is runs there as well. */
  @Test
  void otherProcessorsComputeTheSame() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    int done = 0;
    for (int i = 0; done < 4; i++) {
      Width width = done % 2 == 0 ? Width.YMM : Width.ZMM;
      ByteProducts products = new ByteProducts(width, done < 2);
      ByteCase each = ByteCase.patches(random, width.lanes());
      // Small layers pay only where an instruction adds two products. Others compute them as well.
      Optional<PatchShape> other = PatchShape.of(new ByteProducts(width, false), each.layer);
      if (other.isEmpty() || each.layer.in().channels() > 8) {
        continue;
      }
      PatchShape shape = new PatchShape(products, each.layer, other.get().together());
      done++;
      float[] memory = each.memory();
      float[] expected = memory.clone();
      each.layer.run(expected, 0);
      emulate(PatchProgram.of(shape), memory);
      ByteLayerTest.check(each, expected, memory, 0, seed, i);
    }
  }

  private static void emulate(PatchProgram program, float[] memory) {
    ByteTable table = program.table();
    EmulatedMemory machine = new EmulatedMemory(memory, table.memory().asByteBuffer());
    for (int group = 0; group < program.groups(); group++) {
      long row = table.chunk((program.slots() - 1) * program.groups() + group);
      machine.call(program.words(), row, 0, 0);
      for (int job = 0; job < program.count(); job += PatchProgram.PART) {
        machine.call(program.products(), row, table.job(job), 1);
        int some = Math.min(PatchProgram.PART, program.count() - job);
        machine.call(program.outputs(), row, table.job(job), some);
      }
    }
    machine.copyTo(memory);
  }

  /** All weights of bytes fit 16 bits at each point, and a window comes out 576 times as large. */
  @Test
  void pointsHoldWhatTheyAreMadeOf() {
    int[] points = new int[PatchPoints.COUNT];
    for (int signs = 0; signs < 512; signs++) {
      int[] window = new int[9];
      for (int k = 0; k < window.length; k++) {
        window[k] = (signs >> k & 1) == 0 ? 127 : -128;
      }
      PatchPoints.weights(window, points);
      for (int point : points) {
        assertThat(Math.abs(point)).isLessThan(1 << 15);
      }
    }
    assertThat(9 * PatchPoints.INVERSE).isEqualTo(1);
  }

  /** No layer is slower for its zeros: with few weights it goes to who skips zeros. */
  @Test
  void layersOfFewWeightsAreLeftToOthers() {
    Random random = new Random(5);
    ByteCase each = ByteCase.patches(random, Width.YMM.lanes());
    while (PatchShape.of(AVX2, each.layer).isEmpty()) {
      each = ByteCase.patches(random, Width.YMM.lanes());
    }
    byte[] weights = each.layer.weights();
    for (int i = 0; i < weights.length; i++) {
      weights[i] = i / ByteLanes.CHANNELS % 5 == 0 ? weights[i] : 0;
    }
    assertThat(PatchShape.of(AVX2, each.layer)).isEmpty();
  }

  @Test
  void sumsThatMayNotComeOutRightAreLeftToOthers() {
    Random random = new Random(4);
    ByteCase each = ByteCase.patches(random, Width.YMM.lanes());
    while (PatchShape.of(AVX2, each.layer).isEmpty()) {
      each = ByteCase.patches(random, Width.YMM.lanes());
    }
    each.layer.starts()[0] = (int) PatchPoints.LIMIT;
    assertThat(PatchShape.of(AVX2, each.layer)).isEmpty();
  }

  @Test
  void memoryThatIsTooShortIsRefused() {
    Random random = new Random(3);
    Optional<PatchShape> shape = Optional.empty();
    while (shape.isEmpty()) {
      shape = PatchShape.of(AVX2, ByteCase.patches(random, Width.YMM.lanes()).layer);
    }
    PatchLayer code = PatchLayer.of(PatchProgram.of(shape.get()));
    float[] memory = new float[code.touched().end() - 1];
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> code.run(memory, 0));
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> code.run(memory, -code.touched().first() - 1));
  }
}

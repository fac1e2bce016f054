package org.sparsevd.machine.bytes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.sparsevd.machine.code.EmulatedMemory;
import org.sparsevd.machine.code.Width;
import org.sparsevd.machine.memory.GuardedMemory;
import org.sparsevd.runtime.share.Share;

/** Rows computed four outputs at a time against plain loops, with pages around them. */
class StripLayerTest {
  private static final ByteProducts AVX2 = new ByteProducts(Width.YMM, false);

  @Test
  void randomLayersHaveTheSameBitsAsPlainLoopsAndStayInside() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    int strips = 0;
    for (int i = 0; i < 40; i++) {
      ByteCase each = ByteCase.firstLayer(random, Width.YMM.lanes());
      Optional<StripShape> shape = StripShape.of(AVX2, each.layer);
      if (shape.isEmpty()) {
        continue;
      }
      strips++;
      float[] memory = each.memory();
      float[] expected = memory.clone();
      each.layer.run(expected, 0);
      float[] found = new float[memory.length + 5];
      System.arraycopy(memory, 0, found, 5, memory.length);
      StripLayer code = StripLayer.of(StripProgram.of(shape.get()));
      for (Share share : Share.of(1 + i % 3)) {
        code.run(found, 5, share);
      }
      ByteLayerTest.check(each, expected, found, 5, seed, i);
      try (GuardedMemory guarded = GuardedMemory.endingAtAGuard(memory.length * 4L)) {
        MemorySegment inside = guarded.segment();
        MemorySegment.copy(memory, 0, inside, ValueLayout.JAVA_FLOAT, 0, memory.length);
        for (int group = 0; group < code.groups(); group++) {
          code.run(inside, 0, group);
        }
        ByteLayerTest.check(each, expected, inside.toArray(ValueLayout.JAVA_FLOAT), 0, seed, i);
      }
    }
    assertThat(strips).as("seed %d", seed).isGreaterThan(10);
  }

  @Test
  void anEmulatorComputesTheSame() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    int atOnce = 0;
    for (int i = 0; i < 12 || atOnce == 0; i++) {
      ByteProducts products = new ByteProducts(i % 3 == 0 ? Width.YMM : Width.ZMM, i % 3 == 2);
      ByteCase each = ByteCase.firstLayer(random, products.width().lanes());
      // Where an instruction adds two products, it pays for few layers, but must be right for all.
      ByteProducts others = new ByteProducts(products.width(), false);
      Optional<StripShape> shape =
          StripShape.of(others, each.layer)
              .map(
                  as ->
                      new StripShape(
                          products, as.layer(), as.height(), as.columns(), as.pairs(), as.rows()));
      if (shape.isEmpty()) {
        continue;
      }
      atOnce += products.fourAtOnce() ? 1 : 0;
      float[] memory = each.memory();
      float[] expected = memory.clone();
      each.layer.run(expected, 0);
      StripProgram program = StripProgram.of(shape.get());
      ByteTable table = program.table();
      EmulatedMemory machine = new EmulatedMemory(memory, table.memory().asByteBuffer());
      for (int group = 0; group < program.groups(); group++) {
        long place = table.chunk((program.slots() - 1) * program.groups() + group);
        machine.call(program.words(), place, table.job(0), 1);
        machine.call(program.jobs(), place, table.job(0), program.count());
      }
      machine.copyTo(memory);
      ByteLayerTest.check(each, expected, memory, 0, seed, i);
    }
  }

  /** Each point's weights fit 16 bits, and each value that an image of bytes can become. */
  @Test
  void wordsHoldWhatTheyAreMadeOf() {
    for (int point = 0; point < StripPoints.COUNT; point++) {
      int most = 0;
      for (int value = 0; value < StripPoints.COUNT; value++) {
        most += 255 * Math.abs(StripPoints.before(point, value));
      }
      assertThat(most).isLessThanOrEqualTo(Short.MAX_VALUE);
      for (int signs = 0; signs < 16; signs++) {
        int[] taps = new int[StripPoints.TAPS];
        for (int k = 0; k < taps.length; k++) {
          taps[k] = (signs >> k & 1) == 0 ? 127 : -128;
        }
        assertThat(Math.abs(StripPoints.weight(point, taps))).isLessThan(1 << 15);
      }
    }
    assertThat(45 * StripPoints.INVERSE).isEqualTo(1);
  }

  @Test
  void memoryThatIsTooShortIsRefused() {
    Random random = new Random(3);
    Optional<StripShape> shape = Optional.empty();
    while (shape.isEmpty()) {
      shape = StripShape.of(AVX2, ByteCase.firstLayer(random, Width.YMM.lanes()).layer);
    }
    StripLayer code = StripLayer.of(StripProgram.of(shape.get()));
    float[] memory = new float[code.touched().end() - 1];
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> code.run(memory, 0));
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> code.run(memory, -code.touched().first() - 1));
  }
}

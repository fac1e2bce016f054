package org.sparsevd.machine.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.sparsevd.machine.code.Emulator;
import org.sparsevd.machine.code.Width;
import org.sparsevd.machine.memory.GuardedMemory;
import org.sparsevd.runtime.matrix.MatrixKernels;
import org.sparsevd.runtime.matrix.PlainMatrices;
import org.sparsevd.runtime.matrix.VectorMatrices;
import org.sparsevd.vector.VectorSupport;

/** Products of matrices as code against plain loops, in arrays that end where they are read. */
class MatrixCallsTest {
  private static final MatrixKernels PLAIN = new PlainMatrices(true);

  /** Of the vectors of this processor. */
  static final Width OWN = VectorSupport.find().bits() == 512 ? Width.ZMM : Width.YMM;

  /** A product by chance: whole panels, rows further apart than they are long. */
  private static final class Case {
    final int rows;
    final int count;
    final int panels;
    final int xStride;
    final int wStride;
    final int wPanel;
    final int yStride;
    final int width;
    final float[] a;
    final float[] b;
    final float[] c;

    Case(Random random, Width vectors, int rows) {
      this.width = MatrixShape.VECTORS * vectors.lanes();
      this.rows = rows;
      this.count = 1 + random.nextInt(40);
      this.panels = 1 + random.nextInt(3);
      this.xStride = count + random.nextInt(5);
      boolean packed = random.nextBoolean();
      this.wStride = packed ? width : panels * width + random.nextInt(5);
      this.wPanel = packed ? width * count : width;
      this.yStride = panels * width + random.nextInt(5);
      this.a = floats(random, (rows - 1) * xStride + count);
      this.b = floats(random, (panels - 1) * wPanel + (count - 1) * wStride + width);
      this.c = floats(random, (rows - 1) * yStride + panels * width);
    }

    static float[] floats(Random random, int length) {
      float[] floats = new float[length];
      for (int i = 0; i < length; i++) {
        floats[i] = (float) random.nextGaussian();
      }
      return floats;
    }

    float[] plain() {
      float[] sums = c.clone();
      for (int panel = 0; panel < panels; panel++) {
        int from = panel * wPanel;
        int to = panel * width;
        PLAIN.add(
            a,
            0,
            xStride,
            rows,
            count,
            b,
            from,
            wStride,
            PLAIN.width(),
            width,
            sums,
            to,
            yStride,
            null);
      }
      return sums;
    }

    void check(float[] found, long seed) {
      float[] expected = plain();
      for (int i = 0; i < expected.length; i++) {
        assertThat(Float.floatToRawIntBits(found[i]))
            .as("seed %d, %d x %d x %d panels, float %d", seed, rows, count, panels, i)
            .isEqualTo(Float.floatToRawIntBits(expected[i]));
      }
    }
  }

  private static MachineMatrices machine() {
    return MachineMatrices.of(OWN, new VectorMatrices()).orElseThrow();
  }

  @Test
  void productsHaveTheBitsOfPlainLoops() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    MachineMatrices machine = machine();
    for (int i = 0; i < 200; i++) {
      Case one = new Case(random, OWN, 1 + random.nextInt(30));
      int columns = one.panels * one.width - random.nextInt(2) * random.nextInt(one.width);
      float[] found = one.c.clone();
      machine.add(
          one.a,
          0,
          one.xStride,
          one.rows,
          one.count,
          one.b,
          0,
          one.wStride,
          one.wPanel,
          columns,
          found,
          0,
          one.yStride,
          new float[machine.room()]);
      float[] expected = one.plain();
      for (int k = 0; k < expected.length; k++) {
        boolean computed = k % one.yStride < columns;
        assertThat(Float.floatToRawIntBits(found[k]))
            .as("seed %d, product %d, %d columns, float %d", seed, i, columns, k)
            .isEqualTo(Float.floatToRawIntBits(computed ? expected[k] : one.c[k]));
      }
    }
  }

  @Test
  void nothingBesideIsTouched() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 60; i++) {
      Case one = new Case(random, OWN, 1 + i % 20);
      try (GuardedMemory a = guarded(one.a);
          GuardedMemory b = guarded(one.b);
          GuardedMemory c = guarded(one.c)) {
        run(machine().calls(), one, end(a, one.a), end(b, one.b), end(c, one.c));
        float[] found = new float[one.c.length];
        MemorySegment.copy(
            end(c, one.c), ValueLayout.JAVA_FLOAT_UNALIGNED, 0, found, 0, found.length);
        one.check(found, seed);
      }
    }
  }

  private static GuardedMemory guarded(float[] values) {
    GuardedMemory guarded = GuardedMemory.endingAtAGuard((values.length + 15) / 16 * 64L);
    MemorySegment end = end(guarded, values);
    MemorySegment.copy(values, 0, end, ValueLayout.JAVA_FLOAT_UNALIGNED, 0, values.length);
    return guarded;
  }

  /** So that the last float is the last before the guard. */
  private static MemorySegment end(GuardedMemory guarded, float[] values) {
    long bytes = (long) values.length * Float.BYTES;
    return guarded.segment().asSlice(guarded.segment().byteSize() - bytes, bytes);
  }

  private static void run(
      MatrixCalls calls, Case one, MemorySegment a, MemorySegment b, MemorySegment c) {
    calls.run(
        a,
        0,
        one.xStride * 4L,
        one.rows,
        one.count,
        b,
        0,
        one.wStride * 4L,
        one.wPanel * 4L,
        one.panels,
        c,
        0,
        one.yStride * 4L);
  }

  /** Processors that are not here run in an emulator, which looks at each access to memory. */
  @Test
  void vectorsOfEveryWidthComputeTheSame() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (Width width : new Width[] {Width.YMM, Width.ZMM}) {
      for (int rows = 1; rows <= MatrixShape.mostRows(width); rows++) {
        int blocks = 1 + rows % 2;
        Case one = new Case(random, width, rows * blocks);
        Emulator machine = new Emulator();
        ByteBuffer sums = bytes(one.c);
        long a = machine.map(bytes(one.a));
        long b = machine.map(bytes(one.b));
        long c = machine.map(sums);
        machine.call(
            new MatrixCode(new MatrixShape(width, rows)).write(),
            a,
            b,
            c,
            0,
            0,
            0,
            one.xStride * 4L,
            one.wStride * 4L,
            one.yStride * 4L,
            one.wPanel * 4L,
            one.count,
            blocks,
            one.panels,
            one.wPanel * 4L,
            rows % 3 * one.count / 2);
        float[] found = new float[one.c.length];
        sums.asFloatBuffer().get(found);
        one.check(found, seed);
      }
    }
  }

  private static ByteBuffer bytes(float[] values) {
    ByteBuffer bytes = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return bytes;
  }

  @Test
  void arraysThatAreTooShortAreRefused() {
    MachineMatrices machine = machine();
    float[] room = new float[machine.room()];
    for (int which = 0; which < 3; which++) {
      float[] a = new float[which == 0 ? 23 : 24];
      float[] b = new float[which == 1 ? 8 * 32 - 1 : 8 * 32];
      float[] c = new float[which == 2 ? 95 : 96];
      assertThatExceptionOfType(IndexOutOfBoundsException.class)
          .isThrownBy(() -> machine.add(a, 0, 8, 3, 8, b, 0, 32, 16, 32, c, 0, 32, room));
    }
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(
            () ->
                machine.add(
                    new float[24],
                    16,
                    -8,
                    3,
                    8,
                    new float[256],
                    0,
                    32,
                    16,
                    32,
                    new float[96],
                    0,
                    32,
                    room));
  }
}

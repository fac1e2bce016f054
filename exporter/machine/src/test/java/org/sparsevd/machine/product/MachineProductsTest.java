package org.sparsevd.machine.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sparsevd.machine.product.ProductData.OWN;
import static org.sparsevd.machine.product.ProductData.buffer;
import static org.sparsevd.machine.product.ProductData.end;
import static org.sparsevd.machine.product.ProductData.floats;
import static org.sparsevd.machine.product.ProductData.guarded;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.sparsevd.machine.code.Emulator;
import org.sparsevd.machine.code.Width;
import org.sparsevd.machine.memory.CodeBlock;
import org.sparsevd.machine.memory.GuardedMemory;
import org.sparsevd.vector.ProductCode;

/** The trainer's products as code against plain loops, in arrays that end where they are read. */
class MachineProductsTest {

  /** Tiles by chance: rows of x and of c anywhere, even one over the other in x. */
  private static final class Tiles {
    final Width width;
    final int panelRows;
    final int rows;
    final int depth;
    final int vectors;
    final int tiles;
    final boolean add;
    final int[] places;
    final float[] panels;
    final float[] x;
    final float[] c;

    Tiles(Random random, Width width, int rows) {
      this.width = width;
      this.panelRows = TileShape.panelRows(width);
      this.rows = rows;
      this.depth = 1 + random.nextInt(30);
      this.vectors = 1 + random.nextInt(TileShape.VECTORS);
      this.tiles = 1 + random.nextInt(4);
      this.add = random.nextBoolean();
      int length = columns() * tiles;
      this.places = new int[depth + rows];
      int far = 0;
      for (int k = 0; k < depth; k++) {
        places[k] = random.nextInt(200);
        far = Math.max(far, places[k]);
      }
      this.x = floats(random, far + length);
      int next = 0;
      for (int r = 0; r < rows; r++) {
        places[depth + r] = next;
        next += length + random.nextInt(3);
      }
      this.c = floats(random, places[depth + rows - 1] + length);
      this.panels = floats(random, panelCount() * panelRows * depth);
    }

    int columns() {
      return vectors * width.lanes();
    }

    int panelCount() {
      return (rows + panelRows - 1) / panelRows;
    }

    ProductCode.Panels left() {
      return new ProductCode.Panels(panels, 0, depth, rows);
    }

    ProductCode.Right columns(float[] array) {
      return new ProductCode.Right(array, 0, vectors, tiles);
    }

    void check(float[] found, long seed) {
      float[] expected = c.clone();
      for (int r = 0; r < rows; r++) {
        for (int j = 0; j < columns() * tiles; j++) {
          int at = places[depth + r] + j;
          float sum = add ? c[at] : 0;
          for (int k = 0; k < depth; k++) {
            int weight = r / panelRows * depth * panelRows + k * panelRows + r % panelRows;
            sum = Math.fma(panels[weight], x[places[k] + j], sum);
          }
          expected[at] = sum;
        }
      }
      assertThat(found)
          .as("seed %d, %d x %d, %d tiles of %d vectors", seed, rows, depth, tiles, vectors)
          .containsExactly(expected);
    }
  }

  /** Blocks of rows by chance. */
  private static final class Dots {
    final DotShape shape;
    final int lanes;
    final int blocks;
    final int runs;
    final int vectors;
    final int stride;
    final int xStride;
    final int sumsStride;
    final int[] places;
    final float[] rows;
    final float[] x;
    final float[] sums;

    Dots(Random random, Width width) {
      this.shape = new DotShape(width);
      this.lanes = width.lanes();
      this.blocks = 1 + random.nextInt(3);
      this.runs = 1 + random.nextInt(3);
      this.vectors = 1 + random.nextInt(5);
      int piece = vectors * lanes;
      int own = runs * piece * shape.rows();
      this.stride = own + random.nextInt(5);
      this.xStride = random.nextInt(2 * piece);
      int ownSums = shape.sums() * lanes;
      this.sumsStride = ownSums + random.nextInt(5);
      this.places = new int[shape.columns()];
      int far = 0;
      for (int c = 0; c < places.length; c++) {
        places[c] = random.nextInt(100);
        far = Math.max(far, places[c]);
      }
      this.rows = floats(random, (blocks - 1) * stride + own);
      this.x = floats(random, far + (runs - 1) * xStride + piece);
      this.sums = floats(random, (blocks - 1) * sumsStride + ownSums);
    }

    ProductCode.Blocks blocks() {
      return new ProductCode.Blocks(rows, 0, stride, blocks, runs, vectors, xStride);
    }

    void check(float[] found, long seed) {
      float[] expected = sums.clone();
      for (int block = 0; block < blocks; block++) {
        for (int r = 0; r < shape.rows(); r++) {
          for (int c = 0; c < shape.columns(); c++) {
            for (int i = 0; i < runs * vectors * lanes; i++) {
              int vector = i / lanes;
              int lane = i % lanes;
              int sum = block * sumsStride + (r * shape.columns() + c) * lanes + lane;
              int row = block * stride + (vector * shape.rows() + r) * lanes + lane;
              int run = vector / vectors;
              int at = places[c] + run * xStride + (vector % vectors) * lanes + lane;
              expected[sum] = Math.fma(rows[row], x[at], expected[sum]);
            }
          }
        }
      }
      assertThat(found)
          .as("seed %d, %d blocks, %d runs of %d vectors", seed, blocks, runs, vectors)
          .containsExactly(expected);
    }
  }

  @Test
  void tilesHaveTheBitsOfPlainLoops() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    MachineProducts machine = new MachineProducts(OWN);
    for (int i = 0; i < 300; i++) {
      Tiles one = new Tiles(random, OWN, 1 + random.nextInt(40));
      float[] found = one.c.clone();
      machine.tiles(one.left(), one.columns(one.x), one.places, one.columns(found), one.add);
      one.check(found, seed);
    }
  }

  /** So many products that they take several calls. */
  @Test
  void longProductsAreCut() {
    ones(40, 500, 30);
  }

  /** So many of one tile. */
  @Test
  void longTilesAreCut() {
    ones(83, 12_000, 1);
  }

  private static void ones(int rows, int depth, int tiles) {
    MachineProducts machine = new MachineProducts(OWN);
    int length = TileShape.VECTORS * OWN.lanes() * tiles;
    float[] panels = new float[(rows + machine.panelRows() - 1) * depth];
    float[] x = new float[length];
    float[] c = new float[rows * length];
    Arrays.fill(panels, 1);
    Arrays.fill(x, 1);
    int[] places = new int[depth + rows];
    for (int r = 0; r < rows; r++) {
      places[depth + r] = r * length;
    }
    machine.tiles(
        new ProductCode.Panels(panels, 0, depth, rows),
        new ProductCode.Right(x, 0, TileShape.VECTORS, tiles),
        places,
        new ProductCode.Right(c, 0, TileShape.VECTORS, tiles),
        false);
    assertThat(c).containsOnly(depth);
  }

  @Test
  void dotsHaveTheBitsOfPlainLoops() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    MachineProducts machine = new MachineProducts(OWN);
    for (int i = 0; i < 300; i++) {
      Dots one = new Dots(random, OWN);
      float[] found = one.sums.clone();
      machine.dots(one.blocks(), one.x, 0, one.places, found, 0, one.sumsStride);
      one.check(found, seed);
    }
  }

  @Test
  void nothingBesideIsTouched() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 60; i++) {
      Tiles one = new Tiles(random, OWN, 1 + i % 20);
      byte[] code = writer(one).write();
      try (GuardedMemory panels = filled(buffer(one.panels));
          GuardedMemory places = filled(buffer(one.places));
          GuardedMemory x = filled(buffer(one.x));
          GuardedMemory c = filled(buffer(one.c));
          GuardedMemory copy = guarded(one.depth * one.columns())) {
        new CodeBlock(code)
            .function(0)
            .callShort(
                end(panels, one.panels.length),
                end(places, one.places.length),
                end(x, one.x.length),
                end(c, one.c.length),
                0,
                0,
                0,
                0,
                one.depth,
                one.depth * one.panelRows * 4L,
                one.rows / one.panelRows,
                one.depth * 4L,
                one.tiles,
                0,
                one.columns() * 4L,
                one.columns() * 4L,
                end(copy, one.depth * one.columns()).address());
        one.check(read(end(c, one.c.length)), seed);
      }
    }
  }

  private static TileWriter writer(Tiles one) {
    return new TileWriter(
        new TileShape(
            one.width,
            one.rows >= one.panelRows,
            one.rows % one.panelRows,
            one.vectors,
            one.add,
            false));
  }

  private static GuardedMemory filled(ByteBuffer values) {
    int numbers = values.capacity() / 4;
    GuardedMemory guarded = guarded(numbers);
    end(guarded, numbers).copyFrom(MemorySegment.ofBuffer(values.rewind()));
    return guarded;
  }

  private static float[] read(MemorySegment memory) {
    return memory.toArray(ValueLayout.JAVA_FLOAT_UNALIGNED);
  }

  /** Processors that are not here run in an emulator, which looks at each access to memory. */
  @Test
  void vectorsOfEveryWidthComputeTheSame() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (Width width : new Width[] {Width.YMM, Width.ZMM}) {
      for (int rows = 1; rows <= 3 * TileShape.panelRows(width); rows++) {
        Tiles one = new Tiles(random, width, rows);
        Emulator machine = new Emulator();
        ByteBuffer sums = buffer(one.c);
        machine.call(
            writer(one).write(),
            machine.map(buffer(one.panels)),
            machine.map(buffer(one.places)),
            machine.map(buffer(one.x)),
            machine.map(sums),
            0,
            0,
            0,
            0,
            one.depth,
            one.depth * one.panelRows * 4L,
            one.rows / one.panelRows,
            one.depth * 4L,
            one.tiles,
            0,
            one.columns() * 4L,
            one.columns() * 4L,
            machine.map(buffer(new byte[one.depth * one.columns() * 4])));
        float[] found = new float[one.c.length];
        sums.asFloatBuffer().get(found);
        one.check(found, seed);
      }
      for (int i = 0; i < 10; i++) {
        Dots one = new Dots(random, width);
        Emulator machine = new Emulator();
        ByteBuffer sums = buffer(one.sums);
        machine.call(
            new DotWriter(one.shape).write(),
            machine.map(buffer(one.rows)),
            machine.map(buffer(one.places)),
            machine.map(buffer(one.x)),
            machine.map(sums),
            0,
            0,
            0,
            0,
            one.vectors,
            one.runs,
            (one.xStride - one.vectors * one.lanes) * 4L,
            one.blocks,
            one.stride * 4L,
            one.sumsStride * 4L);
        float[] found = new float[one.sums.length];
        sums.asFloatBuffer().get(found);
        one.check(found, seed);
      }
    }
  }
}

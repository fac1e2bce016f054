package org.sparsevd.machine.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.sparsevd.machine.product.ProductData.OWN;
import static org.sparsevd.machine.product.ProductData.buffer;
import static org.sparsevd.machine.product.ProductData.end;
import static org.sparsevd.machine.product.ProductData.floats;
import static org.sparsevd.machine.product.ProductData.guarded;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.sparsevd.machine.code.Emulator;
import org.sparsevd.machine.code.Width;
import org.sparsevd.machine.memory.CodeBlock;
import org.sparsevd.machine.memory.GuardedMemory;
import org.sparsevd.vector.ProductCode;

/** Convolutions by squares against plain loops, which add in the same order. */
class ConvolutionSquaresTest {
  private static final int POINTS = ProductCode.POINTS;
  private static final int SIDE = 4;

  /** Squares of some channels anywhere in an array that ends where the last one does. */
  private static final class Images {
    final int channels;
    final int side;
    final int columns;
    final int channel;
    final int row;
    final int pixel;
    final int at;
    final float[] data;

    Images(Random random, int channels, int side, int columns) {
      this.channels = channels;
      this.side = side;
      this.columns = columns;
      this.pixel = columns + random.nextInt(20);
      this.row = side * pixel + random.nextInt(20);
      this.channel = side * row + random.nextInt(20);
      this.at = random.nextInt(9);
      this.data = floats(random, place(channels - 1, side * side - 1, columns - 1) + 1);
    }

    int place(int c, int i, int image) {
      return at + c * channel + i / side * row + i % side * pixel + image;
    }

    float pixel(int c, int i, int image) {
      return data[place(c, i, image)];
    }

    ProductCode.Planes in(float[] array) {
      return new ProductCode.Planes(array, at, channel, row, pixel);
    }
  }

  /** {@code B^T d B}, as rows of four and then columns. */
  private static float[] points(Images x, int channel, int image) {
    float[] half = new float[POINTS];
    for (int i = 0; i < SIDE; i++) {
      float[] d = new float[SIDE];
      for (int r = 0; r < SIDE; r++) {
        d[r] = x.pixel(channel, r * SIDE + i, image);
      }
      float[] e = input(d[0], d[1], d[2], d[3]);
      for (int r = 0; r < SIDE; r++) {
        half[r * SIDE + i] = e[r];
      }
    }
    float[] points = new float[POINTS];
    for (int r = 0; r < POINTS; r += SIDE) {
      System.arraycopy(input(half[r], half[r + 1], half[r + 2], half[r + 3]), 0, points, r, SIDE);
    }
    return points;
  }

  private static float[] input(float a, float b, float c, float d) {
    return new float[] {a - c, b + c, c - b, b - d};
  }

  /** Both sums of four points; of rows first. */
  private static float[] pixels(float[] m) {
    float[][] half = new float[2][SIDE];
    for (int i = 0; i < SIDE; i++) {
      half[0][i] = m[SIDE + i] + m[2 * SIDE + i] + m[i];
      half[1][i] = m[SIDE + i] - m[2 * SIDE + i] - m[3 * SIDE + i];
    }
    float[] found = new float[SIDE];
    for (int r = 0; r < 2; r++) {
      found[2 * r] = half[r][1] + half[r][2] + half[r][0];
      found[2 * r + 1] = half[r][1] - half[r][2] - half[r][3];
    }
    return found;
  }

  private static float[] gradients(Images dy, int filter, int image) {
    float[][] rows = new float[SIDE][];
    for (int i = 0; i < 2; i++) {
      float upper = dy.pixel(filter, i, image);
      float lower = dy.pixel(filter, 2 + i, image);
      float[] spread = {upper, upper + lower, upper - lower, lower};
      for (int r = 0; r < SIDE; r++) {
        rows[r] = rows[r] == null ? new float[2] : rows[r];
        rows[r][i] = spread[r];
      }
    }
    float[] points = new float[POINTS];
    for (int r = 0; r < SIDE; r++) {
      float a = rows[r][0];
      float b = rows[r][1];
      System.arraycopy(new float[] {a, a + b, a - b, b}, 0, points, r * SIDE, SIDE);
    }
    return points;
  }

  @Test
  void squaresHaveTheBitsOfPlainLoops() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    MachineProducts machine = new MachineProducts(OWN);
    for (int round = 0; round < 100; round++) {
      // The last one is cut into calls.
      int channels = round == 99 ? 300 : 1 + random.nextInt(20);
      int filters = 1 + random.nextInt(30);
      int vectors = 1 + random.nextInt(TileShape.VECTORS);
      int columns = vectors * OWN.lanes();
      int rows = machine.panelRows();
      int size = (filters + rows - 1) / rows * rows * channels;
      int step = size + random.nextInt(5);
      float[] panels = floats(random, (POINTS - 1) * step + size);
      Images x = new Images(random, channels, SIDE, columns);
      Images y = new Images(random, filters, 2, columns);
      float[] expected = y.data.clone();
      for (int image = 0; image < columns; image++) {
        float[][] inputs = new float[channels][];
        for (int c = 0; c < channels; c++) {
          inputs[c] = points(x, c, image);
        }
        for (int o = 0; o < filters; o++) {
          float[] sums = new float[POINTS];
          for (int p = 0; p < POINTS; p++) {
            for (int c = 0; c < channels; c++) {
              float weight = panels[p * step + (o / rows * channels + c) * rows + o % rows];
              sums[p] = Math.fma(weight, inputs[c][p], sums[p]);
            }
          }
          float[] found = pixels(sums);
          for (int i = 0; i < found.length; i++) {
            expected[y.place(o, i, image)] = found[i];
          }
        }
      }
      float[] found = y.data.clone();
      machine.square(
          new ProductCode.Panels(panels, 0, channels, filters),
          step,
          x.in(x.data),
          y.in(found),
          vectors);
      assertThat(found)
          .as("seed %d, %d channels, %d filters, %d vectors", seed, channels, filters, vectors)
          .isEqualTo(expected);
    }
  }

  @Test
  void gradientsHaveTheBitsOfPlainLoops() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    MachineProducts machine = new MachineProducts(OWN);
    for (int round = 0; round < 100; round++) {
      int channels = round == 99 ? 300 : 1 + random.nextInt(70);
      int filters = round == 98 ? 270 : 1 + random.nextInt(30);
      int vectors = 1 + random.nextInt(TileShape.VECTORS);
      int columns = vectors * OWN.lanes();
      int rowLength = (channels + OWN.lanes() - 1) / OWN.lanes() * OWN.lanes();
      Images x = new Images(random, channels, SIDE, columns);
      Images dy = new Images(random, filters, 2, columns);
      int at = random.nextInt(3);
      float[] found = floats(random, at + POINTS * filters * rowLength);
      float[] expected = found.clone();
      for (int image = 0; image < columns; image++) {
        for (int o = 0; o < filters; o++) {
          float[] gradient = gradients(dy, o, image);
          for (int c = 0; c < channels; c++) {
            float[] inputs = points(x, c, image);
            for (int p = 0; p < POINTS; p++) {
              int to = at + (p * filters + o) * rowLength + c;
              expected[to] = Math.fma(gradient[p], inputs[p], expected[to]);
            }
          }
        }
      }
      machine.squareGradient(
          new ProductCode.Square(x.in(x.data), channels, dy.in(dy.data), filters, vectors),
          found,
          at);
      for (int i = 0; i < found.length; i++) {
        int place = (i - at) % rowLength;
        if (i < at || place < channels) {
          assertThat(found[i])
              .as("seed %d, %d channels, %d filters, sum %d", seed, channels, filters, i)
              .isEqualTo(expected[i]);
        }
      }
    }
  }

  /** Transforms of pixels that end where memory does. */
  @Test
  void nothingBesideIsTouched() {
    Random random = new Random(1);
    for (int vectors = 1; vectors <= TileShape.VECTORS; vectors++) {
      SquareWriter writer = new SquareWriter(OWN, vectors);
      int columns = vectors * OWN.lanes();
      transform(writer.input(), new Images(random, 3, SIDE, columns), columns);
      transform(writer.output(), new Images(random, 3, 2, columns), columns);
      transform(writer.gradient(), new Images(random, 3, 2, columns), columns);
    }
  }

  private static void transform(byte[] code, Images x, int columns) {
    int points = x.channels * columns;
    try (GuardedMemory pixels = guarded(x.data.length);
        GuardedMemory memory = guarded(POINTS * points);
        GuardedMemory table = guarded(6)) {
      MemorySegment numbers = end(table, 6);
      numbers.set(ValueLayout.JAVA_LONG_UNALIGNED, 0, 4L * x.channel);
      numbers.set(ValueLayout.JAVA_LONG_UNALIGNED, 8, 4L * points);
      numbers.set(ValueLayout.JAVA_LONG_UNALIGNED, 16, x.channels);
      new CodeBlock(code)
          .function(0)
          .callShort(
              end(pixels, x.data.length),
              numbers,
              4L * x.at,
              end(memory, POINTS * points).address(),
              4L * x.row,
              4L * x.pixel);
    }
  }

  /** Processors that are not here run in an emulator, which looks at each access to memory. */
  @Test
  void transformsOfEveryWidthComputeTheSame() {
    Random random = new Random(2);
    for (Width width : new Width[] {Width.YMM, Width.ZMM}) {
      int columns = 2 * width.lanes();
      SquareWriter writer = new SquareWriter(width, 2);
      Images x = new Images(random, 3, SIDE, columns);
      float[] points = new float[POINTS * x.channels * columns];
      emulate(writer.input(), x, x.data.clone(), points, columns);
      Images y = new Images(random, 3, 2, columns);
      float[] pixels = y.data.clone();
      emulate(writer.output(), y, pixels, points, columns);
      float[] spread = new float[points.length];
      emulate(writer.gradient(), y, y.data.clone(), spread, columns);
      for (int c = 0; c < x.channels; c++) {
        for (int image = 0; image < columns; image++) {
          float[] expected = points(x, c, image);
          float[] gradient = gradients(y, c, image);
          float[] found = pixels(expected);
          for (int p = 0; p < POINTS; p++) {
            int at = (p * x.channels + c) * columns + image;
            assertThat(points[at]).isEqualTo(expected[p]);
            assertThat(spread[at]).isEqualTo(gradient[p]);
          }
          for (int i = 0; i < found.length; i++) {
            assertThat(pixels[y.place(c, i, image)]).isEqualTo(found[i]);
          }
        }
      }
    }
  }

  private static void emulate(byte[] code, Images x, float[] pixels, float[] points, int columns) {
    Emulator machine = new Emulator();
    ByteBuffer numbers = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
    numbers.putLong(0, 4L * x.channel);
    numbers.putLong(8, 4L * x.channels * columns);
    numbers.putLong(16, x.channels);
    ByteBuffer data = buffer(pixels);
    ByteBuffer between = buffer(points);
    machine.call(
        code,
        machine.map(data),
        machine.map(numbers),
        4L * x.at,
        machine.map(between),
        4L * x.row,
        4L * x.pixel);
    data.asFloatBuffer().get(pixels);
    between.asFloatBuffer().get(points);
  }

  @Test
  void rowsBecomeColumnsAtEveryWidth() {
    for (Width width : Width.values()) {
      for (boolean panels : new boolean[] {false, true}) {
        int lanes = width.lanes();
        int columns = 3 * lanes;
        int rows = 2 * lanes;
        int rowLength = panels ? lanes : rows;
        float[] from = new float[POINTS * rows * columns];
        for (int i = 0; i < from.length; i++) {
          from[i] = i;
        }
        float[] to = new float[from.length];
        Emulator machine = new Emulator();
        ByteBuffer found = buffer(to);
        machine.call(
            new TurnWriter(width, columns, panels).write(),
            machine.map(buffer(from)),
            machine.map(found),
            2,
            4L * rowLength,
            4L * rows * columns,
            4L * rows * columns);
        found.asFloatBuffer().get(to);
        for (int i = 0; i < from.length; i++) {
          int matrix = i / (rows * columns);
          int row = i / columns % rows;
          int column = i % columns;
          int block = panels ? row / lanes * lanes * columns : 0;
          int place = block + column * rowLength + (panels ? row % lanes : row);
          assertThat(to[matrix * rows * columns + place]).isEqualTo(from[i]);
        }
      }
    }
  }

  @Test
  void arraysThatAreTooShortAreRefused() {
    MachineProducts machine = new MachineProducts(OWN);
    Random random = new Random(3);
    int columns = OWN.lanes();
    Images x = new Images(random, 2, SIDE, columns);
    Images y = new Images(random, 3, 2, columns);
    float[] panels = new float[POINTS * machine.panelRows() * 2];
    float[] sums = new float[POINTS * 3 * columns];
    for (int which = 0; which < 4; which++) {
      float[] shortPanels = Arrays.copyOf(panels, panels.length - (which == 0 ? 1 : 0));
      float[] shortX = Arrays.copyOf(x.data, x.data.length - (which == 1 ? 1 : 0));
      float[] shortY = Arrays.copyOf(y.data, y.data.length - (which == 2 ? 1 : 0));
      float[] shortSums = Arrays.copyOf(sums, sums.length - (which == 0 ? 1 : 0));
      int vectors = which == 3 ? 4 : 1;
      ProductCode.Panels left = new ProductCode.Panels(shortPanels, 0, 2, 3);
      assertThatExceptionOfType(IndexOutOfBoundsException.class)
          .isThrownBy(
              () ->
                  machine.square(
                      left, machine.panelRows() * 2, x.in(shortX), y.in(shortY), vectors));
      ProductCode.Square square = new ProductCode.Square(x.in(shortX), 2, y.in(shortY), 3, vectors);
      assertThatExceptionOfType(IndexOutOfBoundsException.class)
          .isThrownBy(() -> machine.squareGradient(square, shortSums, 0));
    }
  }
}

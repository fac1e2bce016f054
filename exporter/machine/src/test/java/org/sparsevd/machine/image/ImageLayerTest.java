package org.sparsevd.machine.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.sparsevd.machine.code.Emulator;
import org.sparsevd.runtime.machine.ImageFunction;
import org.sparsevd.runtime.tile.Tiles;
import org.sparsevd.runtime.tile.Tiling;
import org.sparsevd.runtime.tile.bytes.ByteImage;
import org.sparsevd.runtime.tile.bytes.ByteLanes;
import org.sparsevd.runtime.tile.bytes.ByteLevels;

/** Images that become bytes, against plain loops. */
class ImageLayerTest {
  private static final float[] STRANGE = {
    Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 1e30f, -1e30f, -0f
  };

  /** An image that ends where its tiles end. */
  private static ByteImage image(Random random, int lanes) {
    int columns = 1 << random.nextInt(3);
    int rows = lanes / columns;
    int height = 1 + random.nextInt(4);
    int width = ImageCode.PIXELS + random.nextInt(15);
    Tiling tiling =
        new Tiling(rows * height, columns * width, rows, columns, height, width, random.nextInt(3));
    int channels = 1 + random.nextInt(9);
    Tiles tiles = new Tiles(tiling, ByteLanes.planes(channels), random.nextInt(3) * 16);
    ByteLevels levels = new ByteLevels(1 + 50 * random.nextFloat(), random.nextInt(256));
    return new ByteImage(tiles, channels, levels);
  }

  private static float[] pixels(Random random, ByteImage image) {
    float[] pixels = new float[image.size()];
    for (int i = 0; i < pixels.length; i++) {
      boolean strange = random.nextInt(50) == 0;
      pixels[i] = strange ? STRANGE[random.nextInt(STRANGE.length)] : 3 * random.nextFloat() - 1;
    }
    return pixels;
  }

  @Test
  void randomImagesHaveTheBytesOfPlainLoops() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 80; i++) {
      ByteImage image = image(random, 8);
      float[] pixels = pixels(random, image);
      float[] expected = new float[3 + image.tiles().start() + image.tiles().size()];
      image.run(pixels, expected, 3);
      float[] found = new float[expected.length];
      ImageLayer.of(image).orElseThrow().run(pixels, found, 3);
      assertThat(bits(found)).as("seed %d, image %d: %s", seed, i, image).isEqualTo(bits(expected));
    }
  }

  @Test
  void moreLanesDoTheSameAndStayInside() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 12; i++) {
      ByteImage image = image(random, i % 2 == 0 ? 8 : 16);
      float[] pixels = pixels(random, image);
      float[] expected = new float[image.tiles().start() + image.tiles().size()];
      image.run(pixels, expected, 0);
      ByteBuffer from = buffer(pixels.length);
      from.asFloatBuffer().put(pixels);
      ByteBuffer to = buffer(expected.length);
      Emulator machine = new Emulator();
      long first = machine.map(from);
      long memory = machine.map(to);
      long table = machine.map(ImageTable.of(image).memory().asByteBuffer());
      int lanes = image.tiles().tiling().lanes();
      byte[] code = new ImageCode(image).write();
      machine.call(code, first, memory, table, 0, ImageTable.lane(0), lanes);
      int[] found = new int[expected.length];
      to.asIntBuffer().get(found);
      assertThat(found).as("seed %d, image %d: %s", seed, i, image).isEqualTo(bits(expected));
    }
  }

  private static ByteBuffer buffer(int floats) {
    return ByteBuffer.allocate(floats * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static int[] bits(float[] values) {
    int[] bits = new int[values.length];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = Float.floatToRawIntBits(values[i]);
    }
    return bits;
  }

  @Test
  void arraysThatAreTooShortAreRefused() {
    ByteImage image = image(new Random(1), 8);
    ImageFunction code = ImageLayer.of(image).orElseThrow();
    float[] memory = new float[image.tiles().start() + image.tiles().size()];
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> code.run(new float[image.size() - 1], memory, 0));
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> code.run(new float[image.size()], memory, 1));
  }

  @Test
  void tilesBeyondTheImageAreLeftToOthers() {
    Tiling tiling = new Tiling(15, 16, 4, 2, 4, 8, 1);
    ByteImage image = new ByteImage(new Tiles(tiling, 1, 0), 3, new ByteLevels(1, 0));
    assertThat(ImageLayer.of(image)).isEmpty();
  }
}

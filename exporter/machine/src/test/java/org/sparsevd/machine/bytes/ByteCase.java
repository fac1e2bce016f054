package org.sparsevd.machine.bytes;

import java.util.Random;
import org.sparsevd.runtime.tile.Tiles;
import org.sparsevd.runtime.tile.Tiling;
import org.sparsevd.runtime.tile.bytes.ByteBetween;
import org.sparsevd.runtime.tile.bytes.ByteConvolution;
import org.sparsevd.runtime.tile.bytes.ByteDepthwise;
import org.sparsevd.runtime.tile.bytes.ByteEnding;
import org.sparsevd.runtime.tile.bytes.ByteLanes;
import org.sparsevd.runtime.tile.bytes.ByteLevels;
import org.sparsevd.runtime.tile.bytes.ByteMaximum;
import org.sparsevd.runtime.tile.bytes.ByteResidual;
import org.sparsevd.tensor.Shape;

/** A convolution of bytes by chance, and memory that ends where its last image ends. */
public final class ByteCase {
  private final Random random;
  private int end;
  public final ByteConvolution layer;

  ByteCase(Random random, int lanes) {
    this(
        random,
        lanes,
        new int[] {1 + random.nextInt(3), 1 + random.nextInt(3)},
        new int[] {1 + random.nextInt(2), 1 + random.nextInt(2)},
        // Some read more than the first-level cache holds, so that sums wait between blocks.
        1 + random.nextInt(random.nextInt(4) == 0 ? 400 : 9),
        1 + random.nextInt(9));
  }

  /** A wide window that goes by two columns over a few channels, mostly with all weights. */
  static ByteCase firstLayer(Random random, int lanes) {
    return new ByteCase(
        random,
        lanes,
        new int[] {1 + random.nextInt(8), 4 + random.nextInt(6)},
        new int[] {1 + random.nextInt(2), 2},
        1 + random.nextInt(4),
        10 + random.nextInt(40));
  }

  /** A window of 3x3, row by row, over many channels. */
  static ByteCase squares(Random random, int lanes) {
    return new ByteCase(
        random,
        lanes,
        new int[] {3, 3},
        new int[] {1 + random.nextInt(2), 1 + random.nextInt(2)},
        16 + random.nextInt(9),
        1 + random.nextInt(5));
  }

  /** The same with mostly all weights. */
  public static ByteCase patches(Random random, int lanes) {
    return new ByteCase(
        random,
        lanes,
        new int[] {3, 3},
        new int[] {1, 1},
        16 + random.nextInt(random.nextInt(4) == 0 ? 100 : 12),
        5 + random.nextInt(30));
  }

  private ByteCase(
      Random random, int lanes, int[] kernel, int[] stride, int channels, int filters) {
    this.random = random;
    int kernelHeight = kernel[0];
    int kernelWidth = kernel[1];
    int strideHeight = stride[0];
    int strideWidth = stride[1];
    boolean patches = channels > 15 && kernelHeight == 3;
    boolean wide = kernelWidth > 3 || patches;
    int least = patches ? 8 : 3;
    int height = least + random.nextInt(30);
    int width = least + random.nextInt(30);
    Tiling tiling = Tiling.of(Shape.of(1, height, width), lanes, random.nextInt(2));
    Shape image = Shape.of(1, height * strideHeight, width * strideWidth);
    Tiles in =
        take(
            tiling.before(image, strideHeight, strideWidth, wide ? 9 : 3),
            ByteLanes.planes(channels));
    boolean bytes = random.nextInt(4) > 0;
    Tiles residual = bytes && random.nextBoolean() ? take(tiling, (filters + 3) / 4) : null;
    Tiles out = take(tiling, bytes ? ByteLanes.planes(filters) : filters);
    int[] taps = new int[kernelHeight * kernelWidth];
    int shift = random.nextInt(kernelWidth > 3 ? 4 : 3);
    for (int i = 0; i < taps.length; i++) {
      int y = i / kernelWidth - (wide ? shift : random.nextInt(2));
      int x = i % kernelWidth - (wide ? shift : random.nextInt(2));
      taps[i] = (y * in.tiling().pitch() + x) * lanes;
    }
    this.layer =
        new ByteConvolution(
            in,
            out,
            strideHeight,
            strideWidth,
            taps,
            weights(filters, in.channels() * taps.length, wide),
            starts(filters),
            new ByteEnding(
                floats(filters, .02f),
                floats(filters, 1),
                random.nextInt(3) > 0
                    ? null
                    : new ByteBetween(
                        new ByteLevels(1 + 50 * random.nextFloat(), zero()),
                        floats(filters, .1f),
                        floats(filters, 1)),
                residual == null
                    ? null
                    : new ByteResidual(
                        residual, random.nextInt(256), floats(filters, .1f), floats(filters, 1)),
                random.nextBoolean() ? 0 : random.nextBoolean() ? -3 : Float.NEGATIVE_INFINITY,
                random.nextBoolean() ? 6 : Float.POSITIVE_INFINITY,
                bytes ? new ByteLevels(1 + 50 * random.nextFloat(), zero()) : null),
            end);
    end += layer.room() * lanes;
  }

  private int zero() {
    return random.nextBoolean() ? 0 : random.nextInt(256);
  }

  private Tiles take(Tiling tiling, int planes) {
    Tiles tiles = new Tiles(tiling, planes, end);
    end += tiles.size();
    return tiles;
  }

  private int[] starts(int filters) {
    int[] starts = new int[filters];
    for (int i = 0; i < filters; i++) {
      starts[i] = random.nextInt(20_000) - 10_000;
    }
    return starts;
  }

  private float[] floats(int count, float size) {
    float[] floats = new float[count];
    for (int i = 0; i < count; i++) {
      floats[i] = size * (float) random.nextGaussian();
    }
    return floats;
  }

  /** Some layers have small weights, some large ones, some few, some blocks for four filters. */
  private byte[] weights(int filters, int columns, boolean all) {
    byte[] weights = new byte[filters * columns * ByteLanes.CHANNELS];
    int most = 1 + random.nextInt(127);
    double density = all ? 1 : random.nextInt(3) / 2.0;
    boolean blocks = random.nextBoolean();
    long pattern = random.nextLong();
    for (int i = 0; i < weights.length; i++) {
      int column = i / ByteLanes.CHANNELS % columns;
      int own = blocks ? column : i / ByteLanes.CHANNELS;
      boolean kept = new Random(pattern + 31L * own).nextDouble() <= density;
      weights[i] = kept ? (byte) (random.nextInt(2 * most + 1) - most) : 0;
    }
    return weights;
  }

  /** Windows for each channel over the same image, into as many channels as both have. */
  ByteDepthwise depthwise() {
    ByteMaximum both = maximum();
    int channels = both.out().channels() * ByteLanes.CHANNELS - random.nextInt(4);
    int taps = layer.taps().length;
    byte[] weights = new byte[channels * taps];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (byte) (random.nextInt(255) - 127);
    }
    ByteEnding ending = layer.ending();
    return new ByteDepthwise(
        both.in(),
        both.out(),
        both.strideHeight(),
        both.strideWidth(),
        both.taps(),
        weights,
        starts(channels),
        new ByteEnding(
            floats(channels, .02f),
            floats(channels, 1),
            null,
            null,
            ending.low(),
            ending.high(),
            new ByteLevels(1 + 50 * random.nextFloat(), zero())));
  }

  /** A maximum over the same image, into as many of its channels as the output has. */
  ByteMaximum maximum() {
    int planes = Math.min(layer.in().channels(), layer.out().channels());
    Tiles in = new Tiles(layer.in().tiling(), planes, layer.in().start());
    Tiles out = new Tiles(layer.out().tiling(), planes, layer.out().start());
    return new ByteMaximum(in, out, layer.strideHeight(), layer.strideWidth(), layer.taps());
  }

  /** Bytes by chance, in halos too. */
  public float[] memory() {
    float[] memory = new float[end];
    boolean full = random.nextInt(4) == 0;
    for (int i = 0; i < end; i++) {
      memory[i] = full ? ByteLanes.all(255) : Float.intBitsToFloat(random.nextInt());
    }
    return memory;
  }

  /** Whether a difference at this place matters: not in channels beyond the last. */
  boolean matters(int place, int channel) {
    Tiles out = layer.out();
    int at = place - out.start();
    int plane = Math.floorDiv(at, out.tiling().stride());
    if (plane < 0 || plane >= out.channels()) {
      return place < layer.sums();
    }
    boolean bytes = layer.ending().levels() != null;
    return !bytes || plane * ByteLanes.CHANNELS + channel < layer.filters();
  }

  @Override
  public String toString() {
    Tiling tiling = layer.out().tiling();
    return layer.filters()
        + " filters, "
        + layer.columns()
        + " columns, tiles "
        + tiling
        + ", "
        + layer.ending();
  }
}

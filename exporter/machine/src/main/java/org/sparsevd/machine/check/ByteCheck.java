package org.sparsevd.machine.check;

import java.util.Optional;
import java.util.Random;
import org.sparsevd.model.Op;
import org.sparsevd.runtime.level.LevelEnding;
import org.sparsevd.runtime.level.LevelMatrix;
import org.sparsevd.runtime.machine.RowsFunction;
import org.sparsevd.runtime.machine.TileCode;
import org.sparsevd.runtime.machine.TileFunction;
import org.sparsevd.runtime.tile.Tiles;
import org.sparsevd.runtime.tile.Tiling;
import org.sparsevd.runtime.tile.bytes.ByteBetween;
import org.sparsevd.runtime.tile.bytes.ByteConvolution;
import org.sparsevd.runtime.tile.bytes.ByteDepthwise;
import org.sparsevd.runtime.tile.bytes.ByteEnding;
import org.sparsevd.runtime.tile.bytes.ByteImage;
import org.sparsevd.runtime.tile.bytes.ByteLanes;
import org.sparsevd.runtime.tile.bytes.ByteLevels;
import org.sparsevd.runtime.tile.bytes.ByteMaximum;
import org.sparsevd.runtime.tile.bytes.ByteResidual;
import org.sparsevd.tensor.Shape;

/** The same for layers over images of bytes. */
final class ByteCheck {
  private static final int CHANNELS = 8;
  private static final int SIZE = 16;

  private final TileCode code;
  private final Random random = new Random(2);
  private final Tiles in;
  private final Tiles other;
  private final Tiles out;
  private final int[] taps;

  ByteCheck(TileCode code, int lanes) {
    this.code = code;
    Tiling tiling = Tiling.of(Shape.of(1, SIZE, SIZE), lanes, 1);
    int planes = ByteLanes.planes(CHANNELS);
    this.in = new Tiles(tiling, planes, 0);
    this.other = new Tiles(tiling, planes, in.size());
    this.out = new Tiles(tiling, planes, 2 * in.size());
    this.taps = new int[] {-lanes, 0, lanes};
  }

  /** The first kind of layer that differs from plain Java; nothing where none does. */
  Optional<String> difference() {
    int filter = CHANNELS * taps.length;
    byte[][] all = {
      weights(CHANNELS * filter, 1), weights(CHANNELS * filter, 3), weights(CHANNELS * filter, 5)
    };
    for (byte[] weights : all) {
      ByteConvolution layer = convolution(weights);
      if (!agrees(code.bytes(layer), layer::run)) {
        return Optional.of("8-bit convolutions");
      }
    }
    if (!StripCheck.agrees(code, out.tiling().lanes())) {
      return Optional.of("8-bit first layers");
    }
    if (!PatchCheck.agrees(code, out.tiling().lanes())) {
      return Optional.of("8-bit windows of 3x3");
    }
    ByteDepthwise depthwise =
        new ByteDepthwise(
            in, out, 1, 1, taps, weights(3 * CHANNELS, 1), starts(), ending(null, null));
    if (!agrees(code.bytes(depthwise), depthwise::run)) {
      return Optional.of("8-bit depthwise convolutions");
    }
    ByteMaximum maximum = new ByteMaximum(in, out, 1, 1, taps);
    if (!agrees(code.bytes(maximum), maximum::run)) {
      return Optional.of("8-bit max pooling");
    }
    // Words, and bytes with what is taken out of weights.
    if (!rows(7, 18, weights(64 * 18, 1)) || !rows(9, 70, small(64 * 70))) {
      return Optional.of("8-bit dense layers");
    }
    ByteImage image = new ByteImage(out, CHANNELS - 1, new ByteLevels(30, 50));
    float[] pixels = new float[image.size()];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) random.nextGaussian();
    }
    Optional<TileFunction> packed =
        code.image(image).map(each -> (memory, at) -> each.run(pixels, memory, at));
    return agrees(packed, (memory, at) -> image.run(pixels, memory, at))
        ? Optional.empty()
        : Optional.of("8-bit images");
  }

  private boolean rows(int vectors, int columns, byte[] weights) {
    Op.Quantize levels = new Op.Quantize(.25f, CHANNELS);
    LevelEnding ending = new LevelEnding(0, numbers(64), numbers(64), levels);
    LevelMatrix layer = new LevelMatrix(vectors, columns, weights, levels, true, ending);
    float[] in = new float[vectors * columns + LevelMatrix.BLOCK];
    for (int i = 0; i < in.length; i++) {
      in[i] = 10 * (float) random.nextGaussian();
    }
    float[] expected = new float[vectors * 64];
    layer.run(in, expected);
    Optional<RowsFunction> function = code.rows(layer);
    float[] found = new float[vectors * 64];
    function.ifPresent(each -> each.run(in, new float[layer.room()], found));
    return function.isEmpty() || same(found, expected);
  }

  private ByteConvolution convolution(byte[] weights) {
    ByteBetween between = new ByteBetween(new ByteLevels(20, 100), numbers(), numbers());
    ByteResidual residual = new ByteResidual(other, 7, numbers(), numbers());
    return new ByteConvolution(
        in, out, 1, 1, taps, weights, starts(), ending(between, residual), 0);
  }

  private ByteEnding ending(ByteBetween between, ByteResidual residual) {
    return new ByteEnding(numbers(), numbers(), between, residual, -2, 3, new ByteLevels(30, 50));
  }

  /** Some in blocks of four, with zeros between: by fives, filters of six blocks differ. */
  private byte[] weights(int count, int every) {
    byte[] weights = new byte[count];
    for (int i = 0; i < count; i++) {
      weights[i] = i / ByteLanes.CHANNELS % every == 0 ? (byte) (random.nextInt(255) - 127) : 0;
    }
    return weights;
  }

  /** One of many is large. */
  private byte[] small(int count) {
    byte[] weights = weights(count, 1);
    for (int i = 0; i < count; i++) {
      weights[i] /= (byte) (random.nextInt(40) == 0 ? 1 : 2);
    }
    return weights;
  }

  private int[] starts() {
    return random.ints(CHANNELS, -5000, 5000).toArray();
  }

  private float[] numbers() {
    return numbers(CHANNELS);
  }

  private float[] numbers(int count) {
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = .01f * (float) random.nextGaussian();
    }
    return numbers;
  }

  /** Plain loops over memory. */
  private interface Plain {
    void run(float[] memory, int at);
  }

  private boolean agrees(Optional<TileFunction> function, Plain plain) {
    float[] memory = new float[out.start() + out.size()];
    for (int i = 0; i < memory.length; i++) {
      memory[i] = Float.intBitsToFloat(random.nextInt());
    }
    float[] expected = memory.clone();
    plain.run(expected, 0);
    function.ifPresent(layer -> layer.run(memory, 0));
    return function.isEmpty() || same(memory, expected);
  }

  static boolean same(float[] found, float[] expected) {
    boolean same = true;
    for (int i = 0; i < found.length; i++) {
      same &= Float.floatToRawIntBits(found[i]) == Float.floatToRawIntBits(expected[i]);
    }
    return same;
  }
}

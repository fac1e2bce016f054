package org.sparsevd.machine.check;

import java.util.Optional;
import java.util.Random;
import org.sparsevd.runtime.machine.TileCode;
import org.sparsevd.runtime.machine.TileFunction;
import org.sparsevd.runtime.tile.Tiles;
import org.sparsevd.runtime.tile.Tiling;
import org.sparsevd.runtime.tile.bytes.ByteConvolution;
import org.sparsevd.runtime.tile.bytes.ByteEnding;
import org.sparsevd.runtime.tile.bytes.ByteLanes;
import org.sparsevd.runtime.tile.bytes.ByteLevels;
import org.sparsevd.tensor.Shape;

/** The same for a first layer over an image of bytes: a large window that goes by two. */
final class StripCheck {
  private static final int FILTERS = 12;
  private static final int KERNEL = 7;
  private static final int SIZE = 16;

  private StripCheck() {}

  /** Whether code for so many lanes finds what plain Java does, or there is none. */
  static boolean agrees(TileCode code, int lanes) {
    Random random = new Random(3);
    Tiling tiling = Tiling.of(Shape.of(1, SIZE, SIZE), lanes, 0);
    Tiling before = tiling.before(Shape.of(1, 2 * SIZE, 2 * SIZE), 2, 2, KERNEL / 2);
    Tiles in = new Tiles(before, 1, 0);
    Tiles out = new Tiles(tiling, FILTERS / ByteLanes.CHANNELS, in.size());
    int[] taps = new int[KERNEL * KERNEL];
    for (int i = 0; i < taps.length; i++) {
      int row = i / KERNEL - KERNEL / 2;
      taps[i] = (row * before.pitch() + i % KERNEL - KERNEL / 2) * lanes;
    }
    byte[] weights = new byte[FILTERS * taps.length * ByteLanes.CHANNELS];
    for (int i = 0; i < weights.length; i++) {
      boolean last = i % ByteLanes.CHANNELS == ByteLanes.CHANNELS - 1;
      weights[i] = last ? 0 : (byte) (random.nextInt(255) - 127);
    }
    int[] starts = random.ints(FILTERS, -5000, 5000).toArray();
    float[] numbers = new float[FILTERS];
    for (int i = 0; i < FILTERS; i++) {
      numbers[i] = 1e-6f * random.nextInt(100);
    }
    int sums = out.start() + out.size();
    ByteEnding ending = new ByteEnding(numbers, numbers, null, null, -2, 3, new ByteLevels(30, 50));
    ByteConvolution layer = new ByteConvolution(in, out, 2, 2, taps, weights, starts, ending, sums);
    float[] memory = new float[sums + (FILTERS + 3) * ByteConvolution.SUMS * lanes];
    for (int i = 0; i < memory.length; i++) {
      memory[i] = Float.intBitsToFloat(random.nextInt());
    }
    float[] expected = memory.clone();
    layer.run(expected, 0);
    Optional<TileFunction> function = code.bytes(layer);
    function.ifPresent(each -> each.run(memory, 0));
    // What lies behind is room for sums.
    System.arraycopy(expected, sums, memory, sums, memory.length - sums);
    return function.isEmpty() || ByteCheck.same(memory, expected);
  }
}

package org.sparsevd.machine.check;

import java.util.Arrays;
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

/** The same for windows of 3x3 over so many channels that patches of outputs pay. */
final class PatchCheck {
  private static final int CHANNELS = 32;
  private static final int KERNEL = 3;
  private static final int HEIGHT = 16;
  private static final int WIDTH = 32;

  private PatchCheck() {}

  /** Whether code for so many lanes finds what plain Java does, or there is none. */
  static boolean agrees(TileCode code, int lanes) {
    Random random = new Random(4);
    Tiling tiling = Tiling.of(Shape.of(1, HEIGHT, WIDTH), lanes, 1);
    int planes = ByteLanes.planes(CHANNELS);
    Tiles in = new Tiles(tiling, planes, 0);
    Tiles out = new Tiles(tiling, planes, in.size());
    int[] taps = new int[KERNEL * KERNEL];
    for (int i = 0; i < taps.length; i++) {
      taps[i] = ((i / KERNEL - 1) * tiling.pitch() + i % KERNEL - 1) * lanes;
    }
    // Most are zero, which is counted as work but takes plain loops no time.
    byte[] weights = new byte[CHANNELS * CHANNELS * taps.length];
    for (int i = 0; i < weights.length; i += ByteLanes.CHANNELS) {
      weights[i + random.nextInt(ByteLanes.CHANNELS)] = (byte) (random.nextInt(255) - 127);
    }
    int[] starts = random.ints(CHANNELS, -50_000, 50_000).toArray();
    float[] scale = new float[CHANNELS];
    Arrays.fill(scale, 1e-5f);
    int sums = out.start() + out.size();
    ByteEnding ending = new ByteEnding(scale, scale, null, null, -9, 9, new ByteLevels(40, 120));
    ByteConvolution layer = new ByteConvolution(in, out, 1, 1, taps, weights, starts, ending, sums);
    float[] memory = new float[sums + layer.room() * lanes];
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

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

/**
 * The same for windows of 3x3 over so many channels that patches of outputs pay. Plain loops take a
 * while before they are compiled. So some filters come again and again, and only the first of them
 * are computed by such loops.
 */
final class PatchCheck {
  private static final int CHANNELS = 96;
  private static final int FIRST = 8;
  private static final int KERNEL = 3;
  private static final int HEIGHT = 32;

  private PatchCheck() {}

  /** Whether code for so many lanes finds what plain Java does, or there is none. */
  static boolean agrees(TileCode code, int lanes) {
    Random random = new Random(4);
    Tiling tiling = Tiling.of(Shape.of(1, HEIGHT, 2 * lanes), lanes, 1);
    int planes = ByteLanes.planes(CHANNELS);
    Tiles in = new Tiles(tiling, planes, 0);
    Tiles out = new Tiles(tiling, planes, in.size());
    ByteConvolution first = layer(random, in, out, FIRST);
    ByteConvolution all = layer(new Random(4), in, out, CHANNELS);
    float[] memory = new float[all.sums() + all.room() * lanes];
    for (int i = 0; i < out.start() + out.size(); i++) {
      memory[i] = Float.intBitsToFloat(random.nextInt());
    }
    again(memory, out);
    float[] expected = memory.clone();
    first.run(expected, 0);
    again(expected, out);
    Optional<TileFunction> function = code.bytes(all);
    function.ifPresent(each -> each.run(memory, 0));
    // What lies behind is room for sums.
    Arrays.fill(memory, all.sums(), memory.length, 0);
    return function.isEmpty() || ByteCheck.same(memory, expected);
  }

  /** Copies the first channels of an image over the others. */
  private static void again(float[] memory, Tiles out) {
    int size = ByteLanes.planes(FIRST) * out.tiling().stride();
    for (int at = size; at < out.size(); at += size) {
      System.arraycopy(memory, out.start(), memory, out.start() + at, size);
    }
  }

  /** A layer of so many filters, each of which is that of the first ones. */
  private static ByteConvolution layer(Random random, Tiles in, Tiles out, int filters) {
    Tiling tiling = in.tiling();
    int[] taps = new int[KERNEL * KERNEL];
    for (int i = 0; i < taps.length; i++) {
      taps[i] = ((i / KERNEL - 1) * tiling.pitch() + i % KERNEL - 1) * tiling.lanes();
    }
    // Most are zero, which is counted as work but takes plain loops no time.
    int each = in.channels() * taps.length * ByteLanes.CHANNELS;
    byte[] weights = new byte[filters * each];
    for (int i = 0; i < FIRST * each; i += ByteLanes.CHANNELS) {
      weights[i + random.nextInt(ByteLanes.CHANNELS)] = (byte) (random.nextInt(255) - 127);
    }
    int[] starts = new int[filters];
    for (int filter = 0; filter < filters; filter++) {
      starts[filter] = 1000 * (filter % FIRST - FIRST / 2);
      System.arraycopy(weights, filter % FIRST * each, weights, filter * each, each);
    }
    float[] scale = new float[filters];
    Arrays.fill(scale, 1e-5f);
    ByteEnding ending = new ByteEnding(scale, scale, null, null, -9, 9, new ByteLevels(40, 120));
    int sums = out.start() + out.size();
    return new ByteConvolution(in, out, 1, 1, taps, weights, starts, ending, sums);
  }
}

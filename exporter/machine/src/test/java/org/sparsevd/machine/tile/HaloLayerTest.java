package org.sparsevd.machine.tile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.sparsevd.machine.code.EmulatedMemory;
import org.sparsevd.machine.code.Width;
import org.sparsevd.runtime.share.Share;
import org.sparsevd.runtime.tile.Halo;
import org.sparsevd.runtime.tile.Tiles;
import org.sparsevd.runtime.tile.Tiling;
import org.sparsevd.tensor.Shape;

/** Halos as code against plain loops over their entries. */
class HaloLayerTest {
  private static void plain(Halo halo, Tiles tiles, float fill, float[] memory) {
    int lanes = tiles.tiling().lanes();
    for (int c = 0; c < tiles.channels(); c++) {
      int start = tiles.start() + c * tiles.tiling().stride();
      for (int i = 0; i < halo.count(); i++) {
        for (int lane = 0; lane < lanes; lane++) {
          boolean kept = halo.keep()[halo.masks()[i] + lane] > 0;
          float value = kept ? memory[start + halo.sources()[i] + lane] : fill;
          memory[start + halo.targets()[i] + lane] = value;
        }
      }
    }
  }

  @Test
  void cellsHaveTheBitsOfPlainLoops() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 40; i++) {
      Width width = i % 4 == 0 ? Width.ZMM : Width.YMM;
      Shape image = Shape.of(1, 3 + random.nextInt(40), 3 + random.nextInt(40));
      Tiling tiling = Tiling.of(image, width.lanes(), 1 + random.nextInt(3));
      Tiles tiles = new Tiles(tiling, 1 + random.nextInt(5), 64);
      Halo halo = Halo.of(tiling);
      float fill = Float.intBitsToFloat(random.nextInt());
      float[] memory = new float[64 + tiles.size()];
      for (int k = 0; k < memory.length; k++) {
        memory[k] = Float.intBitsToFloat(random.nextInt());
      }
      float[] expected = memory.clone();
      plain(halo, tiles, fill, expected);
      HaloLayer layer = HaloLayer.of(width, halo, tiles, fill);
      if (width == Width.YMM) {
        for (Share share : Share.of(1 + i % 3)) {
          layer.run(memory, 0, share);
        }
      } else {
        EmulatedMemory machine = new EmulatedMemory(memory, layer.table().asByteBuffer());
        byte[] code = HaloLayer.write(width, tiling.stride() * Float.BYTES, halo);
        machine.call(code, tiles.start() * Float.BYTES, 0, halo.count(), tiles.channels());
        machine.copyTo(memory);
      }
      for (int k = 0; k < memory.length; k++) {
        assertThat(Float.floatToRawIntBits(memory[k]))
            .as("seed %d, image %d, float %d", seed, i, k)
            .isEqualTo(Float.floatToRawIntBits(expected[k]));
      }
    }
  }
}

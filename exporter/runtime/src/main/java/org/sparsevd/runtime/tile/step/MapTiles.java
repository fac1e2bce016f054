package org.sparsevd.runtime.tile.step;

import org.sparsevd.runtime.step.map.ElementMap;
import org.sparsevd.runtime.tile.Tiles;

/** A function of each element, channel by channel; halos are left out. */
public record MapTiles(ElementMap map, Tiles in, Tiles out) implements TileStep {

  @Override
  public void run(TileKernels kernels, float[] memory, int at) {
    int first = at + out.tiling().cell(0, 0);
    for (int c = 0; c < out.channels(); c++) {
      int channel = first + c * out.tiling().stride();
      int span = out.span();
      map.apply(c, memory, channel + in.start(), memory, channel + out.start(), span);
    }
  }
}

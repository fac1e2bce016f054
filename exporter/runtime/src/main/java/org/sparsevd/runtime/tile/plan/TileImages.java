package org.sparsevd.runtime.tile.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.sparsevd.runtime.tile.Tiles;
import org.sparsevd.runtime.tile.Tiling;
import org.sparsevd.runtime.tile.step.Regridding;

/** Where values lie in tiles of one kind. A value may have copies in tiles of other sizes. */
final class TileImages {
  private final TileMemory memory;
  private final Map<String, List<Tiles>> images = new HashMap<>();

  TileImages(TileMemory memory) {
    this.memory = memory;
  }

  /** A value in tiles, the first of its copies; null where it has none. */
  Tiles find(String value) {
    List<Tiles> all = images.get(value);
    return all == null ? null : all.get(0);
  }

  /** Room for a value. */
  Tiles take(String value, Tiling tiling, int channels) {
    Tiles tiles = memory.take(tiling, channels);
    images.computeIfAbsent(value, name -> new ArrayList<>()).add(tiles);
    return tiles;
  }

  /** A value in tiles as large as these, with at least their halo; it is copied where needed. */
  Tiles in(Tiling wanted, String value) {
    for (Tiles each : images.get(value)) {
      if (each.tiling().matches(wanted) && each.tiling().halo() >= wanted.halo()) {
        return each;
      }
    }
    Tiles source = find(value);
    Tiles copy = take(value, wanted, source.channels());
    memory.add(new Regridding(source, copy));
    return copy;
  }

  /** Gives back what a value has, where it has anything. */
  void release(String value) {
    List<Tiles> all = images.remove(value);
    if (all != null) {
      all.forEach(memory::release);
    }
  }
}

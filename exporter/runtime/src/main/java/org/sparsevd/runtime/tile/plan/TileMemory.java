package org.sparsevd.runtime.tile.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.sparsevd.runtime.layout.Slots;
import org.sparsevd.runtime.machine.TileCode;
import org.sparsevd.runtime.step.KernelStep;
import org.sparsevd.runtime.tile.Halo;
import org.sparsevd.runtime.tile.Tiles;
import org.sparsevd.runtime.tile.Tiling;
import org.sparsevd.runtime.tile.step.CodeTiles;
import org.sparsevd.runtime.tile.step.HaloTiles;
import org.sparsevd.runtime.tile.step.Regridding;
import org.sparsevd.runtime.tile.step.TileKernels;
import org.sparsevd.runtime.tile.step.TileRun;
import org.sparsevd.runtime.tile.step.TileStep;

/** Where images in tiles lie while a plan is made, and what their halos are filled with. */
final class TileMemory {
  private final Arena arena;
  private final TileKernels kernels;
  private final TileCode code;
  private final List<KernelStep> steps;
  private final Map<String, List<Tiles>> images = new HashMap<>();
  private final Map<Integer, Float> fills = new HashMap<>();
  private final Map<Tiling, Halo> halos = new HashMap<>();

  /**
   * Memory of a plan.
   *
   * @param code that steps are run by where it has some for them, or null
   */
  TileMemory(Slots slots, TileKernels kernels, TileCode code, List<KernelStep> steps) {
    this.arena = new Arena(slots);
    this.kernels = kernels;
    this.code = code;
    this.steps = steps;
  }

  int slot() {
    return arena.slot();
  }

  void add(TileStep step) {
    TileStep best = code == null ? step : step.on(code);
    steps.add(new TileRun(kernels, best, arena.slot()));
  }

  /** Whether the step that was added last is machine code. */
  boolean isCode() {
    return !steps.isEmpty()
        && steps.get(steps.size() - 1) instanceof TileRun run
        && run.step() instanceof CodeTiles;
  }

  /** A value in tiles, the first of its copies; null where it has none. */
  Tiles find(String value) {
    List<Tiles> all = images.get(value);
    return all == null ? null : all.get(0);
  }

  /** Room for a value. */
  Tiles take(String value, Tiling tiling, int channels) {
    Tiles tiles = new Tiles(tiling, channels, arena.take(Tiles.size(tiling, channels)));
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
    add(new Regridding(source, copy));
    return copy;
  }

  /** Where so many floats begin that the next step alone uses. */
  int scratch(int floats) {
    int start = arena.take(floats);
    arena.release(start);
    return start;
  }

  /** Fills the halo of an image, unless it is filled so already. */
  void fill(Tiles tiles, float fill) {
    Halo halo = missing(tiles, fill);
    if (halo != null) {
      add(new HaloTiles(halo, tiles, fill));
    }
  }

  /** The halo that the next step has to fill; null where it is filled so already. */
  Halo missing(Tiles tiles, float fill) {
    Float now = fills.put(tiles.start(), fill);
    boolean filled = now != null && now == fill;
    return filled ? null : halos.computeIfAbsent(tiles.tiling(), Halo::of);
  }

  /** Gives back what a value has, where it has anything. */
  void release(String value) {
    List<Tiles> all = images.remove(value);
    if (all == null) {
      return;
    }
    for (Tiles each : all) {
      arena.release(each.start());
      fills.remove(each.start());
    }
  }
}

package org.sparsevd.runtime.tile.plan;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.sparsevd.runtime.layout.Slots;
import org.sparsevd.runtime.machine.TileCode;
import org.sparsevd.runtime.step.KernelStep;
import org.sparsevd.runtime.step.map.ElementMap;
import org.sparsevd.runtime.tile.Halo;
import org.sparsevd.runtime.tile.Tiles;
import org.sparsevd.runtime.tile.Tiling;
import org.sparsevd.runtime.tile.bytes.ByteImage;
import org.sparsevd.runtime.tile.bytes.step.BytePacking;
import org.sparsevd.runtime.tile.step.CodeTiles;
import org.sparsevd.runtime.tile.step.HaloTiles;
import org.sparsevd.runtime.tile.step.MapTiles;
import org.sparsevd.runtime.tile.step.TileKernels;
import org.sparsevd.runtime.tile.step.TileRun;
import org.sparsevd.runtime.tile.step.TileStep;

/** Where images in tiles lie while a plan is made, and what their halos are filled with. */
final class TileMemory {
  private final Arena arena;
  private final TileKernels kernels;
  private final TileCode code;
  private final List<KernelStep> steps;
  private final TileImages floats = new TileImages(this);
  private final TileImages bytes = new TileImages(this);
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

  /** Whether there is code for a step, which is added then. */
  boolean addCode(TileStep step) {
    TileStep best = code == null ? step : step.on(code);
    if (best == step) {
      return false;
    }
    steps.add(new TileRun(kernels, best, arena.slot()));
    return true;
  }

  /** Puts an image that lies row by row into tiles of bytes. */
  void pack(ByteImage image, int plain) {
    steps.add(BytePacking.of(image, code, arena.slot(), plain));
  }

  /** Adds a function of all elements, with room for a channel where it wants that. */
  void map(ElementMap map, Tiles in, Tiles out) {
    boolean room = map.wantsRoom() && in.start() == out.start();
    add(new MapTiles(map, in, out, room ? scratch(out.tiling().stride()) : MapTiles.NONE));
  }

  /** Whether the step that was added last is machine code. */
  boolean isCode() {
    return !steps.isEmpty()
        && steps.get(steps.size() - 1) instanceof TileRun run
        && run.step() instanceof CodeTiles;
  }

  /** Values in floats. */
  TileImages floats() {
    return floats;
  }

  /** Values in bytes. */
  TileImages bytes() {
    return bytes;
  }

  /** Room for an image. */
  Tiles take(Tiling tiling, int channels) {
    return new Tiles(tiling, channels, arena.take(Tiles.size(tiling, channels)));
  }

  void release(Tiles tiles) {
    arena.release(tiles.start());
    fills.remove(tiles.start());
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
    floats.release(value);
    bytes.release(value);
  }
}

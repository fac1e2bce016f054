package org.sparsevd.runtime.tile;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The cells of a channel that do not come from a kernel: those of the halo, and lanes that lie
 * outside of the image. A cell of the halo repeats a cell of the tiles, shifted by some lanes,
 * which is an unaligned load; where the image has no pixel it is blended with what fills the
 * border. Cells that follow each other and want the same are a run.
 *
 * <p>Run {@code i} has {@code counts[i]} cells, {@code steps[i]} floats apart, from {@code
 * sources[i]} and {@code targets[i]} on. Its mask begins at {@code masks[i]} of {@code keep}: above
 * zero where a lane is kept.
 */
public record Halo(
    int[] sources, int[] targets, int[] counts, int[] steps, int[] masks, float[] keep) {

  /** A run as it grows. */
  private static final class Run {
    final int source;
    final int target;
    final float[] mask;
    int count = 1;
    int step;

    Run(int source, int target, float[] mask) {
      this.source = source;
      this.target = target;
      this.mask = mask;
    }

    /** Whether the next cell is one of this run, which then has it. */
    boolean takes(int nextSource, int nextTarget, float[] nextMask) {
      int apart = nextTarget - target - (count - 1) * step;
      boolean same = count == 1 || apart == step;
      if (!same || nextSource - source != nextTarget - target || !Arrays.equals(mask, nextMask)) {
        return false;
      }
      step = apart;
      count++;
      return true;
    }
  }

  /** What the channels of a tiling need. */
  public static Halo of(Tiling tiling) {
    List<Run> runs = new ArrayList<>();
    int halo = tiling.halo();
    for (int y = -halo; y < tiling.tileHeight() + halo; y++) {
      boolean inRow = y >= 0 && y < tiling.tileHeight();
      for (int x = -halo; x < tiling.tileWidth() + halo; x++) {
        cell(tiling, y, x, inRow && x >= 0 && x < tiling.tileWidth(), runs);
      }
    }
    return of(runs, tiling.lanes());
  }

  private static void cell(Tiling tiling, int y, int x, boolean inner, List<Run> runs) {
    float[] mask = new float[tiling.lanes()];
    int kept = 0;
    for (int lane = 0; lane < mask.length; lane++) {
      mask[lane] = tiling.isInside(lane, y, x) ? 1 : 0;
      kept += tiling.isInside(lane, y, x) ? 1 : 0;
    }
    if (inner && kept == mask.length) {
      return;
    }
    int down = Math.floorDiv(y, tiling.tileHeight());
    int right = Math.floorDiv(x, tiling.tileWidth());
    int target = tiling.cell(y, x);
    int shift = down * tiling.columns() + right;
    int cell =
        tiling.cell(Math.floorMod(y, tiling.tileHeight()), Math.floorMod(x, tiling.tileWidth()));
    // Where nothing is kept, what is loaded does not matter, but it must lie in memory.
    int source = kept == 0 ? target : cell + shift;
    for (Run run : runs) {
      if (run.takes(source, target, mask)) {
        return;
      }
    }
    runs.add(new Run(source, target, mask));
  }

  private static Halo of(List<Run> runs, int lanes) {
    int count = runs.size();
    Halo halo =
        new Halo(
            new int[count],
            new int[count],
            new int[count],
            new int[count],
            new int[count],
            new float[count * lanes]);
    for (int i = 0; i < count; i++) {
      Run run = runs.get(i);
      halo.sources[i] = run.source;
      halo.targets[i] = run.target;
      halo.counts[i] = run.count;
      halo.steps[i] = run.step;
      halo.masks[i] = i * lanes;
      System.arraycopy(run.mask, 0, halo.keep, i * lanes, lanes);
    }
    return halo;
  }
}

package org.sparsevd.runtime.step;

import java.util.Arrays;
import java.util.List;
import org.sparsevd.runtime.kernel.Kernels;
import org.sparsevd.runtime.layout.BorderPlan;
import org.sparsevd.runtime.layout.ImageLayout;
import org.sparsevd.runtime.layout.RowCopies;
import org.sparsevd.runtime.layout.Scratch;
import org.sparsevd.runtime.layout.Slots;

/**
 * Copies an image into the layout that the next window slides over, with a border around it.
 *
 * @param groups what to copy, for each group of the layout
 * @param step pixels from one that is copied to the next
 * @param block inputs side by side
 * @param points where the border is a single float
 * @param gaps where it is more: starts and ends in turn
 * @param fill value of the border: zero for a convolution, minus infinity for a maximum
 */
public record Border(
    Kernels kernels,
    RowCopies[] groups,
    int step,
    int block,
    int[] points,
    int[] gaps,
    float fill,
    int in,
    int out)
    implements KernelStep {

  /** Adds the copy where one is needed, and says in which slot the image lies in the layout. */
  public static int add(
      Kernels kernels,
      ImageLayout layout,
      float fill,
      int in,
      Slots slots,
      List<KernelStep> steps) {
    if (layout.isPlain()) {
      return in;
    }
    int copy = slots.takeLarge(layout.size());
    steps.add(of(kernels, layout, fill, in, copy));
    return copy;
  }

  public static Border of(Kernels kernels, ImageLayout layout, float fill, int in, int out) {
    BorderPlan plan = new BorderPlan(layout);
    int step = layout.window().strideWidth();
    return new Border(
        kernels, plan.groups(), step, layout.block(), plan.points(), plan.gaps(), fill, in, out);
  }

  @Override
  public void run(Scratch scratch) {
    float[] from = scratch.values(in);
    float[] to = scratch.values(out);
    for (RowCopies rows : groups) {
      if (step == 1) {
        kernels.copy(from, to, 0, rows);
      } else {
        pick(from, to, rows);
      }
    }
    for (int point : points) {
      to[point] = fill;
    }
    for (int gap = 0; gap < gaps.length; gap += 2) {
      Arrays.fill(to, gaps[gap], gaps[gap + 1], fill);
    }
  }

  private void pick(float[] from, float[] to, RowCopies rows) {
    for (int r = 0; r < rows.sources().length; r++) {
      int source = rows.sources()[r];
      int target = rows.targets()[r];
      if (block == 1) {
        pick(from, source, to, target, rows.length());
        continue;
      }
      for (int i = 0; i < rows.length(); i += block) {
        for (int b = 0; b < block; b++) {
          to[target + i + b] = from[source + b];
        }
        source += step * block;
      }
    }
  }

  private void pick(float[] from, int source, float[] to, int target, int length) {
    int distance = step;
    for (int i = 0; i < length; i++) {
      to[target + i] = from[source + i * distance];
    }
  }
}

package org.sparsevd.runtime.tile.step;

import org.sparsevd.runtime.layout.Scratch;
import org.sparsevd.runtime.share.Share;
import org.sparsevd.runtime.step.KernelStep;

/**
 * A step over images in tiles, as one of a plan.
 *
 * @param memory slot that all images in tiles lie in
 */
public record TileRun(TileKernels kernels, TileStep step, int memory) implements KernelStep {

  @Override
  public void run(Scratch scratch) {
    step.run(kernels, scratch.values(memory), scratch.start(memory));
  }

  @Override
  public boolean isShared() {
    return step.isShared();
  }

  @Override
  public void run(Scratch scratch, Share share) {
    step.run(kernels, scratch.values(memory), scratch.start(memory), share);
  }
}

package org.sparsevd.runtime.step;

import org.sparsevd.runtime.layout.Scratch;

/**
 * Steps that know one image, for several images that follow each other.
 *
 * @param steps from {@code image} to {@code result}
 * @param count images
 * @param size floats of an image
 * @param resultSize floats of what becomes of it
 */
public record PerImage(
    KernelStep[] steps, int count, int size, int resultSize, int image, int result, int in, int out)
    implements KernelStep {

  @Override
  public void run(Scratch scratch) {
    float[] from = scratch.values(in);
    float[] to = scratch.values(out);
    for (int i = 0; i < count; i++) {
      System.arraycopy(from, i * size, scratch.values(image), 0, size);
      for (KernelStep step : steps) {
        step.run(scratch);
      }
      System.arraycopy(scratch.values(result), 0, to, i * resultSize, resultSize);
    }
  }
}

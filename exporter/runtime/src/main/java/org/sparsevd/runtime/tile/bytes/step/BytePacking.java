package org.sparsevd.runtime.tile.bytes.step;

import org.sparsevd.runtime.layout.Scratch;
import org.sparsevd.runtime.machine.ImageFunction;
import org.sparsevd.runtime.machine.TileCode;
import org.sparsevd.runtime.step.KernelStep;
import org.sparsevd.runtime.tile.bytes.ByteImage;

/**
 * An image, row by row, becomes levels in tiles of bytes.
 *
 * @param code that does it
 * @param memory slot that all images in tiles lie in
 * @param plain slot of the image row by row
 */
public record BytePacking(ImageFunction code, int memory, int plain) implements KernelStep {

  /** By code where there is some, else by plain loops. */
  public static BytePacking of(ByteImage image, TileCode code, int memory, int plain) {
    ImageFunction function = code.image(image).orElse(image::run);
    return new BytePacking(function, memory, plain);
  }

  @Override
  public void run(Scratch scratch) {
    code.run(scratch.values(plain), scratch.values(memory), scratch.start(memory));
  }
}

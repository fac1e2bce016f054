package org.sparsevd.machine.image;

import java.lang.foreign.MemorySegment;
import java.util.Objects;
import java.util.Optional;
import org.sparsevd.machine.memory.CodeBlock;
import org.sparsevd.machine.memory.Function;
import org.sparsevd.machine.memory.KnownArrays;
import org.sparsevd.machine.memory.MachineException;
import org.sparsevd.runtime.machine.ImageFunction;
import org.sparsevd.runtime.tile.Tiles;
import org.sparsevd.runtime.tile.Tiling;
import org.sparsevd.runtime.tile.bytes.ByteImage;

/** An image that is put into tiles of bytes by code, a lane at a call. */
public record ImageLayer(
    ByteImage image, Function code, ImageTable table, KnownArrays images, KnownArrays memories)
    implements ImageFunction {
  /** Lanes of channels for which code is short. */
  private static final int MOST_PLANES = 4;

  /** The same as code; nothing where memory cannot be had, or tiles go beyond the image. */
  public static Optional<ImageFunction> of(ByteImage image) {
    try {
      // Distances in code have a sign and 32 bits.
      Math.multiplyExact(Math.addExact(image.tiles().start(), image.tiles().size()), Float.BYTES);
      Math.multiplyExact(Math.multiplyExact(image.channels(), image.pixels()), Float.BYTES);
      if (!fits(image)) {
        return Optional.empty();
      }
      Function code = new CodeBlock(new ImageCode(image).write()).function(0);
      return Optional.of(
          new ImageLayer(image, code, ImageTable.of(image), new KnownArrays(), new KnownArrays()));
    } catch (MachineException | OutOfMemoryError | ArithmeticException e) {
      return Optional.empty();
    }
  }

  static boolean fits(ByteImage image) {
    Tiling tiling = image.tiles().tiling();
    return tiling.rows() * tiling.tileHeight() == tiling.height()
        && tiling.columns() * tiling.tileWidth() == tiling.width()
        && tiling.tileWidth() >= ImageCode.PIXELS
        && image.tiles().channels() <= MOST_PLANES;
  }

  @Override
  public void run(float[] values, float[] memory, int at) {
    Tiles tiles = image.tiles();
    Objects.checkFromIndexSize(0, image.size(), values.length);
    Objects.checkFromIndexSize(Math.addExact(at, tiles.start()), tiles.size(), memory.length);
    MemorySegment from = images.of(values);
    MemorySegment to = memories.of(memory);
    for (int lane = 0; lane < tiles.tiling().lanes(); lane++) {
      code.callShort(from, to, table.memory(), (long) at * Float.BYTES, ImageTable.lane(lane), 1);
    }
  }
}

package org.sparsevd.machine.image;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.sparsevd.runtime.tile.Tiles;
import org.sparsevd.runtime.tile.Tiling;
import org.sparsevd.runtime.tile.bytes.ByteImage;

/** What {@link ImageCode} reads: how levels are found, and where the pixels of each lane lie. */
record ImageTable(MemorySegment memory) {
  static final int INVERSE = 0;
  static final int LOW = 4;
  static final int HIGH = 8;
  static final int ZERO = 12;
  private static final int LANES = 16;

  /** Bytes from the image to the first pixel of a lane, and from all images to its place. */
  static final int LANE_BYTES = 8;

  static ImageTable of(ByteImage image) {
    Tiles tiles = image.tiles();
    Tiling tiling = tiles.tiling();
    MemorySegment memory = Arena.ofAuto().allocate(lane(tiling.lanes()), 64);
    memory.set(JAVA_FLOAT, INVERSE, image.levels().inverse());
    memory.set(JAVA_FLOAT, LOW, image.levels().low());
    memory.set(JAVA_FLOAT, HIGH, image.levels().high());
    memory.set(JAVA_INT, ZERO, image.levels().zero());
    for (int lane = 0; lane < tiling.lanes(); lane++) {
      int y = lane / tiling.columns() * tiling.tileHeight();
      int x = lane % tiling.columns() * tiling.tileWidth();
      memory.set(JAVA_INT, lane(lane), Math.multiplyExact(y * tiling.width() + x, Float.BYTES));
      int place = Math.addExact(tiles.start(), tiling.place(y, x));
      memory.set(JAVA_INT, lane(lane) + Integer.BYTES, Math.multiplyExact(place, Float.BYTES));
    }
    return new ImageTable(memory);
  }

  static long lane(int number) {
    return LANES + (long) number * LANE_BYTES;
  }
}

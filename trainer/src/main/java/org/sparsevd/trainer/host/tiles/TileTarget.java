package org.sparsevd.trainer.host.tiles;

/**
 * Where a tile goes.
 *
 * @param at where each row of the tile begins in c
 * @param columns numbers of a row
 * @param add whether the tile is added to what is there; then rows must not overlap
 */
public record TileTarget(float[] c, int[] at, int columns, boolean add) {}

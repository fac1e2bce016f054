/** The inner loops over images in tiles, on the Vector API. Loaded where a net has such images. */
package org.sparsevd.runtime.tile.vector;

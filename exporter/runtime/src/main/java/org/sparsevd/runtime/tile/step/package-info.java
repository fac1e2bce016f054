/** The steps over images in tiles, as data, and who runs them. */
package org.sparsevd.runtime.tile.step;

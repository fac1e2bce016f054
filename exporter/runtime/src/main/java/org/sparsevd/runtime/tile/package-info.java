/**
 * Images in tiles, one for each lane of a vector: geometry, streams of weights, and the steps over
 * them as data. {@code docs/KERNELS.md} has the picture.
 */
package org.sparsevd.runtime.tile;

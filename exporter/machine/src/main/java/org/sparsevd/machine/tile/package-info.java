/** Layers over images in tiles as code: a loop over a stream of weights, written for its shape. */
package org.sparsevd.machine.tile;

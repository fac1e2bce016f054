/**
 * Images in tiles whose values are levels of 8 bits: a lane of a cell has four channels in its four
 * bytes. Layers over them as data, and plain loops that say what each computes.
 */
package org.sparsevd.runtime.tile.bytes;

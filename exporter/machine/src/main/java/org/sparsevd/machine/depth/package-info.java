/** Convolutions of bytes of each channel with a window of its own. */
package org.sparsevd.machine.depth;

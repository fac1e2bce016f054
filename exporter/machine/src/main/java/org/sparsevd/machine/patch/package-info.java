/** Convolutions of 3x3 over images of bytes from fewer products, sixteen outputs at a time. */
package org.sparsevd.machine.patch;

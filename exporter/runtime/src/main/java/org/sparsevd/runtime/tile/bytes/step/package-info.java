/** The steps over images of bytes, and those between them and images of floats. */
package org.sparsevd.runtime.tile.bytes.step;

/** Images of floats that become bytes in tiles, as code. */
package org.sparsevd.machine.image;

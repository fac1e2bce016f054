/** How coarsely each tensor may be rounded, and the rounding. */
package org.sparsevd.compress.quantise;

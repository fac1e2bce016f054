/** Nets in 8 bits: which values and layers become whole numbers, and which. */
package org.sparsevd.compress.int8;

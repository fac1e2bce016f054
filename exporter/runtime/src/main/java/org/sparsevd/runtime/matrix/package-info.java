/** Products of matrices: their inner loops, in plain Java and by vectors, with the same bits. */
package org.sparsevd.runtime.matrix;

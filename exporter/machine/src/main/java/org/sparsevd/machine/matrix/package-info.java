/** Products of matrices as machine code. */
package org.sparsevd.machine.matrix;

/** Products of matrices for the trainer. */
package org.sparsevd.machine.product;

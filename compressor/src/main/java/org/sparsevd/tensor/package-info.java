/** Tensors of fixed shape: dense, sparse, and the steps that values are multiples of. */
package org.sparsevd.tensor;

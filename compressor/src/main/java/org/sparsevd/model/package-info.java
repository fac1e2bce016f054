/**
 * The one type that flows through SparseVD: an immutable network of operators and weights.
 *
 * <p>Shapes never contain the batch dimension; images are {@code [channels, height, width]}.
 */
package org.sparsevd.model;

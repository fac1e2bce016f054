/**
 * Sparse storage: one tensor as bytes, without loss.
 *
 * <p>The layouts are written down for strangers in {@code exporter/runtime/FORMAT.md}.
 */
package org.sparsevd.sparse;

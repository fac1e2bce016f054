package org.sparsevd.trainer.host;

/**
 * Panels {@code from} to {@code to - 1}; {@code first} is the matrix row that panel {@code from}
 * begins with.
 *
 * @param end of the matrix's rows
 */
record RowBlock(int from, int to, int first, int end) {}

package org.sparsevd.runtime.layout;

/**
 * Rows to copy: row {@code r} from {@code sources[r]} to {@code targets[r]}.
 *
 * @param length floats of each row
 */
public record RowCopies(int[] sources, int[] targets, int length) {}

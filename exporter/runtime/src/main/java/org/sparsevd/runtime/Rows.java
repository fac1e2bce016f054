package org.sparsevd.runtime;

/**
 * Rows to copy: row {@code r} from {@code sources[r]} to {@code targets[r]}.
 *
 * @param length floats of each row
 */
record Rows(int[] sources, int[] targets, int length) {}

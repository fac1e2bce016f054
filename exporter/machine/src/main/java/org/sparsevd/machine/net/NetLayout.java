package org.sparsevd.machine.net;

/**
 * The memory of a call, in bytes from its beginning.
 *
 * @param size of all
 * @param bytes where raw pixels are
 * @param floats where inputs are as floats
 * @param inputs how many there are
 * @param results where the results are
 * @param outputs how many there are
 */
record NetLayout(int size, int bytes, int floats, int inputs, int results, int outputs) {}

package org.sparsevd.machine.code;

/**
 * An instruction as an assembler reads it, and as ours wrote it.
 *
 * @param text in Intel's syntax
 */
record Instance(String text, byte[] bytes) {}

package org.sparsevd.cli.compare;

/**
 * What a paper reports of a method.
 *
 * @param compression {@code |W| / |W != 0|}
 * @param source who reports it
 */
public record Published(double errorPercent, double compression, String source) {}

package org.sparsevd.compress.int8;

/**
 * What became of a layer.
 *
 * @param bytes whether it is in 8 bits
 * @param scale of the levels that it reads
 * @param zero of these levels
 * @param weightErrorPercent root mean square of what rounding did to its weights, in percent of
 *     that of the weights
 * @param gain how much less the outputs differ where it alone stays float32; 0 where nobody asked
 */
public record LayerChoice(
    String name, boolean bytes, float scale, int zero, double weightErrorPercent, double gain) {}

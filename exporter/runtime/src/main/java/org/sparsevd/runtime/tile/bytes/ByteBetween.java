package org.sparsevd.runtime.tile.bytes;

/**
 * Levels that a value becomes before another one is added: {@code scale * level + shift}, both
 * rounded to float32.
 *
 * @param scale one for each channel
 * @param shift one for each channel
 */
public record ByteBetween(ByteLevels levels, float[] scale, float[] shift) {
  float of(int channel, float value) {
    return scale[channel] * (levels.of(value) - levels.zero()) + shift[channel];
  }
}

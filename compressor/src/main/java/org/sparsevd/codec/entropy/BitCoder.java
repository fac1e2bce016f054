package org.sparsevd.codec.entropy;

/** Passes binary decisions on: writes them, reads them or counts what they would cost. */
public sealed interface BitCoder permits RangeEncoder, RangeDecoder, BitMeter {
  /** Bits of a probability: 1 to 2^16 - 1 out of 2^16. */
  int PROBABILITY_BITS = 16;

  /**
   * Codes one decision.
   *
   * @param bit the decision; ignored by a decoder
   * @param probability that it is set, 1 to 2^16 - 1
   * @return the decision
   */
  boolean code(boolean bit, int probability);

  /** Codes {@code width} bits that nothing is known about, highest first. */
  default int raw(int value, int width) {
    int coded = 0;
    for (int i = width - 1; i >= 0; i--) {
      coded = coded << 1 | (code((value >>> i & 1) != 0, 1 << PROBABILITY_BITS - 1) ? 1 : 0);
    }
    return coded;
  }
}

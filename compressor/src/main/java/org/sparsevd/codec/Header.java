package org.sparsevd.codec;

import org.sparsevd.codec.entropy.BitCoder;
import org.sparsevd.tensor.Step;

/**
 * What stands in front of a tensor's symbols.
 *
 * @param step size of a symbol's unit
 * @param density prior log odds of a live position in half nats, from -8 at 0 to 7.5 at 31
 * @param differences whether symbols are stored as differences to the one before; only in vectors
 */
record Header(Step step, int density, boolean differences) {
  private static final int STEP_BITS = 8;
  private static final int DENSITY_BITS = 5;

  /** A header; the density is that of {@code live} among {@code positions}. */
  static Header of(Step step, long live, long positions, boolean differences) {
    double odds = (live + 0.5) / (positions - live + 0.5);
    int density = (int) Math.rint(2 * Math.log(odds)) + 16;
    int limited = Math.max(0, Math.min((1 << DENSITY_BITS) - 1, density));
    return new Header(step, limited, differences);
  }

  void write(BitCoder coder, boolean vector) {
    coder.raw(step.index(), STEP_BITS);
    coder.raw(density, DENSITY_BITS);
    if (vector) {
      coder.raw(differences ? 1 : 0, 1);
    }
  }

  static Header read(BitCoder coder, boolean vector) {
    Step step = new Step(coder.raw(0, STEP_BITS));
    int density = coder.raw(0, DENSITY_BITS);
    return new Header(step, density, vector && coder.raw(0, 1) == 1);
  }

  /** Prior log odds of a live position, in 1/256 nat. */
  int prior() {
    return (density - 16) * 128;
  }
}

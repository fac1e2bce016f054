package org.sparsevd.codec.tabled;

import org.sparsevd.tensor.CorruptTensorException;

/** Reads what {@link StateEncoder} wrote, row by row. */
final class StateDecoder {
  private static final int SLOT = Frequencies.SUM - 1;

  /** Largest magnitude that a symbol may have. */
  private static final int MOST = (1 << 20) + 14;

  private final byte[] bytes;
  private final int end;
  private final Tables tables;
  private int at;
  private long state;
  private long other;

  /** A decoder of the states and so many words at {@code offset}; they are there. */
  StateDecoder(byte[] bytes, int offset, int words, Tables tables) {
    this.bytes = bytes;
    this.tables = tables;
    this.state = number(offset, Long.BYTES);
    this.other = number(offset + Long.BYTES, Long.BYTES);
    this.at = offset + StateEncoder.STATES * Long.BYTES;
    this.end = at + words * Integer.BYTES;
  }

  private long number(int offset, int width) {
    long number = 0;
    for (int i = width - 1; i >= 0; i--) {
      number = number << 8 | bytes[offset + i] & 0xFF;
    }
    return number;
  }

  /**
   * Reads a row.
   *
   * @param table of each of its places
   * @param columns where they are
   * @param turns 1 or -1, where signs are turned
   * @param values where the row goes, from {@code start} on
   */
  void row(int[] table, int[] columns, int[] turns, float step, float[] values, int start)
      throws CorruptTensorException {
    byte[] bins = tables.bins();
    int[] shares = tables.shares();
    long now = state;
    long next = other;
    for (int i = 0; i < columns.length; i++) {
      int slot = (int) now & SLOT;
      int bin = bins[table[i] << Frequencies.BITS | slot] & 0xFF;
      int share = shares[table[i] << Tables.BIN_BITS | bin];
      now = (now >>> Frequencies.BITS) * (share >>> Frequencies.BITS) + slot - (share & SLOT);
      now = now < StateEncoder.LEAST ? word(now) : now;
      int magnitude = bin + 1 >> 1;
      int raw = Bins.rawBits(magnitude);
      if (raw > 0) {
        magnitude = Bins.least(magnitude) + ((int) now & (1 << raw) - 1);
        check(magnitude);
        now >>>= raw;
        now = now < StateEncoder.LEAST ? word(now) : now;
      }
      int symbol = (bin & 1) != 0 ? magnitude : -magnitude;
      values[start + columns[i]] = symbol * turns[i] * step;
      long turned = now;
      now = next;
      next = turned;
    }
    state = now;
    other = next;
  }

  private void check(int magnitude) throws CorruptTensorException {
    if (magnitude > MOST) {
      throw new CorruptTensorException(at, "a symbol of " + magnitude + " is too large");
    }
  }

  private long word(long low) throws CorruptTensorException {
    if (at == end) {
      throw new CorruptTensorException(at, "the words of a block end before its symbols");
    }
    long word = bytes[at] & 0xFFL | (bytes[at + 1] & 0xFFL) << 8;
    word |= (bytes[at + 2] & 0xFFL) << 16 | (bytes[at + 3] & 0xFFL) << 24;
    at += Integer.BYTES;
    return low << 32 | word;
  }

  /** Refuses words that are left over, and states that are not those of the beginning. */
  void finish() throws CorruptTensorException {
    if (at != end) {
      throw new CorruptTensorException(at, (end - at) + " bytes of a block are left over");
    }
    if (state != StateEncoder.LEAST || other != StateEncoder.LEAST) {
      throw new CorruptTensorException(at, "the states of a block do not end as they began");
    }
  }
}

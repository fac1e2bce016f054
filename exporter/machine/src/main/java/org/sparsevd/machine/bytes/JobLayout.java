package org.sparsevd.machine.bytes;

/**
 * Where the numbers of a job lie in a {@link ByteTable}. A job is the filters of a lane of the
 * output, or a single one where that is of floats. Its streams come one after the other. Each has
 * the entries of some of its filters.
 *
 * @param filters of a job
 * @param atOnce filters of a stream, which share what they read
 */
public record JobLayout(int filters, int atOnce) {
  /** Bytes from the first channel of the output to that of its first filter. */
  public static final int OUTPUT = 0;

  private static final int NUMBERS = 8;

  /** Numbers that a filter may have: see {@link What}. */
  private static final int KINDS = What.values().length;

  /** Of a stream: where it begins, from the beginning of the table on. */
  public static final int START = 0;

  /** Of a stream: how many bins of four entries it has, of three, two, one. */
  private static final int COUNTS = 4;

  /** Of a stream: bytes from the first image to where its sums lie between blocks of channels. */
  public static final int SUMS = 20;

  /** Of a stream: zero for the last one of its job. */
  static final int MORE = 24;

  private static final int BIAS = 28;

  /** What is said of a filter. */
  enum What {
    SCALE,
    SHIFT,
    /** Scale and shift of what is added. */
    OTHER_SCALE,
    OTHER_SHIFT,
    /** Scale and shift of levels in between. */
    AGAIN_SCALE,
    AGAIN_SHIFT
  }

  int streams() {
    return filters / atOnce;
  }

  /** Where a number of one of its filters lies. */
  static int number(What what, int filter, int filters) {
    return NUMBERS + (what.ordinal() * filters + filter) * Float.BYTES;
  }

  /** Where its first stream begins. */
  public int firstStream() {
    return NUMBERS + KINDS * filters * Float.BYTES;
  }

  int streamBytes() {
    return BIAS + Integer.BYTES * atOnce;
  }

  int stream(int number) {
    return firstStream() + number * streamBytes();
  }

  /** Of a stream: what the sum of one of its filters begins with. */
  static int bias(int filter) {
    return BIAS + filter * Integer.BYTES;
  }

  /** Of a stream: how many bins of so many entries it has. */
  static int counts(int entries) {
    return COUNTS + (ByteShape.TOGETHER - entries) * Integer.BYTES;
  }

  public int bytes() {
    return stream(streams());
  }
}

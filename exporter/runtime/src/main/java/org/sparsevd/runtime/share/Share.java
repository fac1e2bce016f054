package org.sparsevd.runtime.share;

/**
 * Which part of a step's work a thread does. All parts together are the whole. Work in large units
 * is claimed unit by unit: processors are seldom equally fast, as others use them, too. Each part
 * begins with units of its own, which it most likely has in its cache, and helps others then.
 */
public final class Share {
  /** Everything. */
  public static final Share WHOLE = new Share(0, 1, null);

  private final int part;
  private final int parts;
  private final Claims claims;
  private int turn;

  private Share(int part, int parts, Claims claims) {
    this.part = part;
    this.parts = parts;
    this.claims = claims;
  }

  /** The shares of so many threads. */
  public static Share[] of(int parts) {
    Share[] shares = new Share[parts];
    Claims claims = parts == 1 ? null : new Claims(parts);
    for (int part = 0; part < parts; part++) {
      shares[part] = new Share(part, parts, claims);
    }
    return shares;
  }

  /** Number of this part, from 0 on. */
  public int part() {
    return part;
  }

  /** How many there are. */
  public int parts() {
    return parts;
  }

  /** Whether this is the part that does what cannot be shared. */
  public boolean isFirst() {
    return part == 0;
  }

  /** The first of so many things that this part has. */
  public int from(int count) {
    return from(count, part);
  }

  private int from(int count, int number) {
    return (int) ((long) count * number / parts);
  }

  /** The end of those that this part has. */
  public int to(int count) {
    return from(count, part + 1);
  }

  /**
   * The thing with which a cut of many begins, where cuts are as much work each.
   *
   * @param ends work of all things up to each, in order
   * @param number of the cut; that of all cuts for the end of the last
   */
  public static int cut(int[] ends, int number, int cuts) {
    if (number == cuts) {
      return ends.length;
    }
    long wanted = (long) ends[ends.length - 1] * number / cuts;
    int low = 0;
    int high = ends.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      // What lies across goes to where most of it lies.
      long before = middle == 0 ? 0 : ends[middle - 1];
      if ((before + ends[middle]) / 2 < wanted) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** A plan begins. */
  public void reset() {
    turn = 0;
    if (claims != null) {
      claims.clear(0, part);
      claims.clear(1, part);
    }
  }

  /** A step begins, and all parts have done the one before. */
  public void begin() {
    turn = 1 - turn;
    if (claims != null) {
      claims.clear(1 - turn, part);
    }
  }

  /**
   * The next unit of work for this part.
   *
   * @param count of units, the same for all parts
   * @param last unit that it has done; -1 at first
   * @return -1 where there is none left
   */
  public int next(int count, int last) {
    if (claims == null) {
      return last + 1 < count ? last + 1 : -1;
    }
    for (int i = 0; i < parts; i++) {
      int other = part + i < parts ? part + i : part + i - parts;
      int unit = from(count, other) + claims.take(turn, other);
      if (unit < from(count, other + 1)) {
        return unit;
      }
    }
    return -1;
  }
}

package org.sparsevd.trainer.data;

/** Threads to share work on arrays. */
@FunctionalInterface
public interface Sharing {
  /** All of it on the caller's thread. */
  Sharing ALONE = (size, grain, span) -> span.accept(0, size);

  /**
   * Runs a span for parts of {@code 0 .. size} that begin at multiples of a grain, and returns when
   * all are done.
   */
  void run(int size, int grain, Span span);

  /** Work on the indices {@code from} to {@code to - 1}, independent of that on others. */
  @FunctionalInterface
  interface Span {
    /** Does it. */
    void accept(int from, int to);
  }
}

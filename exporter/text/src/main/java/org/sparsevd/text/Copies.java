package org.sparsevd.text;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * What one thread at a time may use, for any number of threads: as many copies as threads call at
 * once. One a processor is kept.
 */
final class Copies<T> {
  private final T first;
  private final UnaryOperator<T> copy;
  private final BlockingQueue<T> free;

  Copies(T first, UnaryOperator<T> copy) {
    this.first = first;
    this.copy = copy;
    this.free = new ArrayBlockingQueue<>(Runtime.getRuntime().availableProcessors());
    free.add(first);
  }

  /** What a copy answers, which nobody else uses meanwhile. */
  <R> R ask(Function<T, R> question) {
    T mine = free.poll();
    if (mine == null) {
      mine = copy.apply(first);
    }
    R answer = question.apply(mine);
    // Not after a failure: what was interrupted in the middle may be in any state.
    free.offer(mine);
    return answer;
  }
}

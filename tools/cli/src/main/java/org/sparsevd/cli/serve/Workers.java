package org.sparsevd.cli.serve;

import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.sparsevd.cli.json.JsonException;

/** A net for each processor: so many requests are computed at a time, the others wait. */
final class Workers {
  private static final long WARM_UP_NANOS = 300_000_000;

  private final BlockingQueue<ServedNet> free;
  private final ServedNet first;
  private final int seconds;

  /**
   * Workers.
   *
   * @param seconds for which a request waits for one
   */
  Workers(ServedNet net, int count, int seconds) {
    // In the order in which they came: else some wait for ever under load.
    this.free = new ArrayBlockingQueue<>(count, true);
    this.first = net;
    this.seconds = seconds;
    free.add(net);
    while (free.remainingCapacity() > 0) {
      free.add(net.copy());
    }
  }

  /** Runs each of them for a while: the JVM compiles what is used, and nets load faster kernels. */
  void warmUp() {
    for (ServedNet net : free) {
      long start = System.nanoTime();
      do {
        net.warmUp();
      } while (System.nanoTime() - start < WARM_UP_NANOS);
    }
  }

  /**
   * What the next free one answers.
   *
   * @throws Refusal also if none gets free in time
   */
  Map<String, Object> predict(Body body, boolean detail)
      throws JsonException, Refusal, InterruptedException {
    ServedNet net = free.poll(seconds, TimeUnit.SECONDS);
    if (net == null) {
      throw new Refusal(
          Refusal.BUSY, "busy: no worker got free in " + seconds + " s; try again later");
    }
    boolean whole = false;
    try {
      Map<String, Object> answer = net.predict(body, detail);
      whole = true;
      return answer;
    } finally {
      // What was interrupted in the middle may be in any state.
      free.add(whole ? net : first.copy());
    }
  }
}

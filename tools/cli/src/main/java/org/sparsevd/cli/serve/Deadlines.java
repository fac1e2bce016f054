package org.sparsevd.cli.serve;

import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Says so to those whose requests do not arrive in time. */
final class Deadlines implements AutoCloseable {
  private static final long LOOK_MILLIS = 100;

  private final Map<Object, Watch> watched = new ConcurrentHashMap<>();
  private final ScheduledExecutorService clock;
  private final long nanos;

  /** What is to be done when the time is up. */
  private record Watch(long until, Runnable late) {}

  Deadlines(int seconds) {
    this.nanos = TimeUnit.SECONDS.toNanos(seconds);
    this.clock =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "sparsevd-deadlines");
              thread.setDaemon(true);
              return thread;
            });
    clock.scheduleWithFixedDelay(this::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** Begins to wait for something. */
  void begin(Object what, Runnable late) {
    watched.put(what, new Watch(System.nanoTime() + nanos, late));
  }

  /** Ends it; false if it was too late. */
  boolean end(Object what) {
    return watched.remove(what) != null;
  }

  private void look() {
    long now = System.nanoTime();
    for (Iterator<Map.Entry<Object, Watch>> all = watched.entrySet().iterator(); all.hasNext(); ) {
      Map.Entry<Object, Watch> one = all.next();
      // Who takes it out of the map has the word.
      if (one.getValue().until() - now < 0 && watched.remove(one.getKey(), one.getValue())) {
        one.getValue().late().run();
      }
    }
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}

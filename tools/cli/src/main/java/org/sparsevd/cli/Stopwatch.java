package org.sparsevd.cli;

import java.util.LinkedHashMap;
import java.util.Map;

/** Wall-clock seconds of the stages of a run, one after the other. */
final class Stopwatch {
  private final Map<String, Double> seconds = new LinkedHashMap<>();
  private long started = System.nanoTime();

  /** Ends the stage that runs, under this name; the next begins. */
  void lap(String stage) {
    long now = System.nanoTime();
    seconds.put(stage, Math.round((now - started) / 1e6) / 1e3);
    started = now;
  }

  /** In the order of the stages. */
  Map<String, Double> seconds() {
    return new LinkedHashMap<>(seconds);
  }
}

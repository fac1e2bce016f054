package org.sparsevd.cli.io;

import java.util.LinkedHashMap;
import java.util.Map;

/** Wall-clock seconds of the stages of a run, one after the other. */
public final class Stopwatch {
  private final Map<String, Double> seconds = new LinkedHashMap<>();
  private long started = System.nanoTime();

  /** Ends the stage that runs, under this name; the next begins. */
  public void lap(String stage) {
    long now = System.nanoTime();
    seconds.put(stage, Math.round((now - started) / 1e6) / 1e3);
    started = now;
  }

  /** In the order of the stages. */
  public Map<String, Double> seconds() {
    return new LinkedHashMap<>(seconds);
  }
}

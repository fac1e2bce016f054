package org.sparsevd.cli.sweep;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.sparsevd.cli.io.Console;
import org.sparsevd.report.Numbers;

/** Tells how a sweep goes on: a line for each run that ends, and now and then which run. */
public final class Progress implements TaskListener {
  private static final long PERIOD = TimeUnit.SECONDS.toNanos(10);
  private static final int MOST_NAMED = 4;

  private final Console output;
  private final int tasks;
  private final int before;
  private final long start = System.nanoTime();
  private final Map<String, String> running = new LinkedHashMap<>();
  private final Set<String> notes = new HashSet<>();
  private int ended;
  private long told = System.nanoTime();

  /**
   * Progress from here on.
   *
   * @param before how many of the tasks were complete already
   */
  public Progress(Console output, int tasks, int before) {
    this.output = output;
    this.tasks = tasks;
    this.before = before;
  }

  @Override
  public synchronized void started(Task task) {
    running.put(task.name(), "");
  }

  @Override
  public synchronized void epoch(Task task, int epoch, int epochs) {
    running.put(task.name(), " (epoch " + epoch + "/" + epochs + ")");
    long now = System.nanoTime();
    if (now - told > PERIOD) {
      told = now;
      String more =
          running.size() > MOST_NAMED ? ", " + (running.size() - MOST_NAMED) + " more" : "";
      output.progress(
          "running: "
              + running.entrySet().stream()
                  .limit(MOST_NAMED)
                  .map(run -> run.getKey() + run.getValue())
                  .collect(Collectors.joining(", "))
              + more);
    }
  }

  /** Runs of one sweep have the same to say: each line is told once. */
  @Override
  public synchronized void note(String line) {
    if (notes.add(line)) {
      output.progress(line);
    }
  }

  @Override
  public synchronized void ended(Outcome outcome) {
    running.remove(outcome.name());
    ended++;
    int left = tasks - before - ended;
    double seconds = (System.nanoTime() - start) / 1e9 / ended * left;
    output.progress(
        (before + ended)
            + "/"
            + tasks
            + " "
            + outcome.name()
            + (outcome.fine() ? "" : " failed: " + outcome.text())
            + (left == 0 ? "" : ", " + Numbers.seconds(seconds) + " left"));
  }
}

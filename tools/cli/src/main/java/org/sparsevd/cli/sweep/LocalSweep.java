package org.sparsevd.cli.sweep;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.sparsevd.cli.io.CliException;

/** Runs tasks on threads of this process, each in its folder. */
public final class LocalSweep {
  private final Path folder;
  private final Program program;
  private final TaskListener listener;
  private volatile boolean stopping;

  public LocalSweep(Path folder, Program program, TaskListener listener) {
    this.folder = folder;
    this.program = program;
    this.listener = listener;
  }

  /**
   * Runs these tasks, none of which is complete.
   *
   * @return how each ended, in their order
   * @throws CliException if a signal stopped the sweep
   */
  public List<Outcome> run(List<Task> tasks, int threads) throws IOException, CliException {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    Thread stopper = new Thread(() -> stopping = true, "stop sweep");
    Runtime.getRuntime().addShutdownHook(stopper);
    try {
      List<Future<Outcome>> running =
          tasks.stream().map(task -> pool.submit(() -> run(task))).toList();
      List<Outcome> outcomes = new ArrayList<>();
      for (Future<Outcome> one : running) {
        outcomes.add(ended(one));
      }
      return outcomes;
    } finally {
      pool.shutdownNow();
      if (!stopping) {
        Runtime.getRuntime().removeShutdownHook(stopper);
      }
    }
  }

  private Outcome ended(Future<Outcome> one) throws IOException, CliException {
    try {
      Outcome outcome = one.get();
      if (stopping) {
        throw CliException.told();
      }
      return outcome;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw CliException.failure("the sweep was interrupted; the same command goes on");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException problem) {
        throw problem;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  private Outcome run(Task task) throws IOException {
    if (stopping) {
      return new Outcome(task.name(), false, "stopped");
    }
    listener.started(task);
    Outcome outcome;
    try {
      outcome = TaskRun.run(task, folder.resolve(task.name()), program, listener);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    listener.ended(outcome);
    return outcome;
  }
}

package org.sparsevd.spark.sweep;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.sparsevd.cli.sweep.Cluster;
import org.sparsevd.cli.sweep.Outcome;
import org.sparsevd.cli.sweep.Task;
import org.sparsevd.cli.sweep.TaskListener;

/**
 * Sees on the driver how runs go on: Spark says which begin and end, and the names of training
 * states in the shared folder how far they are.
 */
final class RunWatcher extends SparkListener implements AutoCloseable {
  private static final int PERIOD_SECONDS = 10;

  private final List<Task> tasks;
  private final SharedFolder folder;
  private final TaskListener listener;
  private final Map<Integer, Integer> running = new ConcurrentHashMap<>();
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();

  RunWatcher(List<Task> tasks, Cluster.Folder folder, TaskListener listener) {
    this.tasks = tasks;
    this.folder = (SharedFolder) folder;
    this.listener = listener;
    clock.scheduleWithFixedDelay(this::look, PERIOD_SECONDS, PERIOD_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public void onTaskStart(SparkListenerTaskStart event) {
    int index = event.taskInfo().index();
    running.put(index, 0);
    listener.started(tasks.get(index));
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd event) {
    Task task = tasks.get(event.taskInfo().index());
    running.remove(event.taskInfo().index());
    if (event.taskInfo().successful()) {
      listener.ended(new Outcome(task.name(), true, ""));
    } else {
      listener.note(task.name() + " was interrupted on " + event.taskInfo().host());
    }
  }

  private void look() {
    for (Map.Entry<Integer, Integer> one : new HashMap<>(running).entrySet()) {
      Task task = tasks.get(one.getKey());
      try {
        List<SharedFolder.Kept> kept = folder.below(task.name()).checkpoints();
        int epoch = kept.isEmpty() ? 0 : kept.get(0).epoch();
        if (epoch > one.getValue() && running.replace(one.getKey(), epoch) != null) {
          listener.epoch(task, epoch, kept.get(0).epochs());
        }
      } catch (IOException e) {
        // The folder does not answer: the next look may see.
        return;
      }
    }
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}

package org.sparsevd.spark.sweep;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.Function;
import org.sparsevd.cli.Main;
import org.sparsevd.cli.sweep.Outcome;
import org.sparsevd.cli.sweep.Spec;
import org.sparsevd.cli.sweep.Task;
import org.sparsevd.cli.sweep.TaskListener;
import org.sparsevd.cli.sweep.TaskRun;
import org.sparsevd.trainer.checkpoint.Checkpoint;

/**
 * A run of a sweep as a Spark task. It works in a folder of the executor's machine. Its training
 * state goes to the shared folder whenever it is written, so another executor can go on from there.
 */
final class SharedRun implements Function<Task, Outcome> {
  private static final long serialVersionUID = 1;

  private final String folder;
  private final Map<String, String> hadoop;

  /**
   * Runs in this folder.
   *
   * @param hadoop settings of Hadoop's file systems
   */
  SharedRun(String folder, Map<String, String> hadoop) {
    this.folder = folder;
    this.hadoop = hadoop;
  }

  @Override
  public Outcome call(Task task) throws IOException {
    Configuration configuration = new Configuration();
    hadoop.forEach(configuration::set);
    SharedFolder shared = new SharedFolder(folder, configuration).below(task.name());
    if (shared.read(task.kind().result()) != null) {
      return new Outcome(task.name(), true, "");
    }
    Path work = Files.createTempDirectory("sparsevd-sweep-");
    try {
      Path run = work.resolve("run");
      Files.createDirectory(run);
      shared.write(Task.FILE, task.json());
      fetchCheckpoint(task, shared, run.resolve(TaskRun.CHECKPOINT));
      Keeper keeper = new Keeper(shared, run.resolve(TaskRun.CHECKPOINT));
      Outcome outcome =
          TaskRun.run(here(task, work.resolve("files"), configuration), run, Main::run, keeper);
      if (outcome.fine() || Files.exists(run.resolve(task.kind().result()))) {
        putResults(task, run, shared);
      }
      return outcome;
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } finally {
      remove(work);
    }
  }

  /** The newest training state that is whole: an executor may have died while it wrote one. */
  private static void fetchCheckpoint(Task task, SharedFolder shared, Path file)
      throws IOException {
    for (SharedFolder.Kept kept : shared.checkpoints()) {
      shared.fetch(kept, file);
      try {
        Checkpoint.read(file);
        System.err.println(task.name() + " goes on behind epoch " + kept.epoch());
        return;
      } catch (IOException e) {
        // Cut short: the one before it may be whole.
        Files.delete(file);
      }
    }
  }

  /** The task with files of this machine in place of URIs. */
  private static Task here(Task task, Path files, Configuration configuration) throws IOException {
    List<String> arguments = new ArrayList<>();
    for (String word : task.arguments()) {
      List<String> parts = new ArrayList<>();
      for (String part : word.split(",", -1)) {
        int at = Spec.remoteAt(part);
        if (at >= 0) {
          String uri = part.substring(at);
          // A folder for each, as names may be the same.
          Path into = files.resolve(String.valueOf(arguments.size() * 100 + parts.size()));
          Files.createDirectories(into);
          Path file = into.resolve(new org.apache.hadoop.fs.Path(uri).getName());
          new SharedFolder(uri, configuration).fetch(file);
          parts.add(part.substring(0, at) + file);
        } else {
          parts.add(part);
        }
      }
      arguments.add(String.join(",", parts));
    }
    return new Task(task.name(), task.kind(), arguments);
  }

  /** All results, and last the file by which a run counts as complete. */
  private static void putResults(Task task, Path run, SharedFolder shared) throws IOException {
    List<Path> results;
    try (Stream<Path> all = Files.list(run)) {
      results = all.filter(Files::isRegularFile).toList();
    }
    for (Path result : results) {
      String name = result.getFileName().toString();
      if (!name.equals(task.kind().result()) && !name.equals(Task.FILE)) {
        shared.put(result, name);
      }
    }
    shared.put(run.resolve(task.kind().result()), task.kind().result());
    shared.removeCheckpoints(Integer.MAX_VALUE);
  }

  private static void remove(Path folder) throws IOException {
    List<Path> all;
    try (Stream<Path> found = Files.walk(folder)) {
      all = found.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path one : all) {
      Files.deleteIfExists(one);
    }
  }

  /** Takes the training state to the shared folder after each epoch that wrote it. */
  private static final class Keeper implements TaskListener {
    private final SharedFolder shared;
    private final Path file;
    private final long attempt;
    private FileTime kept;

    Keeper(SharedFolder shared, Path file) throws IOException {
      this.shared = shared;
      this.file = file;
      attempt = TaskContext.get().taskAttemptId();
      kept = Files.exists(file) ? Files.getLastModifiedTime(file) : null;
    }

    @Override
    public void started(Task task) {}

    @Override
    public void epoch(Task task, int epoch, int epochs) {
      try {
        FileTime written = Files.getLastModifiedTime(file);
        if (!written.equals(kept)) {
          shared.keep(file, epoch, epochs, attempt);
          kept = written;
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void note(String line) {
      System.err.println(line);
    }

    @Override
    public void ended(Outcome outcome) {}
  }
}

package org.sparsevd.cli.sweep;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.sparsevd.cli.io.CliException;

/**
 * The folder of a sweep: one of each run, and the page.
 *
 * @param name as the user gave it
 */
public record SweepFolder(String name, Cluster.Folder files) {
  /**
   * The tasks that are not complete.
   *
   * @throws CliException if a run of that name was asked for something else
   */
  public List<Task> open(List<Task> tasks) throws IOException, CliException {
    List<Task> open = new ArrayList<>();
    for (Task task : tasks) {
      byte[] asked = files.read(task.name() + "/" + Task.FILE);
      String conflict = task.conflict(asked);
      if (conflict != null) {
        throw CliException.failure(name + ": " + conflict);
      }
      if (asked == null || result(task) == null) {
        open.add(task);
      }
    }
    return open;
  }

  /** What a run reached; null if it is not complete. */
  byte[] result(Task task) throws IOException {
    return files.read(task.name() + "/" + task.kind().result());
  }
}

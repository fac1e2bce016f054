package org.sparsevd.cli.sweep;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.sparsevd.cli.io.ExitCode;
import org.sparsevd.file.AtomicFile;

/** One run of a sweep in a folder of this machine, from its beginning or from where it stopped. */
public final class TaskRun {
  /** Where a run's training state lies. */
  public static final String CHECKPOINT = "model.ckpt";

  /** Where a run's net lies. */
  static final String NET = "model.spvd";

  private TaskRun() {}

  /**
   * Runs a task on one thread. What the user could mend is in the outcome.
   *
   * @param folder of this run, which may have a checkpoint of it
   * @throws IOException if the folder cannot be written to
   */
  public static Outcome run(Task task, Path folder, Program program, TaskListener listener)
      throws IOException {
    Files.createDirectories(folder);
    AtomicFile.write(folder.resolve(Task.FILE), task.json());
    EpochLines lines = new EpochLines(task, listener);
    StringWriter out = new StringWriter();
    PrintWriter err = new PrintWriter(lines, true);
    String[] arguments = arguments(task, folder).toArray(String[]::new);
    int code = program.run(new PrintWriter(out, true), err, arguments);
    err.flush();
    if (code != ExitCode.FINE && code != ExitCode.VERIFICATION_FAILED) {
      return new Outcome(task.name(), false, lines.problem());
    }
    if (task.kind() == Task.Kind.COMPRESS) {
      byte[] json = out.toString().getBytes(StandardCharsets.UTF_8);
      AtomicFile.write(folder.resolve(task.kind().result()), json);
    }
    return code == ExitCode.FINE
        ? new Outcome(task.name(), true, "")
        : new Outcome(task.name(), false, "the forms of the net do not agree, see its report");
  }

  private static List<String> arguments(Task task, Path folder) {
    List<String> all = new ArrayList<>();
    all.add(task.kind().command());
    all.addAll(task.arguments());
    all.add("--json");
    switch (task.kind()) {
      case PIPELINE -> {
        all.addAll(List.of("--threads", "1", "--out", folder.toString()));
        if (Files.exists(folder.resolve(CHECKPOINT))) {
          all.add("--resume");
        }
      }
      case COMPRESS -> all.addAll(List.of("--force", "--out", folder.resolve(NET).toString()));
    }
    return all;
  }
}

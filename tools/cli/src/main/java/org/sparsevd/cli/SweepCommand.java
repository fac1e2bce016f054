package org.sparsevd.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.sparsevd.cli.io.CliException;
import org.sparsevd.cli.io.ExitCode;
import org.sparsevd.cli.io.InputFile;
import org.sparsevd.cli.io.OutputFile;
import org.sparsevd.cli.sweep.Cluster;
import org.sparsevd.cli.sweep.LocalFolder;
import org.sparsevd.cli.sweep.LocalSweep;
import org.sparsevd.cli.sweep.Outcome;
import org.sparsevd.cli.sweep.Progress;
import org.sparsevd.cli.sweep.Spec;
import org.sparsevd.cli.sweep.SweepFolder;
import org.sparsevd.cli.sweep.SweepResult;
import org.sparsevd.cli.sweep.Task;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParseResult;

/** {@code sparsevd sweep}: many pipelines or compressions, on threads or on a Spark cluster. */
@Command(
    name = "sweep",
    header = "Trains or compresses many nets: options times seeds.",
    description = {
      "Reads options of pipeline or compress, of which some have several values, and runs each",
      "with each (docs/SWEEPS.md). A run takes one thread and has a folder. What is complete is",
      "left alone, what was interrupted goes on. Ends with a table and runs.html."
    })
final class SweepCommand extends ConsoleCommand {
  @Parameters(paramLabel = "SPEC.json", description = "options and their values")
  private Path file;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      required = true,
      description = "folder of the runs; with --master also of hdfs:, s3a: and others of Hadoop's")
  private String out;

  @Option(
      names = "--threads",
      paramLabel = "T",
      description = "runs at a time (default: every processor)")
  private Integer threads;

  @Option(
      names = "--master",
      paramLabel = "URL",
      description = "run on this Spark cluster, such as local[*] or spark://HOST:PORT")
  private String master;

  @Override
  public Integer call() throws IOException, CliException {
    InputFile.exists(file);
    Cluster cluster = cluster();
    List<Task> tasks = tasks(cluster);
    SweepFolder folder = folder(cluster);
    List<Task> open = folder.open(tasks);
    Progress progress = new Progress(output, tasks.size(), tasks.size() - open.size());
    output.progress(
        tasks.size() + " runs" + (open.size() < tasks.size() ? ", " + open.size() + " to do" : ""));
    List<Outcome> outcomes =
        open.isEmpty()
            ? List.of()
            : cluster == null
                ? new LocalSweep(Path.of(out), Main::run, progress).run(open, threads())
                : cluster.run(open, master, out, progress);
    SweepResult.tell(tasks, outcomes, folder, output);
    List<Outcome> failed = outcomes.stream().filter(outcome -> !outcome.fine()).toList();
    if (!failed.isEmpty()) {
      throw CliException.failure(
          failed.size()
              + " of "
              + tasks.size()
              + " runs failed:"
              + failed.stream()
                  .map(one -> "\n  " + one.name() + ": " + one.text())
                  .collect(Collectors.joining()));
    }
    return ExitCode.FINE;
  }

  /** The cluster that is asked for; null for threads of this process. */
  private Cluster cluster() throws CliException {
    boolean submitted = System.getProperty("spark.master") != null;
    if (master == null && !submitted) {
      if (Spec.isRemote(out)) {
        throw CliException.usage("--out " + out + " is of a cluster: give --master, too");
      }
      return null;
    }
    if (threads != null) {
      throw CliException.usage("--threads and --master exclude each other");
    }
    Cluster found = Cluster.find();
    if (found == null) {
      throw CliException.failure(
          "--master needs Spark, which is not on the class path: set SPARK_HOME to its folder for"
              + " the launcher, or submit sparsevd-sweep.jar (docs/SWEEPS.md); without --master"
              + " runs take threads of this machine");
    }
    return found;
  }

  private SweepFolder folder(Cluster cluster) throws IOException, CliException {
    if (cluster != null) {
      return new SweepFolder(out, cluster.folder(out));
    }
    OutputFile.makeFolder(Path.of(out));
    return new SweepFolder(out, new LocalFolder(Path.of(out)));
  }

  private int threads() throws CliException {
    if (threads == null) {
      return Runtime.getRuntime().availableProcessors();
    }
    if (threads < 1 || threads > 1024) {
      throw CliException.usage("--threads: expected 1 to 1024, found " + threads);
    }
    return threads;
  }

  private List<Task> tasks(Cluster cluster) throws IOException, CliException {
    Map<String, CommandSpec> commands = new HashMap<>();
    SparseVd.commandLine()
        .getSubcommands()
        .forEach((name, line) -> commands.put(name, line.getCommandSpec()));
    List<Task> tasks =
        Spec.read(
            file,
            commands,
            uri -> {
              try {
                return cluster == null ? List.of() : cluster.nets(uri);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    for (Task task : tasks) {
      check(task);
    }
    return tasks;
  }

  /** Refuses what the run's command would refuse, before any run begins. */
  private void check(Task task) throws IOException, CliException {
    List<String> arguments = new ArrayList<>(List.of(task.kind().command()));
    arguments.addAll(task.arguments());
    arguments.add("--out=" + task.name());
    try {
      ParseResult parsed = SparseVd.commandLine().parseArgs(arguments.toArray(String[]::new));
      boolean here = task.arguments().stream().noneMatch(Spec::hasRemote);
      Object command = parsed.subcommand().commandSpec().userObject();
      if (here && command instanceof PipelineCommand pipeline) {
        pipeline.check();
      }
    } catch (ParameterException | CliException e) {
      throw CliException.failure(file + ": run " + task.name() + ": " + e.getMessage());
    }
  }
}

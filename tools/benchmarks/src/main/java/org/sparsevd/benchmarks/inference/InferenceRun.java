package org.sparsevd.benchmarks.inference;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import org.sparsevd.benchmarks.nets.Subject;
import org.sparsevd.benchmarks.report.JavaOptions;

/** Runs the {@link Inference} benchmark for a net, contender after contender. */
final class InferenceRun {
  private static final String ALLOCATION = "gc.alloc.rate.norm";

  private final boolean quick;
  private final int threads;

  /**
   * A run.
   *
   * @param quick shows that everything works; its numbers mean little
   * @param threads that call at the same time, each on a net of its own
   */
  InferenceRun(boolean quick, int threads) {
    this.quick = quick;
    this.threads = threads;
  }

  /** All contenders that take the net, at every batch size. */
  List<Measurement> measure(Subject subject, String nameOrFile, List<Integer> batches)
      throws RunnerException {
    List<String> contenders = new ArrayList<>();
    for (ContenderKind kind : ContenderKind.values()) {
      if (kind.takes(subject)) {
        contenders.add(kind.id());
      }
    }
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include(Inference.class.getName() + "\\.")
            .param("net", nameOrFile)
            .param("batch", batches.stream().map(String::valueOf).toArray(String[]::new))
            .param("contender", contenders.toArray(String[]::new))
            .threads(threads)
            .forks(quick ? 1 : 2)
            .warmupIterations(quick ? 3 : 4)
            .measurementIterations(quick ? 2 : 5)
            .warmupTime(TimeValue.seconds(1))
            .measurementTime(TimeValue.milliseconds(quick ? 300 : 1000))
            .jvmArgs(JavaOptions.withVectors().toArray(String[]::new))
            .addProfiler(GCProfiler.class)
            .shouldFailOnError(true)
            .verbosity(VerboseMode.SILENT);
    List<Measurement> measurements = new ArrayList<>();
    Collection<RunResult> results = new Runner(options.build()).run();
    for (RunResult result : results) {
      measurements.add(measurement(subject.name(), result));
    }
    return measurements;
  }

  private Measurement measurement(String net, RunResult result) {
    Result<?> time = result.getPrimaryResult();
    Result<?> allocation = result.getSecondaryResults().get(ALLOCATION);
    return new Measurement(
        net,
        Integer.parseInt(result.getParams().getParam("batch")),
        threads,
        ContenderKind.named(result.getParams().getParam("contender")),
        time.getScore(),
        time.getScoreError(),
        allocation == null ? Double.NaN : allocation.getScore());
  }
}

package org.sparsevd.benchmarks.training;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.sparsevd.benchmarks.report.Figures;
import org.sparsevd.benchmarks.report.Machine;
import org.sparsevd.benchmarks.report.MarkdownTable;
import org.sparsevd.benchmarks.report.Measurement;
import org.sparsevd.benchmarks.report.ResultFile;
import org.sparsevd.benchmarks.report.ThreadCounts;
import org.sparsevd.trainer.recipe.Phase;
import org.sparsevd.trainer.recipe.Presets;
import org.sparsevd.trainer.recipe.Recipe;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures our trainer against PyTorch: both sides in fresh processes, one after the other. */
@Command(
    name = "trainer",
    description = "Our trainer against PyTorch, seconds per epoch at the dense start.")
public final class TrainingCommand extends Measurement {
  private static final int QUICK_EPOCHS = 2;

  @Option(
      names = "--network",
      split = ",",
      paramLabel = "NAME",
      description = "presets to measure",
      defaultValue = "lenet-300-100,lenet-5,vgg-like-0.25")
  private List<String> networks;

  @Mixin private ThreadCounts threads;

  @Option(names = "--warmup", description = "steps before the clock starts", defaultValue = "625")
  private int warmup;

  @Option(names = "--steps", description = "steps to measure", defaultValue = "624")
  private int steps;

  @Option(
      names = "--quick",
      description = "60 steps of warm-up and 20 measured: the numbers mean little")
  private boolean quick;

  @Option(
      names = "--whole",
      description = {
        "also the whole preset (of the LeNets), against PyTorch's epochs times",
        "those of the preset"
      })
  private boolean whole;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "folder of MNIST's four IDX files; not given: the bundled ones",
      defaultValue = "")
  private String data;

  @Option(
      names = "--python",
      paramLabel = "FILE",
      description = "Python with PyTorch",
      defaultValue = "${env:PYTHON:-/usr/bin/python3}")
  private String python;

  @Option(
      names = "--script",
      hidden = true,
      defaultValue = "${sys:sparsevd.pytorch:-tools/benchmarks/trainer/pytorch_sparsevd.py}")
  private Path script;

  @Mixin private ResultFile json = new ResultFile("trainer.json");

  private final List<Map<String, Object>> rows = new ArrayList<>();

  @Override
  public Integer call() throws Exception {
    Map<String, String> machine = Machine.facts();
    machine.put("settings", quick ? "quick: not to be quoted" : "full");
    machine.forEach((name, value) -> System.out.println(name + ": " + value));
    MarkdownTable table =
        new MarkdownTable(
            "s per epoch",
            "threads",
            "PyTorch",
            "SparseVD",
            "ratio",
            "of medians",
            "MB, PyTorch",
            "MB, SparseVD");
    MarkdownTable runs =
        new MarkdownTable(
            "s per run", "threads", "PyTorch", "SparseVD", "ratio", "to 68x at 1.92 %", "ends at");
    for (String network : networks) {
      Probe probe = probe(network);
      for (int count : threads.all()) {
        EpochTime theirs = compare(probe, network, "sparse", count, table);
        if (whole && !TrainerProbe.takesCifar(network)) {
          boolean hasDense = epochs(network, false) > 0;
          EpochTime dense = hasDense ? compare(probe, network, "dense", count, table) : theirs;
          compareRuns(network, count, theirs, dense, runs);
        }
      }
    }
    System.out.println();
    System.out.print(table);
    if (whole) {
      System.out.println();
      System.out.print(runs);
    }
    json.write(Map.of("machine", machine, "rows", rows));
    return 0;
  }

  /** A step on CIFAR's images takes as long as ten of the others, so fewer are measured. */
  private Probe probe(String network) {
    int share = TrainerProbe.takesCifar(network) ? 10 : 1;
    return quick
        ? new Probe(60 / share, 20 / share, data)
        : new Probe(warmup / share, steps / share, data);
  }

  /** Measures both sides and adds a row; returns theirs. */
  private EpochTime compare(
      Probe probe, String network, String kind, int count, MarkdownTable table) throws Exception {
    System.err.printf("measuring %s, %s, %d threads ...%n", network, kind, count);
    EpochTime theirs = probe.pytorch(python, script, network, kind, count);
    EpochTime ours = probe.sparseVd(network, kind, count);
    double ratio = theirs.secondsPerEpoch() / ours.secondsPerEpoch();
    table.row(
        network + ", " + kind,
        String.valueOf(count),
        Figures.three(theirs.secondsPerEpoch()),
        Figures.three(ours.secondsPerEpoch()),
        Figures.ratio(ratio),
        Figures.ratio(theirs.medianSecondsPerEpoch() / ours.medianSecondsPerEpoch()),
        Figures.three(theirs.peakMegabytes()),
        Figures.three(ours.peakMegabytes()));
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("theirs", theirs);
    row.put("ours", ours);
    row.put("ratio", ratio);
    rows.add(row);
    return theirs;
  }

  /** Theirs is computed: PyTorch does not remove units, so its epochs all take the same time. */
  private void compareRuns(
      String network, int count, EpochTime sparse, EpochTime dense, MarkdownTable runs)
      throws Exception {
    int sparseEpochs = epochs(network, true);
    int denseEpochs = epochs(network, false);
    double theirs = sparseEpochs * sparse.secondsPerEpoch() + denseEpochs * dense.secondsPerEpoch();
    System.err.printf("measuring the whole preset %s, %d threads ...%n", network, count);
    WholeRun.Outcome run =
        new WholeRun(recipe(network), count, data.isEmpty() ? "mnist" : data).run();
    double ours = run.seconds();
    runs.row(
        network,
        String.valueOf(count),
        Figures.three(theirs),
        Figures.three(ours),
        Figures.ratio(theirs / ours),
        Double.isFinite(run.secondsToPaper())
            ? Figures.three(run.secondsToPaper()) + " s"
            : "never",
        String.format(
            Locale.ROOT,
            "%.2f %%, %.1fx",
            run.last().testErrorPercent(),
            run.last().compression()));
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("wholeRun", network);
    row.put("threads", count);
    row.put("theirsSeconds", theirs);
    row.put("oursSeconds", ours);
    row.put("oursSecondsToPaper", run.secondsToPaper());
    row.put("oursErrorPercent", run.last().testErrorPercent());
    row.put("oursCompression", run.last().compression());
    row.put("ratio", theirs / ours);
    rows.add(row);
  }

  /** Epochs of the preset with noise, or without. */
  private int epochs(String network, boolean sparse) {
    return recipe(network).phases().stream()
        .filter(phase -> (phase.kind() == Phase.Kind.SPARSE) == sparse)
        .mapToInt(Phase::epochs)
        .sum();
  }

  private Recipe recipe(String network) {
    Recipe preset = Presets.recipe(network);
    return quick ? preset.withEpochs(QUICK_EPOCHS) : preset;
  }
}

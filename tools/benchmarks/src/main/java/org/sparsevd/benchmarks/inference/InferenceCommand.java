package org.sparsevd.benchmarks.inference;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.util.Version;
import org.sparsevd.benchmarks.nets.NetNames;
import org.sparsevd.benchmarks.nets.Subject;
import org.sparsevd.benchmarks.report.Figures;
import org.sparsevd.benchmarks.report.Machine;
import org.sparsevd.benchmarks.report.Measurement;
import org.sparsevd.benchmarks.report.Quick;
import org.sparsevd.benchmarks.report.ResultFile;
import org.sparsevd.benchmarks.report.ScratchFolder;
import org.sparsevd.benchmarks.report.ThreadCounts;
import org.sparsevd.benchmarks.training.PeakSpeed;
import org.sparsevd.nets.OnnxRuntimeNet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures our runtime against ONNX Runtime. */
@Command(
    name = "inference",
    description = {
      "Our runtime against ONNX Runtime on the same weights and images. Trained nets are",
      ".ckpt or .spvd files."
    })
public final class InferenceCommand extends Measurement {
  @Mixin private NetNames nets = new NetNames("lenet-300-100", "lenet-5", "vgg-like");

  @Option(
      names = "--batch",
      split = ",",
      paramLabel = "N",
      description = "images a call; not given: 1,16,256 and for VGG-like 1,16")
  private List<Integer> batches = List.of();

  @Mixin private ThreadCounts threads;

  @Mixin private Quick quick;

  @Option(names = "--no-calls", description = "leave out the JMH part")
  private boolean noCalls;

  @Option(names = "--no-cold-start", description = "leave out the fresh JVMs")
  private boolean noColdStart;

  @Mixin private ResultFile json = new ResultFile("inference.json");

  @Override
  public Integer call() throws Exception {
    Map<String, String> machine = Machine.facts();
    machine.put("JMH", Version.getPlainVersion());
    machine.put("ONNX Runtime", OnnxRuntimeNet.version());
    double peak = PeakSpeed.gigaflops();
    machine.put("peak of a thread, GFLOP/s", Figures.three(peak));
    machine.put("settings", quick.asked() ? "quick: not to be quoted" : "full");
    InferenceReport report = new InferenceReport(machine, peak);
    for (String net : nets.all()) {
      Subject subject = Subject.of(net);
      for (int callers : noCalls ? List.<Integer>of() : threads.all()) {
        System.err.println("measuring calls: " + subject.name() + ", threads: " + callers + " ...");
        report.add(
            subject,
            new InferenceRun(quick.asked(), callers).measure(subject, net, sizes(subject)));
      }
      for (int batch : noCalls ? List.<Integer>of() : sizes(subject)) {
        report.add(subject, batch, LoadedSize.of(subject, batch));
      }
      if (!noColdStart) {
        System.err.println("measuring cold starts: " + subject.name() + " ...");
        report.add(subject, List.of());
        report.add(coldStart(subject));
      }
    }
    json.write(report.json());
    System.out.print(report);
    return 0;
  }

  /** A large batch of large images takes seconds in ONNX Runtime and tells nothing new. */
  private List<Integer> sizes(Subject subject) {
    if (!batches.isEmpty()) {
      return batches;
    }
    boolean large = subject.shrunk().inputShape().dim(0) > 1;
    return large ? List.of(1, 16) : List.of(1, 16, 256);
  }

  private List<ColdTime> coldStart(Subject subject) throws IOException, InterruptedException {
    try (ScratchFolder folder = ScratchFolder.make()) {
      return ColdStart.of(subject, folder.path()).measure(quick.asked() ? 2 : 15);
    }
  }
}

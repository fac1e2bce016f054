package org.sparsevd.benchmarks.inference;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sparsevd.benchmarks.nets.ImportedNet;
import org.sparsevd.benchmarks.nets.NetNames;
import org.sparsevd.benchmarks.nets.Pictures;
import org.sparsevd.benchmarks.nets.Subject;
import org.sparsevd.benchmarks.report.CallTime;
import org.sparsevd.benchmarks.report.Figures;
import org.sparsevd.benchmarks.report.Machine;
import org.sparsevd.benchmarks.report.MarkdownTable;
import org.sparsevd.benchmarks.report.Measurement;
import org.sparsevd.benchmarks.report.ResultFile;
import org.sparsevd.benchmarks.report.Seconds;
import org.sparsevd.compress.Compressor;
import org.sparsevd.compress.FoldAffine;
import org.sparsevd.compress.prune.MagnitudePruning;
import org.sparsevd.format.SpvdFile;
import org.sparsevd.model.Model;
import org.sparsevd.nets.LoadedNet;
import org.sparsevd.nets.OnnxRuntimeNet;
import org.sparsevd.nets.SparseVdNet;
import org.sparsevd.onnx.OnnxProfile;
import org.sparsevd.onnx.read.OnnxImporter;
import org.sparsevd.onnx.write.OnnxExporter;
import org.sparsevd.runtime.SparseModel;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Size and speed of every export profile: the profile table of {@code docs/ONNX.md}. */
@Command(
    name = "profiles",
    description = {
      "Size and speed of every profile of export, in ONNX Runtime on one thread, beside the",
      ".spvd file in our runtime. One image a call. Trained nets are .ckpt files, others .onnx"
          + " files."
    })
public final class ProfilesCommand extends Measurement {
  @Mixin private NetNames nets = new NetNames("lenet-300-100", "lenet-5", "vgg-16", "resnet-18");

  @Option(
      names = "--sparsity",
      paramLabel = "S",
      description = "to which .onnx files, vgg-16 and resnet-18 are pruned, by magnitude",
      defaultValue = "0.9")
  private double sparsity;

  @Mixin private Seconds seconds = new Seconds(3);

  @Mixin private ResultFile json = new ResultFile("profiles.json");

  /** A net before its dead units are removed. */
  private record Net(String name, Model whole) {}

  /**
   * One line of the table.
   *
   * @param micros median time of a call
   */
  private record Line(String net, String profile, long bytes, double micros) {}

  @Override
  public Integer call() throws Exception {
    Map<String, String> machine = Machine.facts();
    machine.put("ONNX Runtime", OnnxRuntimeNet.version());
    List<Line> lines = new ArrayList<>();
    for (String name : nets.all()) {
      System.err.println("measuring " + name + " ...");
      lines.addAll(measure(net(name)));
    }
    Map<String, Object> everything = new LinkedHashMap<>();
    everything.put("machine", machine);
    everything.put("lines", lines);
    json.write(everything);
    machine.forEach((key, value) -> System.out.println(key + ": " + value));
    System.out.println();
    System.out.print(table(lines));
    return 0;
  }

  private Net net(String name) throws IOException {
    if (name.endsWith(".onnx")) {
      return new Net(
          Path.of(name).getFileName().toString(), pruned(OnnxImporter.read(Path.of(name))));
    }
    if (ImportedNet.NAMES.contains(name)) {
      return new Net(name, pruned(ImportedNet.named(name)));
    }
    Subject subject = Subject.of(name);
    return new Net(subject.name(), subject.whole().orElse(subject.shrunk()));
  }

  private Model pruned(Model model) {
    Model folded = new FoldAffine().apply(model);
    return MagnitudePruning.global(folded, sparsity).apply(folded);
  }

  private List<Line> measure(Net net) throws IOException {
    byte[] pixels = Pictures.of(net.whole().inputShape(), 1);
    float[] scores = new float[net.whole().outputShape().size()];
    List<Line> lines = new ArrayList<>();
    for (OnnxProfile profile : OnnxProfile.all()) {
      byte[] file = OnnxExporter.export(net.whole(), Profiles.settings(net.whole(), profile));
      try (LoadedNet loaded = ContenderKind.onnx(file, 1)) {
        double micros = CallTime.median(() -> loaded.answer(pixels, 1, scores), seconds.each());
        lines.add(new Line(net.name(), profile.toString(), file.length, micros));
      }
    }
    byte[] compact = SpvdFile.encode(Compressor.compress(net.whole()).model());
    LoadedNet own = SparseVdNet.single(SparseModel.load(compact), 1);
    double micros = CallTime.median(() -> own.answer(pixels, 1, scores), seconds.each());
    lines.add(new Line(net.name(), ".spvd, JVM runtime", compact.length, micros));
    return lines;
  }

  private static MarkdownTable table(List<Line> lines) {
    MarkdownTable table =
        new MarkdownTable("net, profile", "kB", "smaller than dense", "µs, batch 1", "faster");
    Line dense = null;
    for (Line line : lines) {
      dense = line.profile().equals(OnnxProfile.DENSE.toString()) ? line : dense;
      table.row(
          line.net() + ", " + line.profile(),
          Figures.three(line.bytes() / 1e3),
          Figures.ratio((double) dense.bytes() / line.bytes()),
          Figures.three(line.micros()),
          Figures.ratio(dense.micros() / line.micros()));
    }
    return table;
  }
}

package org.sparsevd.benchmarks.inference;

import ai.onnxruntime.OrtEnvironment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.sparsevd.benchmarks.nets.Pictures;
import org.sparsevd.benchmarks.nets.Subject;
import org.sparsevd.benchmarks.report.JavaOptions;
import org.sparsevd.benchmarks.report.JavaProcess;
import org.sparsevd.benchmarks.report.Median;
import org.sparsevd.format.SpvdFile;
import org.sparsevd.model.Model;
import org.sparsevd.onnx.OnnxProfile;
import org.sparsevd.onnx.write.OnnxExporter;
import org.sparsevd.runtime.SparseModel;

/**
 * Starts JVM after JVM, each of which loads a file and answers once. Each has only its own runtime
 * on the class path; contenders take turns, so that all see the same machine.
 */
public final class ColdStart {
  /** Our runtime in a JVM with the Vector API. */
  public static final String SPARSEVD = "sparsevd";

  /** Our runtime in a plain JVM. */
  public static final String SPARSEVD_PLAIN = "sparsevd, no Vector API";

  /** ONNX Runtime as it comes: it unpacks its native library at every start. */
  public static final String ONNX = "onnx";

  /** ONNX Runtime with its native library unpacked beforehand. */
  public static final String ONNX_UNPACKED = "onnx, library unpacked";

  private static final List<Class<?>> OURS =
      List.of(FirstAnswer.class, SparseModel.class, Model.class);
  private static final List<Class<?>> THEIRS = List.of(FirstOnnxAnswer.class, OrtEnvironment.class);

  private final String net;
  private final Path folder;
  private final List<Starter> starters = new ArrayList<>();

  private record Starter(String name, List<String> command) {}

  /**
   * Writes the files to load into a folder.
   *
   * @throws IOException if they cannot be written
   */
  static ColdStart of(Subject subject, Path folder) throws IOException {
    Path spvd = folder.resolve("model.spvd");
    Path onnx = folder.resolve("model.onnx");
    Path pixels = folder.resolve("pixels");
    SpvdFile.write(subject.shrunk(), spvd);
    OnnxExporter.write(subject.whole().orElse(subject.shrunk()), OnnxProfile.DENSE, onnx);
    Files.write(pixels, Pictures.of(subject.shrunk().inputShape(), 1));
    return new ColdStart(subject.name(), spvd, onnx, pixels, folder);
  }

  private ColdStart(String net, Path spvd, Path onnx, Path pixels, Path folder) throws IOException {
    this(net, folder);
    List<String> arguments = List.of(spvd.toString(), pixels.toString());
    add(SPARSEVD, JavaOptions.withVectors(), OURS, arguments);
    add(SPARSEVD_PLAIN, JavaOptions.plain(), OURS, arguments);
    List<String> theirs = List.of(onnx.toString(), pixels.toString());
    add(ONNX, JavaOptions.plain(), THEIRS, theirs);
    Path library = folder.resolve("library");
    if (OnnxLibrary.unpack(library)) {
      add(ONNX_UNPACKED, unpacked(library), THEIRS, theirs);
    }
  }

  private ColdStart(String net, Path folder) {
    this.net = net;
    this.folder = folder;
  }

  /**
   * Of files that are there. ONNX Runtime's library is unpacked beforehand where that is possible.
   *
   * @param contenders by name: compact files for our runtime, those of ONNX for theirs
   * @param question raw pixels, or a file that {@link NamedValues} wrote
   * @param named whether it is the latter
   * @param folder for more files
   */
  public static ColdStart beside(
      String net, Map<String, Path> contenders, Path question, boolean named, Path folder)
      throws IOException {
    ColdStart start = new ColdStart(net, folder);
    Path library = folder.resolve("library");
    List<String> theirs = OnnxLibrary.unpack(library) ? unpacked(library) : JavaOptions.plain();
    for (Map.Entry<String, Path> each : contenders.entrySet()) {
      List<String> arguments = new ArrayList<>();
      arguments.addAll(List.of(each.getValue().toString(), question.toString()));
      if (named) {
        arguments.add(NamedValues.NAMED);
      }
      boolean ours = each.getValue().toString().endsWith(".spvd");
      List<String> options = ours ? JavaOptions.withVectors() : theirs;
      start.add(each.getKey(), options, ours ? OURS : THEIRS, arguments);
    }
    return start;
  }

  private static List<String> unpacked(Path library) {
    List<String> options = new ArrayList<>(JavaOptions.plain());
    options.add("-Donnxruntime.native.path=" + library);
    return options;
  }

  /** The first of the classes has the main method; together they name the class path. */
  private void add(
      String name, List<String> options, List<Class<?>> classes, List<String> arguments) {
    starters.add(new Starter(name, JavaOptions.command(options, classes, arguments)));
  }

  /** So many starts of each contender. */
  public List<ColdTime> measure(int runs) throws IOException, InterruptedException {
    double[][] answers = new double[starters.size()][runs];
    double[][] processes = new double[starters.size()][runs];
    for (int run = 0; run < runs; run++) {
      for (int i = 0; i < starters.size(); i++) {
        long start = System.nanoTime();
        String printed = JavaProcess.run(starters.get(i).name(), starters.get(i).command(), folder);
        processes[i][run] = (System.nanoTime() - start) / 1e6;
        answers[i][run] = Long.parseLong(printed.split(" ")[0]) / 1e6;
      }
    }
    List<ColdTime> times = new ArrayList<>();
    for (int i = 0; i < starters.size(); i++) {
      times.add(
          new ColdTime(
              net, starters.get(i).name(), Median.of(answers[i]), Median.of(processes[i])));
    }
    return times;
  }
}
